import Model
import Report
import Testing

private func text(
  _ diagnosis: Diagnosis, _ page: Page = .diagnose, width: Int = 80, colour: Bool = false
) -> String {
  render(diagnosis, page: page, as: .text, style: Style(width: width, colour: colour))
}

/// `text` without what colours it.
private func withoutEscapes(_ text: String) -> String {
  text.split(separator: "\u{1B}[", omittingEmptySubsequences: false).enumerated().map { part in
    part.offset == 0 ? part.element : part.element.drop { $0 != "m" }.dropFirst()
  }.joined()
}

@Suite struct TextTests {
  @Test func leadsWithTheVerdict() {
    let lines = text(troubled(), width: 200).split(separator: "\n")
    let verdict = """
      ✗ critical: CPU and memory; warning: disk. 2 critical, 2 warnings, 1 note; 11 checks, \
      3 not measured.
      """
    let host = """
      stress, Linux 6.1.0, 2 CPUs, 23.5 GiB, up 3 d 4 h; window 3.00 s; 2026-11-22T17:30:00Z
      """
    #expect(lines[0] + " " + lines[1].drop { $0 == " " } == verdict)
    #expect(lines[2] == host)
  }

  @Test func saysWhatIsClear() {
    #expect(text(clear).hasPrefix("✓ Nothing found: 11 checks clear, all measured.\n"))
    #expect(text(diagnosis([])).hasPrefix("? Nothing judged: no check was run.\n"))
  }

  @Test(arguments: Format.allCases, [Page.diagnose, .use])
  func neverCallsTheUnmeasuredClear(format: Format, page: Page) {
    let style = Style(width: 80, colour: false)
    let report = render(unmeasured, page: page, as: format, style: style)
    #expect(!report.contains("✓"))
    #expect(report.contains("Nothing measured:") && report.contains("11 not measured."))
  }

  @Test func tellsHowTheProcessorsAreBuilt() {
    var diagnosis = clear
    #expect(text(diagnosis, width: 200).contains("2 CPUs, 23.5 GiB"))
    diagnosis.machine.processors = 16
    var topology = Topology(online: Array(0..<16), offline: [16, 17])
    topology.cores = (0..<8).map { [$0, $0 + 8] }
    topology.sockets = [[0, 1], [2, 3]]
    diagnosis.machine.topology = topology
    #expect(
      text(diagnosis, width: 200).contains("16 CPUs (8 cores, 2 sockets, 2 offline), 23.5 GiB"))
  }

  @Test(arguments: [60, 80, 200], [Page.diagnose, .use])
  func staysWithinTheWidth(width: Int, page: Page) {
    for diagnosis in [clear, unmeasured, troubled(), troubled(name: hostile)] {
      for line in text(diagnosis, page, width: width).split(separator: "\n") {
        let isOneWord = !line.drop { $0 == " " }.contains(" ")
        #expect(line.count <= width || isOneWord, "\(line)")
        #expect(line.last != " ")
      }
    }
  }

  @Test(arguments: [60, 80, 200])
  func neverCutsANumber(width: Int) {
    let report = text(troubled(), .use, width: width)
    for number in ["busy 97.5 %;", "await 31 ms on stress;", "OOM kills 1", "23.5 GiB"] {
      #expect(report.contains(number))
    }
    for number in ["97.5 %", "31 ms", "0/s", "1,234,567"] { #expect(report.contains(number)) }
  }

  @Test(arguments: [60, 80, 200], [Page.diagnose, .use])
  func coloursOnlyWhatTheWordsSay(width: Int, page: Page) {
    for diagnosis in [clear, unmeasured, troubled(name: hostile)] {
      let plain = text(diagnosis, page, width: width)
      let coloured = text(diagnosis, page, width: width, colour: true)
      #expect(coloured != plain)
      #expect(withoutEscapes(coloured) == plain)
    }
  }

  @Test func signsAgreeWithCounts() {
    let findings = text(troubled(), width: 200).split(separator: "\n").dropFirst()
    #expect(findings.count { $0.hasPrefix("✗") } == 2)
    #expect(findings.count { $0.hasPrefix("⚠") } == 2)
  }

  @Test func ranksErrorsBeforeUtilization() {
    let report = text(troubled())
    let names = ["MemoryOOM", "CPUBusy", "DiskAwait", "LimitsFiles"]
    let places = names.compactMap { report.firstRange(of: "[\($0)]")?.lowerBound }
    #expect(places.count == names.count && places == places.sorted())
  }

  @Test func givesTheEvidence() {
    let report = text(troubled(), width: 100)
    #expect(report.contains("busy 97.5 %; critical above 95 % (netdata 10min_cpu_usage)"))
    #expect(report.contains("user 95 %, system 2.5 %"))
    #expect(report.contains("OOM kills 1 on stress (1234); any occurrence is critical"))
    #expect(report.contains("> Out of memory: Killed process 1234 (stress)"))
    #expect(report.contains("by hand: mpstat 1 3"))
  }

  @Test func saysHowToMeasure() {
    let report = text(troubled(), width: 100)
    #expect(report.contains("dmesg -r may not be read: Operation not permitted."))
    #expect(report.contains("Silences CPUErrors."))
    #expect(report.contains("to measure: run as root, or with CAP_SYSLOG for the kernel log"))
    #expect(report.contains("to measure: boot with psi=1"))
    #expect(report.contains("to measure: ask the hypervisor for the configured size"))
    #expect(report.contains("df -Pk /stress did not answer in time"))
  }

  @Test func givesEachCheckItsOwnRemedy() {
    let report = text(unmeasured).split { $0.isWhitespace }.joined(separator: " ")
    #expect(report.contains("Silences MemoryOOM, MemoryAvailable and MemorySwap. ?"))
    #expect(report.contains("Silences MemoryBalloon. to measure: ask the hypervisor"))
  }

  @Test func showsThePath() {
    let report = text(troubled(), width: 100)
    #expect(report.contains("1. use, taken: CPU and memory are wanting"))
    #expect(report.contains("2. logs, skipped: resources are to blame"))
    #expect(report.contains("3. trace, not available: run perf top by hand"))
    #expect(report.contains("Own cost: 31 ms of CPU time, at most 12.3 MiB of memory."))
    #expect(!text(troubled(), .use).contains("Path through"))
  }

  @Test func saysThatANumberWeighsLessThanItsThreshold() {
    let threshold = Threshold.warning(5, .perSecond, source: "netdata", reason: "No lone burst.")
    let finding = Finding(
      .note, Measurement("drops", 9, .perSecond), passed: threshold, "Packets drop.")
    let report = text(diagnosis([Judgement(check: NetworkDrops(), verdict: .found([finding]))]))
    #expect(report.contains("drops 9/s; past warning above 5/s, held to a note (netdata)"))
  }

  @Test func boundsWhatOneSourceMaySay() {
    let gaps =
      (1...30).map { Gap(.missing, "/proc/vmstat", "counter\($0) is not in it") }
      + (1...30).map { Gap(.cut, "/proc/\($0)", "not read") }
    let report = text(diagnosis([], gaps: gaps))
    #expect(report.contains("; and 27 more."))
    #expect(report.contains("and 22 more; JSON has them all"))
  }

  @Test func boundsWhatOneCheckMaySay() {
    let many = (1...40).map { number in
      Finding(.warning, Measurement("drops", 1, .perSecond), "Packets drop at \(number).")
    }
    let report = text(diagnosis([Judgement(check: NetworkDrops(), verdict: .found(many))]))
    #expect(report.contains("40 warnings"))
    #expect(report.contains("and 35 more of the same"))
  }
}
