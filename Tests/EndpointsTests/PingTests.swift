import Model
import TestSupport
import Testing

@testable import Endpoints

private func random(_ count: Int, _ range: ClosedRange<Double>, seed: UInt64 = 1) -> [Double?] {
  var numbers = Seeded(state: seed)
  return (0..<count).map { _ in Double.random(in: range, using: &numbers) }
}

private func series(_ count: Int, _ make: (Double) -> Double) -> [Double?] {
  (0..<count).map { make(Double($0)) }
}

@Suite struct PingTests {
  @Test func aRealPing() throws {
    let text = PingText(try Recorded.text("ping-loopback.txt"))
    #expect(text.address == "127.0.0.1")
    #expect(text.answers.count == 5)
    #expect(text.answers.allSatisfy { $0 != nil })
    #expect(text.timeToLive == 64)
  }

  @Test func busyboxCountsFromZero() {
    let text = PingText(
      """
      PING 10.0.0.2 (10.0.0.2): 56 data bytes
      64 bytes from 10.0.0.2: seq=0 ttl=64 time=0.060 ms
      64 bytes from 10.0.0.2: seq=2 ttl=64 time=0.070 ms

      --- 10.0.0.2 ping statistics ---
      4 packets transmitted, 2 packets received, 50% packet loss

      """)
    #expect(text.answers == [0.06, nil, 0.07, nil])
  }

  @Test func lossDuplicatesAndComplaints() {
    let text = PingText(
      """
      PING a (10.0.0.2) 56(84) bytes of data.
      64 bytes from 10.0.0.2: icmp_seq=1 ttl=63 time=1.5 ms
      64 bytes from 10.0.0.2: icmp_seq=1 ttl=63 time=1.6 ms (DUP!)
      From 10.0.0.1 icmp_seq=3 Destination Host Unreachable
      From 10.0.0.1 icmp_seq=4 Frag needed and DF set (mtu = 1400)

      --- a ping statistics ---
      4 packets transmitted, 1 received, +1 duplicates, +1 errors, 75% packet loss, time 3006ms

      """)
    #expect(text.answers == [1.5, nil, nil, nil])
    #expect(text.duplicates == 1)
    #expect(text.complaints.first == "Destination Host Unreachable (from 10.0.0.1)")
    #expect(text.wantedMTU == 1400)
    #expect(text.teller == "10.0.0.1")
  }

  @Test("A line that is cut off gives no number")
  func truncated() throws {
    let whole = try Recorded.text("ping-loopback.txt")
    let answers = PingText(whole).answers
    for end in whole.indices {
      let part = PingText(String(whole[..<end]))
      for (number, time) in part.answers.enumerated() {
        #expect(time == nil || answers[number] == time)
      }
    }
  }

  private static let examples: [([Double?], PingShape)] = [
    ([1, 2], .tooFew),
    (random(20, 10...11), .steady),
    (random(20, 0.04...0.09), .steady),
    ([50] + random(19, 1...1.5), .slowFirst),
    (series(30) { 10 + $0 * 5 }, .rising),
    (series(30) { 200 - $0 * 5 }, .falling),
    (series(60) { $0.truncatingRemainder(dividingBy: 10) == 9 ? 80 : 2 }, .periodicSpikes),
    ([2, 2, 2, 90, 2, 2, 2, 2, 85, 80, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2.1], .spikes),
    (
      series(20) { $0.truncatingRemainder(dividingBy: 2) == 0 ? 10 + $0 / 20 : 40 + $0 / 20 },
      .twoHumps
    ),
    (random(40, 5...60, seed: 7), .wide),
  ]

  @Test("Each shape by its own example", arguments: examples)
  func shapes(answers: [Double?], expected: PingShape) {
    let found = shape(of: answers, interval: 0.2)
    #expect(found.shape == expected, "\(found)")
    #expect(!found.shape.meaning.isEmpty)
  }

  @Test("The runbook's ESP32: tens to 400 ms, in steps near the beacon's interval, and little loss")
  func powerSave() {
    // It wakes for every beacon, or for every second to fourth: the wait is whole beacons and a bit.
    var numbers = Seeded(state: 3)
    var steps: [Double?] = []
    for _ in 0..<30 {
      let beacons = Double([0, 1, 1, 2, 3].randomElement(using: &numbers) ?? 0)
      steps.append(12 + beacons * beaconInterval + Double.random(in: 0...9, using: &numbers))
    }
    steps[11] = nil
    #expect(shape(of: steps, interval: 1).shape == .beaconSteps)
    // Asked at even distances, each answer waits for the next beacon.
    let waits = series(30) { number in
      beaconInterval - (number * 1000).truncatingRemainder(dividingBy: beaconInterval) + 3
    }
    #expect(shape(of: waits, interval: 1).shape == .beaconSteps)
    var report = PingReport(host: "esp32", vantage: "local", method: "ping", interval: 1)
    report.answers = steps
    report.judge(complaints: [], by: EndpointThresholds())
    #expect(report.findings.contains { $0.meaning.contains("power save") })
    #expect(!report.findings.contains { $0.finding.measurement.name == "loss" })
  }

  @Test("Chance alone is no beacon", arguments: Array(1...40) as [UInt64])
  func chance(seed: UInt64) {
    #expect(shape(of: random(20, 10...400, seed: seed), interval: 0.2).shape != .beaconSteps)
  }

  @Test func losses() {
    func found(_ lost: Int, of count: Int) -> [Severity] {
      var report = PingReport(host: "h", vantage: "local", method: "ping", interval: 0.2)
      report.answers = Array(repeating: nil, count: lost) + series(count - lost) { _ in 1 }
      report.judge(complaints: [], by: EndpointThresholds())
      return report.findings.filter { $0.finding.measurement.name == "loss" }.map(\.severity)
    }
    #expect(found(0, of: 20) == [])
    // One of a few says nothing.
    #expect(found(1, of: 10) == [])
    #expect(found(2, of: 30) == [.warning])
    #expect(found(5, of: 20) == [.critical])
    #expect(found(20, of: 20) == [.critical])
  }

  @Test func roundTrips() {
    func found(_ time: Double, routers: Int) -> Severity? {
      var report = PingReport(host: "h", vantage: "local", method: "ping", interval: 0.2)
      report.answers = Array(repeating: time, count: 10)
      report.routers = routers
      report.judge(complaints: [], by: EndpointThresholds())
      return report.severity
    }
    #expect(found(1, routers: 0) == nil)
    #expect(found(20, routers: 0) == .note)
    #expect(found(20, routers: 3) == nil)
    #expect(found(120, routers: 3) == .warning)
    #expect(found(600, routers: 3) == .critical)
  }
}
