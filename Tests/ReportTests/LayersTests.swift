import Foundation
import Model
import Report
import Testing

/// A container that a neighbour slows, with `name` in every place where a host may put one.
func layered(name: String = "greedy", blame: Measured<LayerVerdict.Blame> = .success(.neighbour))
  -> Diagnosis
{
  var workload = Workload(.docker, "web")
  workload.groups = ["/docker/\(name)"]
  workload.processes = [1234]
  workload.state = Workload.State("paused", restarts: 2)
  let wait = Measurement("CPU pressure some", 70, .percent, on: .cgroup("/docker/\(name)"))
  let threshold = Threshold.critical(50, .percent, source: "arithmetic", reason: "Twice as long.")
  let takes = Measurement("CPUs used", 1.5, .ratio, on: .cgroup("/docker/other\(name)"))
  var cpu = LayerVerdict(
    .cpu, blame, "docker:web waits for a processor while \(name) takes more than it does.",
    finding: blame.value.map { _ in
      Finding(
        .warning, wait, passed: threshold, "It waits.", explanations: ["seen for 3 s of \(name)"])
    })
  cpu.neighbours = [LayerVerdict.Neighbour(name, takes: takes)]
  cpu.workload = [wait, Measurement("CPUs used", 0.4, .ratio, on: .cgroup("/docker/\(name)"))]
  cpu.host = [Measurement("host busy", 99, .percent), takes]
  let memory = LayerVerdict(.memory, .success(.neither), "docker:web has room.")
  var diagnosis = clear
  diagnosis.layers = LayeredDiagnosis(
    workload: workload, insideGap: Gap(.missing, "docker:web", "there is no shell, says \(name)"),
    verdicts: [cpu, memory], hostTarget: "ssh:root@\(name)",
    host: HostDiagnosis(troubled(name: name)))
  return diagnosis
}

private let style = Style(width: 100, colour: false)

private func report(_ diagnosis: Diagnosis, _ format: Format, _ page: Page = .diagnose) -> String {
  render(diagnosis, page: page, as: format, style: style)
}

@Suite struct LayersTests {
  @Test("The report begins with whose doing it is")
  func leads() {
    let text = report(layered(), .text)
    #expect(
      text.hasPrefix(
        "⚠ neighbour (CPU): docker:web waits for a processor while greedy takes more than it does.\n"
      ))
    #expect(report(layered(), .markdown).hasPrefix("**⚠ neighbour (CPU):**"))
    #expect(text.contains("The state of docker:web is paused."))
    #expect(
      text.contains("docker:web is judged from its host alone: there is no shell, says greedy."))
  }

  @Test(
    "A dive begins with it too, and blames its own resource alone",
    arguments: [Format.text, .markdown])
  func dives(format: Format) throws {
    func lines(_ resource: Resource) -> [Substring] {
      render(
        Dive(resource, sections: [], advice: []), of: layered(), as: format, style: style
      ).split(separator: "\n").filter { !$0.isEmpty }
    }
    for resource in [Resource.cpu, .memory] {
      #expect(try #require(lines(resource).first).contains("neighbour (CPU)"))
      let blamesCPU = lines(resource).contains { $0.contains("warning: CPU") }
      #expect(blamesCPU == (resource == .cpu))
    }
  }

  @Test("Both layers show their numbers, and the neighbour has its name")
  func shows() {
    let text = report(layered(), .text).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    #expect(
      text.contains(
        "workload: CPU pressure some 70 %; past critical above 50 %, held to a warning (arithmetic); "
          + "CPUs used 0.4"))
    #expect(text.contains("host: host busy 99 %, greedy: CPUs used 1.5"))
    #expect(text.contains("weighed less: seen for 3 s of greedy"))
  }

  @Test("JSON tells who is behind a cause by path and by name")
  func culprits() throws {
    var diagnosis = layered()
    let path = "/docker/othergreedy"
    diagnosis.layers?.names = [path: "docker:greedy"]
    var explanation = Explanation()
    explanation.causes = [
      ExplainedCause(
        name: "NoisyNeighbour", title: "A neighbour", resource: .cpu, severity: .warning,
        sureness: .certain, grounds: [], culprits: [Culprit(.cgroup(path), nil)], links: [],
        contradictions: [], ties: [], remedies: [])
    ]
    diagnosis.explanation = explanation
    let json = report(diagnosis, .json)
    let wire = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let causes = (wire["explanation"] as? [String: Any])?["causes"] as? [[String: Any]]
    let culprit = (causes?.first?["culprits"] as? [[String: Any]])?.first
    #expect(culprit?["name"] as? String == "docker:greedy")
    #expect((culprit?["subject"] as? [String: Any])?["name"] as? String == path)
    if Validator.isAvailable { #expect(try Validator.complaint(about: json) == "") }
  }

  @Test("What is wrong with the host is labelled so, and weighs nothing")
  func host() {
    let text = report(layered(), .text)
    #expect(text.contains("On its host, ssh:root@greedy"))
    #expect(text.contains("[CPUBusy, host]"))
    var diagnosis = layered()
    diagnosis.layers?.verdicts.removeFirst()
    #expect(diagnosis.severity == nil)
    #expect(
      report(diagnosis, .text).hasPrefix(
        "✓ neither limit nor host: docker:web lacks nothing of its host; look at the application."))
    #expect(layered().severity == .warning)
    #expect(layered().resourcesToBlame == [.cpu])
  }

  @Test("What was not measured is never called neither")
  func unknown() {
    let diagnosis = layered(blame: .failure(Gap(.forbidden, "/proc/stat", "Permission denied")))
    #expect(
      report(diagnosis, .text).hasPrefix(
        "? unknown: whose doing it is could not be told: /proc/stat: Permission denied."))
  }

  @Test("A hostile name stays where it is put", arguments: Format.allCases)
  func hostileNames(format: Format) {
    let text = report(layered(name: hostile), format)
    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    #expect(text.split(separator: "\n").count { $0.hasPrefix("✓ Nothing found") } <= 1)
  }

  @Test(.enabled(if: Validator.isAvailable, "python3 with jsonschema is not installed"))
  func validates() throws {
    let unknown = Gap(.cut, "docker:web", "left out")
    for diagnosis in [
      layered(), layered(name: hostile), layered(blame: .failure(unknown)),
    ] {
      for page in [Page.diagnose, .use] {
        #expect(try Validator.complaint(about: report(diagnosis, .json, page)) == "")
      }
      let triage = Triage(rows: [])
      let json = render(triage, of: diagnosis, as: .json, style: style)
      #expect(try Validator.complaint(about: json) == "")
    }
  }
}
