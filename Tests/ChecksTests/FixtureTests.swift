import Model
import Testing

@testable import Checks

/// Every check against every recording in its folder.
@Suite struct FixtureTests {
  @Test("Every fixture gives the verdicts it expects", arguments: Checklist.all.map(\.name))
  func expectations(check: String) throws {
    let checks = Dictionary(
      Checklist.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for fixture in try Fixture.all(of: check) {
      #expect(
        fixture.expected[check] != nil,
        "\(check)/\(fixture.name).rec has no line that begins with `expect \(check):`")
      for (name, expected) in fixture.expected {
        guard let expecting = checks[name] else {
          Issue.record("\(check)/\(fixture.name).rec expects of \(name), which is no check")
          continue
        }
        let said = expecting.judge(fixture.observation).verdict.lines
        #expect(said == expected, "\(check)/\(fixture.name).rec, \(name)")
      }
    }
  }

  @Test("Every check has a fixture that fires", arguments: Checklist.all.map(\.name))
  func fires(check: String) throws {
    let fixture = try Fixture.all(of: check).first { $0.name == "fires" }
    let verdict = try #require(judgement(of: check, on: fixture), "\(check) lacks fires.rec")
    #expect(!verdict.findings.isEmpty, "\(check) finds nothing in fires.rec: \(verdict.lines)")
  }

  @Test("Every check has a fixture that stays silent", arguments: Checklist.all.map(\.name))
  func silent(check: String) throws {
    let fixture = try Fixture.all(of: check).first { $0.name == "silent" }
    let verdict = try #require(judgement(of: check, on: fixture), "\(check) lacks silent.rec")
    switch verdict {
    case .clear: break
    case .found(let findings):
      #expect(
        findings.allSatisfy { $0.severity == .note },
        "\(check) convicts in silent.rec: \(verdict.lines)")
    case .unmeasured:
      Issue.record("\(check) could not look in silent.rec: \(verdict.lines)")
    }
  }

  @Test("A finding is a sentence with finite numbers", arguments: Checklist.all.map(\.name))
  func evidence(check: String) throws {
    for fixture in try Fixture.all(of: check) {
      for finding in judgement(of: check, on: fixture)?.findings ?? [] {
        let place = "\(check)/\(fixture.name).rec"
        #expect(finding.statement.hasSuffix("."), "\(place): the statement is no sentence")
        for number in [finding.measurement] + finding.evidence {
          #expect(number.quantity.value.isFinite, "\(place): \(number.name) is no number")
        }
      }
    }
  }

  private func judgement(of check: String, on fixture: Fixture?) -> Verdict? {
    guard let fixture else { return nil }
    return Checklist.all.first { $0.name == check }?.judge(fixture.observation).verdict
  }
}
