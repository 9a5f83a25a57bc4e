import Foundation
import Model
import Testing

@testable import Applications

/// Logs of real machines, which lie beside the checkout and never in it.
private enum Machines {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["WHYSLOW_FIXTURES"] {
      return URL(filePath: path)
    }
    return URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "../shared/fixtures")
  }()

  static let areThere = FileManager.default.fileExists(
    atPath: folder.appending(path: "hotsos").path)

  /// A log out of the report of a machine.
  static func log(_ machine: String, _ path: String) throws -> [UInt8] {
    let archive = folder.appending(path: "hotsos/\(machine).tar.xz").path
    return try output(["tar", "-xOf", archive, "\(machine)/\(path)"])
  }

  static func output(_ command: [String]) throws -> [UInt8] {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return [UInt8](data)
  }
}

@Suite(
  .enabled(if: Machines.areThere, "needs hotsos in ../shared/fixtures or WHYSLOW_FIXTURES"))
struct UpstreamTests {
  /// How many lines `grep` counts that begin with the log's own form of time.
  @Test(arguments: [
    ("rabbitmq", "var/log/rabbitmq/rabbit@juju-04f1e3-1-lxd-5.log", #"^2022-"#),
    ("rabbitmq", "var/log/syslog", #"^[A-Z][a-z][a-z] [ 0-9][0-9] "#),
    ("rabbitmq", "var/log/juju/unit-rabbitmq-server-0.log", #"^202[0-9]-"#),
    ("kubernetes", "var/log/juju/unit-kubernetes-master-0.log", #"^202[0-9]-"#),
    ("kubernetes", "var/log/kern.log", #"^[A-Z][a-z][a-z] [ 0-9][0-9] "#),
    ("kubernetes", "var/log/cloud-init.log", #"^202[0-9]-"#),
    ("kubernetes", "var/log/dpkg.log", #"^202[0-9]-"#),
  ])
  func everyTime(machine: String, path: String, form: String) throws {
    let bytes = try Machines.log(machine, path)
    try #require(bytes.count > 10_000)
    let dated = try NSRegularExpression(pattern: form, options: .anchorsMatchLines)
    let text = String(decoding: bytes, as: UTF8.self)
    let wanted = dated.numberOfMatches(in: text, range: NSRange(text.startIndex..., in: text))
    // The reports are of February 2022.
    let found = digest(bytes, now: 1_645_000_000)
    let counted = found.patterns.reduce(0) { $0 + $1.count.count }
    #expect(found.patternCount <= 200 ? counted >= wanted : counted > wanted / 2)
    #expect(found.oddities.binary == 0)
    #expect(found.oddities.future == 0)
    let (first, last) = (try #require(found.lines.first), try #require(found.lines.last))
    #expect(first > 1_640_000_000 && last < 1_645_000_000 && first <= last)
  }

  @Test("Levels of RabbitMQ, as grep counts them")
  func levels() throws {
    let bytes = try Machines.log("rabbitmq", "var/log/rabbitmq/rabbit@juju-04f1e3-1-lxd-5.log")
    let text = String(decoding: bytes, as: UTF8.self)
    let found = digest(bytes, now: 1_645_000_000)
    for (word, level) in [("[info]", LogLevel.info), ("[error]", .error), ("[warning]", .warning)] {
      let wanted = text.split(separator: "\n").count { $0.contains(" \(word) ") }
      #expect(found.levels[level] ?? 0 == wanted, "\(word)")
    }
  }

  @Test("Two thousand samples of other programs do no harm")
  func samples() throws {
    let path = Machines.folder.appending(path: "insights/parser-samples.jsonl.xz").path
    let all = try Machines.output(["xz", "-dc", path])
    let found = digest(all, now: 1_700_000_000, size: 4096)
    #expect(found.lines.count > 2000)
  }
}
