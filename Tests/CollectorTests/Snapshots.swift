import KernelText
import Model

@testable import Collector

extension Recording {
  /// What a run on two snapshots of a machine would have recorded.
  static func between(_ first: String, _ last: String) -> Recording {
    var before = Sample()
    var after = Sample()
    var earlier = Sampler(root: first)
    earlier.take(.first, into: &before, since: nil)
    var later = Sampler(root: last)
    later.take(.last, into: &after, since: before)
    return Recording(samples: [before, after])
  }

  /// A snapshot against the moment of boot, when every counter was zero and no process there: what
  /// the tools of sysstat report first.
  static func sinceBoot(_ root: String) -> Recording {
    var last = Sample()
    var sampler = Sampler(root: root)
    sampler.take(.last, into: &last, since: nil)
    var first = Sample()
    for (name, words) in [("/proc/stat", 1), ("/proc/diskstats", 3)] {
      if let text = last.text(name).value { first.add(name, zeroed(text, after: words).utf8) }
    }
    return Recording(samples: [first, last])
  }

  /// The lines of `text` with zeros for the numbers after so many words.
  private static func zeroed(_ text: Text, after words: Int) -> String {
    text.lines.map { line in
      let names = line.words.prefix(words).map(\.string)
      return (names + line.words.dropFirst(words).map { _ in "0" }).joined(separator: " ") + "\n"
    }.joined()
  }
}
