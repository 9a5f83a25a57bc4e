import Foundation
import Testing

/// The program under test, run as a user runs it.
enum Program {
  /// Where it was built, beside the tests' bundle; nil where it was not.
  static let path: String? = {
    let arguments = CommandLine.arguments
    let bundle = arguments.firstIndex(of: "--test-bundle-path").map { arguments[$0 + 1] }
    let folders = [bundle, arguments.first].compactMap { $0 }.flatMap { path in
      let folder = URL(filePath: path).deletingLastPathComponent()
      return [folder, folder.deletingLastPathComponent().deletingLastPathComponent()]
    }
    return (folders + [package.appending(path: ".build/debug")])
      .map { $0.appending(path: "whyslow").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static let isBuilt = path != nil
  static let isRoot = getuid() == 0

  static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The recording that shows `check` as `name` says.
  static func fixture(_ check: String, _ name: String = "fires") -> String {
    package.appending(path: "Tests/ChecksTests/Fixtures/\(check)/\(name).rec").path
  }

  static func has(_ command: String) -> Bool {
    ["/bin", "/usr/bin", "/usr/sbin", "/sbin"].contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(command)")
    }
  }

  /// Runs `script` with `$whyslow` the program and `$here` an empty folder; its status and what it
  /// wrote.
  static func sh(_ script: String) throws -> Result {
    let program = try #require(path)
    let here = FileManager.default.temporaryDirectory.appending(path: "whyslow-\(UUID())")
    try FileManager.default.createDirectory(at: here, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: here) }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    // Output goes to files: a pipe that fills up would hold the program.
    let out = here.appending(path: "stdout.txt"), err = here.appending(path: "stderr.txt")
    process.arguments = [
      "-c", "(\(script)\n) >'\(out.path)' 2>'\(err.path)' </dev/null",
    ]
    process.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "whyslow": program,
      "here": here.path, "HOME": "/",
    ]
    let began = Date()
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, seconds: Date().timeIntervalSince(began),
      output: String(decoding: (try? Data(contentsOf: out)) ?? Data(), as: UTF8.self),
      errors: String(decoding: (try? Data(contentsOf: err)) ?? Data(), as: UTF8.self))
  }

  struct Result {
    let status: Int32
    let seconds: Double
    let output: String
    let errors: String
    /// The output as one line, for sentences that are wrapped where this machine's figures end.
    var sentences: String { output.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    var errorLines: [Substring] { errors.split(separator: "\n").filter { $0.hasPrefix("Error: ") } }
  }
}
