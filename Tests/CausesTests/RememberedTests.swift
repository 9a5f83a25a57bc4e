import Model
import Testing

@testable import Causes

/// What the kernel's log remembers, beside what is so now.
@Suite struct RememberedTests {
  @Test("What only the kernel's log remembers is told apart, and has not made what was counted now")
  func remembered() throws {
    let past = Finding(
      .warning, Measurement("I/O error", 9, .count, on: .device("sda")), "The disk failed.",
      evidence: [Measurement("age of the last", 600, .seconds)], quotes: ["I/O error, dev sda"])
    let explanation = explained([
      (.diskIOErrors, past), found(.diskBlockedTasks, .warning, "stuck processes", 2),
    ])
    #expect(explanation.causes.map(\.name) == ["StuckIO", "FailingDevice"])
    #expect(explanation.causes.map(\.isRemembered) == [false, true])
  }

  @Test("What the log remembers is not told as over while what it made lasts")
  func lasting() throws {
    func line(_ severity: Severity, _ name: String, on subject: Subject) -> Finding {
      Finding(
        severity, Measurement(name, 1, .count, on: subject), "The kernel says so.",
        evidence: [Measurement("age of the last", 3, .seconds)], quotes: ["loop1 failed"])
    }
    let noRoom = line(.warning, "space allocation error", on: .device("loop1"))
    let readOnly = line(.critical, "read-only after an error", on: .mount("/srv"))
    let lasts = explained([(.diskIOErrors, noRoom), (.diskReadOnly, readOnly)])
    #expect(lasts.causes.map(\.name) == ["NoRoomBelow"])
    #expect(lasts.causes.map(\.isRemembered) == [false])
    #expect(lasts.causes.first?.severity == .critical)
    let over = explained([
      (.diskIOErrors, noRoom), (.diskReadOnly, line(.warning, "remounts", on: .device("loop1"))),
    ])
    #expect(over.causes.map(\.isRemembered) == [true])
    #expect(explained([(.diskIOErrors, noRoom)]).causes.map(\.isRemembered) == [true])
  }

  @Test("A service that failed long after what the log remembers, or before it, did not fail of it")
  func longAfter() {
    func line(_ name: String, on subject: Subject, _ age: Double) -> Finding {
      Finding(
        .warning, Measurement(name, 1, .count, on: subject), "The kernel says so.",
        evidence: [Measurement("age of the last", age, .seconds)], quotes: ["its line"])
    }
    func unit(_ name: String, _ end: String, _ age: Double) -> Finding {
      let subject = Subject.unit(name)
      return Finding(
        .warning, Measurement("failed", 1, .count, on: subject), "It failed.",
        evidence: [Measurement(end, age, .seconds, on: subject)])
    }
    func tops(_ age: Double) -> [String] {
      explained([
        (.memoryOOMKill, line("out of memory", on: .process(pid: 7, name: "hog"), age)),
        (.diskReadOnly, line("remount read-only", on: .device("sdb"), age)),
        (.serviceFailed, unit("web.service", "since", 100)),
        (.serviceRestarts, unit("db.service", "last start ago", 98)),
      ]).causes.filter { !$0.isRemembered }.map(\.name)
    }
    #expect(tops(600) == ["FailedService", "FailedService"])
    #expect(tops(20) == ["FailedService", "FailedService"])
    #expect(tops(102) == ["OutOfMemoryKill"])
  }
}
