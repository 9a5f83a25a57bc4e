import Foundation
import Model
import Report
import Testing

private let style = Style(width: 80, colour: false)

/// A diagnosis whose numbers are not numbers.
private let broken = diagnosis([
  Judgement(check: CPUBusy(), verdict: .clear(Measurement("busy", .nan, .percent))),
  Judgement(
    check: CPUSystem(),
    verdict: .found([Finding(.warning, Measurement("system", .infinity, .percent), "Endless.")])),
])

/// A finding in every unit on every kind of subject, and a gap of every kind.
private var everything: Diagnosis {
  let subjects: [Subject] = [
    .machine, .processor(1), .process(pid: 1, name: "init"), .cgroup("/a"), .device("sda"),
    .mount("/"), .interface("eth0"),
  ]
  let findings = zip(Unit.allCases, subjects + subjects).map { unit, subject in
    Finding(.note, Measurement("number", 1, unit, on: subject), "A number.")
  }
  let gaps = Gap.Kind.allCases.map { Gap($0, "/proc/x", "a gap") }
  return diagnosis(
    [Judgement(check: DiskAwait(), verdict: .found(findings))]
      + gaps.map { Judgement(check: MemoryBalloon(), verdict: .unmeasured($0)) }, gaps: gaps)
}

private func object(_ json: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
}

@Suite struct JSONTests {
  @Test func holdsTheDiagnosis() throws {
    let report = try object(render(troubled(), page: .diagnose, as: .json, style: style))
    #expect(report["version"] as? Int == 1)
    let verdict = try #require(report["verdict"] as? [String: Any])
    #expect(verdict["severity"] as? String == "critical")
    #expect(verdict["resources"] as? [String] == ["cpu", "memory", "disk"])
    let counts = try #require(verdict["counts"] as? [String: Int])
    #expect(
      counts == [
        "checks": 11, "clear": 4, "unmeasured": 3, "critical": 2, "warning": 2, "note": 1,
      ])
    let judgements = try #require(report["judgements"] as? [[String: Any]])
    #expect(judgements.count == 11)
    #expect(report["symptom"] == nil)
  }

  @Test func isTheSameForEveryPage() {
    let pages = [Page.diagnose, .use].map {
      render(troubled(), page: $0, as: .json, style: style)
    }
    #expect(pages[0] == pages[1])
  }

  @Test func leavesOutWhatIsNotANumber() throws {
    let json = render(broken, page: .use, as: .json, style: style)
    _ = try object(json)
    #expect(!json.contains("null") && !json.lowercased().contains("nan"))
  }

  @Test(.enabled(if: Validator.isAvailable, "python3 with jsonschema is not installed"))
  func validatesAgainstTheSchema() throws {
    for diagnosis in [clear, unmeasured, troubled(), troubled(name: hostile), broken, everything] {
      let json = render(diagnosis, page: .diagnose, as: .json, style: style)
      #expect(try Validator.complaint(about: json) == "")
    }
    let row = Triage.Row(
      command: "uptime", facts: .success([Measurement("load1", 1, .count)]), remarks: [hostile],
      judgements: troubled().judgements)
    let unread = Triage.Row(
      command: "top", facts: .failure(Gap(.missing, "/proc", "nothing")), judgements: [])
    for shown in [row, unread] {
      let json = render(
        Triage(rows: [shown]), of: troubled(), as: .json, style: style)
      #expect(try Validator.complaint(about: json) == "")
    }
    let shared = Dive.Row(hostile, [Measurement("size", 1, .bytes)], detail: hostile)
    let sections = [
      Dive.Section("Where it went", byHand: "free", remark: hostile, rows: .success([shared])),
      Dive.Section("Nothing", byHand: "free", rows: .failure(Gap(.missing, "/proc", "nothing"))),
    ]
    let dive = Dive(.memory, sections: sections, advice: [.init("more", takes: "root")])
    let look = render(dive, of: troubled(), as: .json, style: style)
    #expect(try Validator.complaint(about: look) == "")
    #expect(try Validator.complaint(about: list(stubs, as: .json, style: style)) == "")
    #expect(try Validator.complaint(about: explain(CPUBusy(), as: .json, style: style)) == "")
    #expect(try Validator.complaint(about: #"{"version": 1}"#) != "")
  }

  @Test func schemaNamesWhatTheModelNames() throws {
    let schema = try object(String(contentsOf: Validator.schema, encoding: .utf8))
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    func values(_ name: String) -> [String]? { definitions[name]?["enum"] as? [String] }
    func values(_ name: String, of type: String) -> [String]? {
      let properties = definitions[type]?["properties"] as? [String: [String: Any]]
      return properties?[name]?["enum"] as? [String]
    }
    #expect(values("resource") == Resource.allCases.map(\.rawValue))
    #expect(values("aspect") == Aspect.allCases.map(\.rawValue))
    #expect(values("severity") == Severity.allCases.map(\.name))
    #expect(values("unit") == Unit.allCases.map(\.rawValue))
    #expect(values("sureness") == Sureness.allCases.map(\.name))
    #expect(values("term", of: "remedy") == Remedy.Term.allCases.map(\.rawValue))
    #expect(values("risk", of: "remedy") == Remedy.Risk.allCases.map(\.rawValue))
    #expect(values("gapKind") == Gap.Kind.allCases.map(\.rawValue))
    #expect(values("level", of: "threshold") == Threshold.Level.allCases.map(\.rawValue))
    #expect(values("direction", of: "threshold") == Threshold.Direction.allCases.map(\.rawValue))
  }
}
