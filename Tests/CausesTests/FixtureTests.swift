import Checks
import Collector
import FoundationEssentials
import Model
import Runbook
import Testing

/// The checks' own fixtures: what fires is explained, what is silent has no cause.
@Suite struct FixtureTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "ChecksTests/Fixtures")

  private func diagnosis(_ check: String, _ name: String) throws -> Diagnosis {
    let file = Self.root.appending(path: "\(check)/\(name).rec")
    let recording = try Recording(parsing: [UInt8](Data(contentsOf: file)))
    return diagnose(Observation(recording), target: .local)
  }

  @Test("What a check finds in its fixture is explained", arguments: Checklist.all.map(\.name))
  func fires(check: String) throws {
    let diagnosis = try diagnosis(check, "fires")
    let explanation = try #require(diagnosis.explanation)
    #expect(explanation.unexplained.map(\.source) == [])
    let isGrave = (diagnosis.severity ?? .note) > .note
    #expect(explanation.causes.isEmpty == !isGrave)
  }

  @Test(
    "What a fixture shows is told as what it is, and the first to blame is named",
    arguments: [
      ("DiskPressure/short-late", "SlowDevice", "vda"), ("DiskPressure/short", "", ""),
      ("DiskCgroupPressure/short", "", ""),
      ("NetworkHostRetransmits/fires", "QueueBeforeLink", ""),
      ("NetworkPeerWindow/fires", "RemotePeerSlow", "10.99.0.2:9000"),
      ("NetworkPeerWindow/paused", "", ""), ("NetworkPeerWindow/slower", "", ""),
      ("NetworkTimeouts/unanswered", "PeerSilent", "10.99.0.2:5432"),
      ("NetworkTimeouts/fires", "PathLoss", ""),
      ("MemoryCommit/strict", "StrictCommit", ""), ("MemoryCommit/fires", "", ""),
      ("NetworkResolvers/fires", "SlowDNS", "10.0.0.53:53"),
      ("NetworkResolvers/two", "SlowDNS", "10.0.0.53:53"),
      ("NetworkResolvers/slow", "SlowDNS", "10.0.0.53:53"),
      ("NetworkResolvers/silent", "", ""), ("NetworkResolvers/behind", "", ""),
    ])
  func told(fixture: String, cause: String, culprit: String) throws {
    let parts = fixture.split(separator: "/").map(String.init)
    let causes = try #require(try diagnosis(parts[0], parts[1]).explanation).causes
    #expect(causes.map(\.name) == (cause.isEmpty ? [] : [cause]))
    #expect((causes.first?.culprits.first?.subject.name ?? "") == culprit)
  }

  @Test("Where no check warns there is no cause", arguments: Checklist.all.map(\.name))
  func silent(check: String) throws {
    let diagnosis = try diagnosis(check, "silent")
    let isGrave = (diagnosis.severity ?? .note) > .note
    #expect(diagnosis.explanation?.causes.isEmpty == !isGrave)
    if !isGrave { #expect(diagnosis.explanation?.ruledOut.isEmpty == true) }
  }
}
