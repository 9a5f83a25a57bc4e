import KernelText
import TestSupport

/// Huge texts, given to the parsers themselves.
///
/// A run never gives a parser as much: a file is read up to 4 MiB, a section of a recording up to
/// 16 MiB. So what is asked is that time and memory stay in proportion.
enum HugeTexts {
  static let all: [ScaleCase] = Parser.all.map { parser in
    let name = parser.name.split(separator: " ").joined(separator: "-")
    return ScaleCase(name: "text-\(name)", mostMemory: { (64 << 20) + 25 * $0 }) { setting in
      let taken = [repeated, numbered, oneLine].count { text in
        (try? parser.parse(Text(text(parser.example, setting.bytes)))) != nil
      }
      return ScaleCase.Outcome(words: "took \(taken) of 3 texts", bytes: setting.bytes)
    }
  }

  /// The example again and again.
  private static func repeated(_ example: String, _ size: Int) -> [UInt8] {
    let one = Array(example.utf8)
    var text: [UInt8] = []
    text.reserveCapacity(size + one.count)
    while text.count < size { text += one }
    return text
  }

  /// The example's last line again and again, each with another name.
  private static func numbered(_ example: String, _ size: Int) -> [UInt8] {
    let lines = example.split(separator: "\n", omittingEmptySubsequences: true)
    let words = (lines.last ?? "").split(separator: " ", maxSplits: 1).map { Array($0.utf8) }
    var text = Array((lines.dropLast().joined(separator: "\n") + "\n").utf8)
    text.reserveCapacity(size + 1000)
    var number = 0
    while text.count < size {
      text += words.first ?? []
      text += "\(number) ".utf8
      text += words.last ?? []
      text.append(0x0A)
      number += 1
    }
    return text
  }

  /// The example's bytes again and again without the end of a line but the last.
  private static func oneLine(_ example: String, _ size: Int) -> [UInt8] {
    repeated(example.replacing("\n", with: " "), size) + [0x0A]
  }
}
