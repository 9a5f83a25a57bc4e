import Checks
import Collector
import Model
import Testing

/// Judging a recording gives the verdicts that judging the machine gave.
@Suite struct ParityTests {
  @Test("The live recording and its archive are judged alike")
  func live() throws {
    let recording = collect(CollectionOptions(window: 0.3, version: "test"))
    let live = verdicts(recording)
    let saved = verdicts(try Recording(parsing: recording.archive))
    for check in Checklist.all { #expect(live[check.name] == saved[check.name], "\(check.name)") }
    #expect(live.values.contains { !$0.isUnmeasured })
  }

  @Test("The triage judges a full recording as it judges what it reads itself")
  func triage() throws {
    let full = collect(CollectionOptions(window: 0.3, version: "test"))
    let closely = Observation(full)
    let briefly = Observation(full, depth: .triage)
    for check in TriageChecks.all {
      let verdict = check.judge(briefly).verdict
      #expect(verdict.severity == check.judge(closely).verdict.severity, "\(check.name)")
      if case .unmeasured = check.judge(closely).verdict { continue }
      if case .unmeasured = verdict {
        Issue.record("\(check.name) needs more than the triage reads")
      }
    }
    let own = Observation(
      collect(CollectionOptions(window: 0.3, depth: .triage, version: "test")), depth: .triage)
    for check in TriageChecks.all {
      guard case .unmeasured = check.judge(own).verdict else { continue }
      guard case .unmeasured = check.judge(closely).verdict else {
        Issue.record("\(check.name) needs more than the triage reads")
        continue
      }
    }
  }

  @Test("The gaps are the same, too")
  func gaps() throws {
    let recording = collect(CollectionOptions(window: 0.1, version: "test"))
    let saved = Observation(try Recording(parsing: recording.archive))
    #expect(Observation(recording).gaps == saved.gaps)
  }
}
