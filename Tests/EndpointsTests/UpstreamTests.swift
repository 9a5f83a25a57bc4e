import Foundation
import Model
import Testing

@testable import Endpoints

/// Real data of other projects, which lies beside the checkout and never in it.
private enum Upstream {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["WHYSLOW_FIXTURES"] {
      return URL(filePath: path)
    }
    return URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "../shared/fixtures")
  }()

  static func has(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  /// What `arguments` print.
  static func output(_ arguments: [String]) throws -> Data {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}

private let har = "har/har.tar.xz"
private let insights = "insights/parser-samples.jsonl.xz"

@Suite struct UpstreamTests {
  @Test(
    "The phases that browsers saw come out of their marks, and add up",
    .enabled(if: Upstream.has(har), "needs har in ../shared/fixtures or WHYSLOW_FIXTURES"))
  func phases() throws {
    let path = Upstream.folder.appending(path: har).path
    let names = String(decoding: try Upstream.output(["tar", "-tf", path]), as: UTF8.self)
      .split(separator: "\n").filter { $0.hasSuffix(".har") }
    var seen = 0
    for name in names {
      let data = try Upstream.output(["tar", "-xOf", path, String(name)])
      guard let all = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
        let log = all["log"] as? [String: Any], let entries = log["entries"] as? [[String: Any]]
      else { continue }
      for timings in entries.compactMap({ $0["timings"] as? [String: Any] }) {
        func part(_ name: String) -> Int {
          Int((max((timings[name] as? NSNumber)?.doubleValue ?? -1, 0) * 1000).rounded())
        }
        // A new connection over TLS; what HAR calls connect has the handshake in it.
        guard part("dns") > 0, part("ssl") > 0, part("connect") > part("ssl") else { continue }
        var marks = PhaseMarks()
        marks.nameLookup = part("dns")
        marks.appConnect = marks.nameLookup + part("connect")
        marks.connect = marks.appConnect - part("ssl")
        marks.startTransfer = marks.appConnect + part("send") + part("wait")
        marks.total = marks.startTransfer + part("receive")
        #expect(marks[.tls] == part("ssl"))
        #expect(marks[.tcp] == part("connect") - part("ssl"))
        #expect(marks[.wait] == part("send") + part("wait"))
        #expect(marks[.transfer] == part("receive"))
        #expect(Phase.allCases.compactMap { marks[$0] }.reduce(0, +) == marks.total)
        seen += 1
      }
    }
    #expect(seen > 20)
  }

  @Test(
    "The outputs of other machines are read or passed over",
    .enabled(if: Upstream.has(insights), "needs insights in ../shared/fixtures or WHYSLOW_FIXTURES")
  )
  func outputs() throws {
    let path = Upstream.folder.appending(path: insights).path
    let lines = try Upstream.output(["xz", "-dc", path]).split(separator: UInt8(ascii: "\n"))
    var answers = 0, neighbours = 0, servers = 0
    for line in lines {
      guard let sample = try? JSONSerialization.jsonObject(with: line) as? [String: String],
        let text = sample["text"], let file = sample["file"]
      else { continue }
      if file.hasSuffix("test_dig.py"), text.contains("->>HEADER<<-") {
        let answer = DigText.answer("A", text + "\n")
        #expect(answer.status != nil)
        #expect(text.contains("Query time:") == (answer.milliseconds != nil))
        answers += 1
      }
      if file.hasSuffix("test_ip.py"), sample["name"]?.contains("NEIGH") == true {
        neighbours += text.split(separator: "\n").count {
          RouteText.neighbour($0 + "\n") != nil
        }
        _ = RouteText.addresses(text + "\n")
      }
      if file.hasSuffix("test_resolv_conf.py") {
        servers += ResolverConfiguration(text).servers.count { $0 != "127.0.0.1" }
      }
    }
    #expect(answers > 3)
    #expect(neighbours > 3)
    #expect(servers > 2)
  }
}
