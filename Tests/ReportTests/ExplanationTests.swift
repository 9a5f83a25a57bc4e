import Foundation
import Model
import Report
import Testing

private func fact(_ check: String, _ name: String, on subject: Subject) -> Fact {
  Fact(
    source: check,
    Finding(.critical, Measurement("await", 41, .milliseconds, on: subject), "\(name) is slow."))
}

/// A diagnosis with as many causes, and `name` wherever a machine may put one.
private func explained(name: String, causes: Int = 1) -> Diagnosis {
  let swap = fact("MemorySwap", name, on: .machine),
    disk = fact("DiskAwait", name, on: .device(name))
  var setting = Setting("vm.swappiness", .file("/proc/sys/\(name)"), .atMost(10))
  setting = setting.read("60 \(name)")
  let remedies = [
    Remedy(
      .now, "Raise the limit of \(name).", commands: ["echo \(name) >/sys/\(name)"], risk: .none,
      undo: "write \(name) back", setting: setting),
    Remedy(
      .lasting, "Add memory.", risk: .reboot, undo: "none",
      setting: Setting("unit", .command(["systemctl", name]), .word(["active"]))),
  ]
  var explanation = Explanation()
  explanation.causes = (0..<causes).map { number in
    ExplainedCause(
      name: "Cause\(number)", title: "The machine has too little memory", resource: .memory,
      severity: .critical, sureness: .likely, grounds: ["hardly any memory was available"],
      culprits: [
        Culprit(.process(pid: 7, name: name), others: 2, Measurement("resident", 1e9, .bytes))
      ],
      links: [
        Link(from: nil, to: swap, sureness: .certain, why: "the kernel frees pages to go on"),
        Link(from: swap, to: disk, sureness: .likely, why: "pages are written to \(name)"),
      ],
      contradictions: [
        Objection(
          source: "MemoryPressure", Measurement("pressure", 0, .percent, on: .cgroup(name)),
          why: "it should show as well")
      ],
      ties: [
        Tie(
          cause: "Other", title: "A process grows", decides: "its growth",
          command: "pidstat \(name)")
      ], remedies: remedies)
  }
  explanation.ruledOut = [
    RuledOut(
      cause: "CPUShortage", title: "More work than processors",
      by: Objection(source: "CPUBusy", Measurement("busy", 5, .percent), why: "time was left"))
  ]
  let noted = Fact(
    source: "CPUCorePegged",
    Finding(.note, Measurement("busy", 100, .percent, on: .processor(1)), "\(name) is busy."))
  explanation.bounds = [
    ExplainedCause(
      name: "SingleThread", title: "One thread is as fast as one processor", resource: .cpu,
      severity: .note, sureness: .likely, grounds: ["one processor was busy"],
      culprits: [Culprit(.process(pid: 9, name: name), Measurement("CPU time", 99, .percent))],
      links: [Link(from: nil, to: noted, sureness: .likely, why: "one processor was busy")],
      contradictions: [], ties: [], remedies: remedies)
  ]
  explanation.unexplained = [fact("NetworkDrops", name, on: .interface(name))]
  var diagnosis = troubled(name: name)
  diagnosis.explanation = explanation
  return diagnosis
}

private func text(_ diagnosis: Diagnosis, width: Int = 80) -> String {
  render(diagnosis, page: .diagnose, as: .text, style: Style(width: width, colour: false))
}

@Suite struct ExplanationTests {
  @Test("The causes stand before everything but the verdict")
  func leads() throws {
    let lines = text(explained(name: "web")).split(separator: "\n")
    let because = try #require(lines.firstIndex(of: "Because"))
    #expect(because <= 4)
    #expect(lines[because + 1].hasPrefix("✗ The machine has too little memory: web (7) and 2 more"))
    let report = text(explained(name: "web"), width: 200).split { $0.isWhitespace }
      .joined(separator: " ")
    #expect(report.contains("await 41 ms → await 41 ms on web"))
    #expect(report.contains("likely: hardly any memory was available"))
    #expect(report.contains("against it: pressure 0 % on web, it should show as well"))
    #expect(report.contains("or, no worse: A process grows; its growth decides: pidstat web"))
    #expect(report.contains("not applied: vm.swappiness says 60 web"))
    #expect(report.contains("not checked, it was not looked at; by hand: systemctl web"))
    #expect(report.contains("Ruled out: more work than processors (busy 5 %)"))
    #expect(report.contains("Unexplained: await 41 ms on web (NetworkDrops)"))
    #expect(report.contains("undo: write web back"))
  }

  @Test("Of many causes a few are told in full, and each has its line")
  func many() {
    let report = text(explained(name: "web", causes: 12))
    for number in 0..<12 { #expect(report.contains("[Cause\(number)]")) }
    let explanation = report.components(separatedBy: "\n\n")[1]
    #expect(explanation.components(separatedBy: "against it:").count == 4)
  }

  @Test("What is no fault is told after the causes, as what it is")
  func bounds() throws {
    let lines = text(explained(name: "web"), width: 120).split(separator: "\n")
    let heading = try #require(lines.firstIndex(of: "No fault, but it can be no faster"))
    #expect(heading > lines.firstIndex(of: "Because") ?? .max)
    #expect(lines[heading + 1].contains("One thread is as fast as one processor: web (9)"))
    let markdown = render(
      explained(name: "web"), page: .diagnose, as: .markdown,
      style: Style(width: 80, colour: false))
    #expect(markdown.contains("**No fault, but it can be no faster**"))
  }

  @Test("The grid's page has no causes")
  func use() {
    let report = render(
      explained(name: "web"), page: .use, as: .text, style: Style(width: 80, colour: false))
    #expect(!report.contains("Because"))
  }

  @Test("It stays within the width, and no name does harm", arguments: [60, 80, 200])
  func width(width: Int) {
    for name in ["web", hostile] {
      let report = text(explained(name: name, causes: 5), width: width)
      for scalar in report.unicodeScalars { #expect(scalar == "\n" || scalar.value >= 0x20) }
      for line in report.split(separator: "\n") where !line.contains("$ ") && name == "web" {
        #expect(line.count <= width, "\(line)")
      }
    }
    let markdown = render(
      explained(name: hostile), page: .diagnose, as: .markdown,
      style: Style(width: width, colour: false))
    #expect(!markdown.contains("\u{1B}"))
  }

  @Test(.enabled(if: Validator.isAvailable, "python3 with jsonschema is not installed"))
  func validates() throws {
    for diagnosis in [explained(name: "web", causes: 3), explained(name: hostile)] {
      let json = render(
        diagnosis, page: .diagnose, as: .json, style: Style(width: 80, colour: false))
      #expect(try Validator.complaint(about: json) == "")
      #expect(!json.contains("\u{1B}"))
    }
  }
}
