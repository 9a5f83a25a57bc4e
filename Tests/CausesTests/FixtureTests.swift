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

  @Test("Where no check warns there is no cause", arguments: Checklist.all.map(\.name))
  func silent(check: String) throws {
    let diagnosis = try diagnosis(check, "silent")
    let isGrave = (diagnosis.severity ?? .note) > .note
    #expect(diagnosis.explanation?.causes.isEmpty == !isGrave)
    if !isGrave { #expect(diagnosis.explanation?.ruledOut.isEmpty == true) }
  }
}
