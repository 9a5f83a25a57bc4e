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

  @Test("The gaps are the same, too")
  func gaps() throws {
    let recording = collect(CollectionOptions(window: 0.1, version: "test"))
    let saved = Observation(try Recording(parsing: recording.archive))
    #expect(Observation(recording).gaps == saved.gaps)
  }
}
