import Foundation
import KernelText
import Model
import Testing

@testable import Collector

/// What real systems printed of their services and clocks.
@Suite struct ServiceTests {
  @Test(
    "Samples of real commands are read or refused",
    .enabled(if: Upstream.has("insights"), Upstream.absence("insights")))
  func samples() async throws {
    let unpacked = try await Upstream.insights.value
    let words = [
      "systemctl", "nvidia", "limits", "timedatectl", "chrony", "ntp", "system_time",
      "clocksource",
    ]
    var read: [String: Int] = [:]
    for line in unpacked.split(separator: 0x0A) {
      let sample = try JSONDecoder().decode(InsightsSample.self, from: Data(line))
      guard words.contains(where: sample.file.contains) else { continue }
      let text = Text(Array(sample.text.utf8))
      for parser in Self.parsers where (try? parser.value(text)) != nil {
        read["\(parser.key) \(sample.file.split(separator: "/").last ?? "")", default: 0] += 1
      }
    }
    print("insights: \(read.sorted { $0.key < $1.key })")
    #expect(read["UnitText test_systemctl_show.py"] ?? 0 >= 5)
    #expect(read["ClockSourceText test_current_clocksource.py"] == 1)
    #expect(!read.keys.contains { $0.hasPrefix("NvidiaText") || $0.hasPrefix("ClockText") })
  }

  private static let parsers: KeyValuePairs<String, @Sendable (Text) throws -> Void> = [
    "UnitText": { _ = try UnitText.parse($0) }, "UnitLine": { _ = try UnitLine.parse($0) },
    "ClockText": { _ = try ClockText($0) }, "ClockSourceText": { _ = try ClockSourceText($0) },
    "DevicesText": { _ = try DevicesText($0) }, "NvidiaText": { _ = try NvidiaText.parse($0) },
    "ProcessLimitsText": { _ = try ProcessLimitsText.parse($0) },
  ]

  @Test("The clock is noted as busybox prints it")
  func clock() throws {
    var sample = Sample(time: 0, wallTime: 0)
    sample.readClock()
    guard let text = sample.text(Sample.clockSection).value else { return }
    let lines = text.lines.map(\.string)
    #expect(lines.count == 13)
    #expect(lines[0] == "    mode:         0")
    #expect(lines[1].hasPrefix("-o  offset:       ") && lines[1].hasSuffix(" us"))
    #expect(lines[5].hasPrefix("    status:       ") && lines[5].hasSuffix(")"))
    _ = try ClockText(text)
  }
}

private struct InsightsSample: Decodable {
  let file: String
  let text: String
}
