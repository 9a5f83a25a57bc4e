import FoundationEssentials
import Testing

@testable import Collector

/// Real data of other projects, which lies beside the checkout and never in it.
enum Upstream {
  /// The folder of the sets; `WHYSLOW_FIXTURES` overrides it.
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["WHYSLOW_FIXTURES"] {
      return URL(filePath: path)
    }
    return package.appending(path: "../shared/fixtures")
  }()

  /// The folder of Package.swift.
  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Whether the set called `name` is there.
  static func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: name).path)
  }

  /// The word for a test that cannot run without the set called `name`.
  static func absence(_ name: String) -> Comment {
    "needs \(name) in ../shared/fixtures or WHYSLOW_FIXTURES"
  }

  /// The names of what is in the folder at `path`, in order; none where it is absent.
  static func names(in path: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: path).path)
    return names?.sorted() ?? []
  }

  /// The samples of insights-core, a JSON object a line; unpacked once for all tests.
  ///
  /// The deadline is for a hang alone: beside other tests it waits for its turn.
  static let insights = Task {
    let path = folder.appending(path: "insights/parser-samples.jsonl.xz").path
    return try await run(["xz", "-dc", path], deadline: 600, limit: 64 << 20).get().output
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }
}

/// An archive unpacked into a folder that goes when this does.
final class Unpacked: Sendable {
  let folder: URL

  /// The files of the archive at `path` below the fixtures.
  init(_ path: String) async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "whyslow-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let archive = Upstream.folder.appending(path: path).path
    let result = try await run(["tar", "-xf", archive, "-C", folder.path], deadline: 600).get()
    try #require(result.succeeded, "\(path): \(result.errors)")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Every file in it that is no link and may be read, by its path in the archive.
  func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().filter { path in
      let file = self.path(path)
      let attributes = try? FileManager.default.attributesOfItem(atPath: file)
      return attributes?[.type] as? FileAttributeType == .typeRegular
        && FileManager.default.isReadableFile(atPath: file)
    }
  }

  func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  func path(_ path: String) -> String { folder.appending(path: path).path }
}
