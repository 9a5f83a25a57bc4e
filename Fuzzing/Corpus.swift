import Checks
import Collector
import FoundationEssentials
import KernelText
import Model
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The texts and recordings that are damaged.
///
/// They are the parsers' examples, the checks' fixtures, and the trees of other projects where they
/// are at hand. The same files give the same inputs for the same seed.
struct Corpus {
  /// A recording with the verdicts on it as it is.
  struct Recorded {
    let name: String
    let archive: Archive
    let verdicts: [Verdict]
  }

  let parsers: [(parser: Parser, texts: [[UInt8]])]
  let recordings: [Recorded]

  /// Texts and recordings beyond this are left to the cases of scale: they would be all that is
  /// done.
  private static let most = 64 << 10
  /// The most texts of one parser beside its example.
  private static let mostTexts = 40

  /// The corpus of the package in `package`, and of the trees below `trees`.
  init(package: URL, trees: URL?) throws {
    let upstream = trees.map(Self.files) ?? []
    parsers = (Parser.all + Parser.logs).map { parser in
      let files = upstream.lazy.filter { parser.reads($0.path) }
      let texts = files.compactMap { Self.bytes($0, atMost: 16 << 10) }
        .filter { !(parser.facts(in: $0)?.isEmpty ?? true) }
      return (parser, [Array(parser.example.utf8)] + texts.prefix(Self.mostTexts))
    }
    var recordings: [Recorded] = []
    let fixtures = package.appending(path: "Tests/ChecksTests/Fixtures")
    for file in Self.files(in: fixtures) where file.lastPathComponent.hasSuffix(".rec") {
      guard let bytes = Self.bytes(file, atMost: Self.most) else { continue }
      let name = file.pathComponents.suffix(2).joined(separator: "/")
      recordings.append(try Recorded(name, bytes))
    }
    for (name, bytes) in trees.map(Self.recordings) ?? [] where bytes.count <= Self.most {
      recordings.append(try Recorded(name, bytes))
    }
    self.recordings = recordings
  }

  private static func bytes(_ file: URL, atMost most: Int) -> [UInt8]? {
    guard let data = try? Data(contentsOf: file), data.count <= most else { return nil }
    return [UInt8](data)
  }

  /// Every file below `folder` that is no link, in order.
  private static func files(in folder: URL) -> [URL] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    return paths.sorted().map { folder.appending(path: $0) }.filter { file in
      // Foundation would ask for the owner's name too, which a static program cannot.
      var status = stat()
      return lstat(file.path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
  }

  /// What a run on each tree below `folder` would have recorded; a tree with another beside it, a
  /// later snapshot of the same machine, makes a window with it.
  private static func recordings(in folder: URL) -> [(String, [UInt8])] {
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
    let roots = paths.filter { $0.hasSuffix("/proc/stat") }.map { $0.dropLast("proc/stat".count) }
      .sorted()
    return roots.enumerated().map { index, root in
      let parent = root.dropLast().split(separator: "/").dropLast()
      let next = roots.dropFirst(index + 1).first {
        $0.dropLast().split(separator: "/").dropLast() == parent
      }
      let path = { (root: Substring) in folder.appending(path: String(root)).path }
      return (String(root), recorded(path(root), path(next ?? root)))
    }
  }

  private static func recorded(_ first: String, _ last: String) -> [UInt8] {
    var before = Sample()
    var after = Sample()
    var earlier = Sampler(root: first)
    earlier.take(.first, into: &before, since: nil)
    var later = Sampler(root: last)
    later.take(.last, into: &after, since: before)
    var archive = Archive(Recording(samples: [before, after]).archive)
    for index in archive.sections.indices where archive.sections[index].name.hasPrefix("sample ") {
      let number = archive.sections[index].sample
      let header = "-- sample \(number) at \(7000 + 10 * number).0 wall 1795368121.0 --\n"
      archive.sections[index].header = Array(header.utf8)
    }
    return archive.bytes
  }
}

extension Parser {
  /// Whether the file at `path` of another machine's tree is the one that it reads of this machine.
  fileprivate func reads(_ path: String) -> Bool {
    guard let own = self.path else { return false }
    return path.hasSuffix(own.replacing("/self/", with: "/1/")) || path.hasSuffix(own)
  }
}

extension Corpus.Recorded {
  fileprivate init(_ name: String, _ bytes: [UInt8]) throws {
    self.name = name
    archive = Archive(bytes)
    verdicts = try whyslowVerdicts(archive.bytes)
  }
}

/// The verdict of every check on a recording, in the order of the checklist.
func whyslowVerdicts(_ archive: [UInt8]) throws(RecordingError) -> [Verdict] {
  let observation = Observation(try Recording(parsing: archive))
  return Checklist.all.map { $0.judge(observation).verdict }
}
