import Checks
import Model
import Testing

@testable import Runbook

/// The slow phase of an endpoint, joined with what was found on the machine.
struct JoiningTests {
  private let runbook = NormalRoundTrip(local: 10, remote: 50, slow: 100, broken: 500, jitter: 30)

  private func timing(_ phase: Phase, _ seconds: Double, from vantage: String = "local")
    -> TimingReport
  {
    var one = HTTPExchange()
    var end = 1000
    func take(_ part: Phase) -> Int {
      end += part == phase ? Int(seconds * 1e6) : 1000
      return end
    }
    one.marks.nameLookup = take(.dns)
    one.marks.connect = take(.tcp)
    one.marks.appConnect = take(.tls)
    one.marks.startTransfer = take(.wait)
    one.marks.total = take(.transfer)
    one.address = "10.0.0.2:443"
    var place = EndpointTiming(vantage: vantage)
    place.runs = [[one], [one]]
    let finding = Finding(.warning, Measurement(phase.title, seconds, .seconds), "It takes long.")
    place.findings = [EndpointFinding(finding, means: "m", next: "n")]
    return TimingReport(url: "https://web/", method: "GET", vantages: [place])
  }

  private func diagnosis(
    _ check: any Check, hoursAgo: Double? = nil, severity: Severity = .warning,
    number: String = "number"
  ) -> Diagnosis {
    let age = hoursAgo.map { [Measurement(Measurement.ageOfLast, $0 * 3600, .seconds)] } ?? []
    let finding = Finding(
      severity, Measurement(number, 3, .count), "Something is wrong.", evidence: age,
      quotes: hoursAgo == nil ? [] : ["Killed process 1 (a)"])
    return Diagnosis(
      target: .local, symptom: nil, machine: Machine(), window: Window(seconds: 3),
      judgements: [Judgement(check: check, verdict: .found([finding]))], attributions: [],
      path: [Step("measure the endpoint", .skipped("a resource is to blame"))], gaps: [],
      ownCost: nil)
  }

  private func check(_ name: String) throws -> any Check {
    try #require(Checklist.all.first { $0.name == name })
  }

  private func links(_ phase: Phase, _ seconds: Double, _ name: String, from: String = "local")
    throws -> [EndpointDiagnosis.Link]
  {
    var joined = diagnosis(try check(name))
    join(&joined, with: timing(phase, seconds, from: from), normal: runbook)
    return joined.endpoint?.links ?? []
  }

  @Test(
    "Each phase with the evidence that explains it",
    arguments: [
      (Phase.dns, 5.01, "NetworkConntrackDrops"), (.dns, 5.01, "NetworkResolvers"),
      (.tcp, 1.03, "NetworkListenOverflow"),
      (.tcp, 1.03, "NetworkSYNDrops"), (.tls, 0.7, "CPUBusy"), (.wait, 2, "CPUThrottling"),
      (.wait, 2, "DiskAwait"), (.transfer, 3, "NetworkRetransmits"),
    ] as [(Phase, Double, String)])
  func explained(phase: Phase, seconds: Double, name: String) throws {
    let found = try links(phase, seconds, name)
    #expect(found.map(\.check) == [name])
    #expect(found.first?.statement.contains("Something is wrong.") == true)
  }

  @Test(
    "What has nothing to do with a phase does not explain it",
    arguments: [
      (Phase.dns, 0.3, "CPUBusy"), (.tcp, 1, "DiskAwait"), (.tls, 1, "NetworkSYNDrops"),
      (.wait, 1, "NetworkRetransmits"), (.transfer, 3, "DiskAwait"),
    ] as [(Phase, Double, String)])
  func unexplained(phase: Phase, seconds: Double, name: String) throws {
    #expect(try links(phase, seconds, name).isEmpty)
  }

  @Test("What the kernel's log remembers makes no answer late now")
  func remembered() throws {
    var joined = diagnosis(try check("MemoryOOMKill"), hoursAgo: 0.4)
    join(&joined, with: timing(.wait, 2), normal: runbook)
    #expect(joined.endpoint?.links.isEmpty == true)
    #expect(try links(.wait, 2, "MemoryOOMKill").count == 1)
  }

  @Test func fiveSecondsAreARace() throws {
    let race = try #require(try links(.dns, 5.01, "NetworkConntrackDrops").first)
    #expect(race.statement.contains("race"))
    let other = try #require(try links(.dns, 0.4, "NetworkConntrackDrops").first)
    #expect(!other.statement.contains("race"))
    // Another machine asked.
    #expect(try links(.dns, 5.01, "NetworkConntrackDrops", from: "ssh:a").isEmpty)
  }

  @Test("One lost question is a note, and all of the five seconds")
  func rareRaces() throws {
    for (seconds, number, links) in [
      (5.01, "conntrack races", 1), (0.4, "conntrack races", 0), (5.01, "entries given up", 0),
    ] {
      var joined = diagnosis(
        try check("NetworkConntrackDrops"), severity: .note, number: number)
      join(&joined, with: timing(.dns, seconds), normal: runbook)
      #expect(joined.endpoint?.links.count == links)
    }
  }

  @Test func theStepIsTaken() throws {
    var joined = diagnosis(try check("CPUBusy"))
    join(&joined, with: timing(.wait, 2), normal: runbook)
    #expect(joined.path.count == 1)
    guard case .taken(let result)? = joined.path.first?.outcome else {
      Issue.record("the step is not taken")
      return
    }
    #expect(result.contains("It takes long."))
    #expect(joined.severity == .warning)
  }

  @Test(
    "Compared with what is normal",
    arguments: [
      (0.001, "normal (under 10 ms)"), (0.03, "long, but not slow"), (0.15, "slow (over 100 ms)"),
      (0.7, "broken (over 500 ms)"),
    ])
  func normal(seconds: Double, words: String) {
    let said = compareToNormal(timing(.tcp, seconds).vantages[0], runbook)
    #expect(said.contains(words), "\(said)")
    #expect(said.contains("on a local network"))
  }

  @Test func normalByOthersNumbers() {
    let strict = NormalRoundTrip(local: 1, remote: 5, slow: 20, broken: 100, jitter: 30)
    let said = compareToNormal(timing(.tcp, 0.03).vantages[0], strict)
    #expect(said.contains("slow (over 20 ms)"), "\(said)")
  }
}
