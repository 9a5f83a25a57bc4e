import ArgumentParser
import Causes
import Checks
import Model

/// Explains very many findings in a loop for `make bench`.
struct BenchExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-explain", _superCommandName: Whyslow.name,
    abstract: "Explain many findings and print what it took.",
    shouldDisplay: false)

  @Option(help: "How many findings.") var findings = 200
  @Option(help: "How often.") var count = 100

  func run() throws {
    let checks = Checklist.all
    let judgements = checks.enumerated().map { place, check in
      let own = stride(from: place, to: findings, by: checks.count).map { number in
        let subject: Subject = number < checks.count ? .machine : .device("sd\(number)")
        return Finding(
          number % 3 == 0 ? .critical : .warning, Measurement("number", 1, .count, on: subject),
          "Something is wrong.")
      }
      return Judgement(
        check: check, verdict: .of(own, clear: Measurement("number", 0, .count)))
    }
    let diagnosis = Diagnosis(
      target: .local, symptom: nil, machine: Machine(), window: Window(seconds: 3),
      judgements: judgements, attributions: [], path: [], gaps: [], ownCost: nil)
    var worst = Duration.zero
    let clock = ContinuousClock()
    var causes = 0
    let whole = clock.measure {
      for _ in 0..<count {
        worst = max(worst, clock.measure { causes = explain(diagnosis, nil).causes.count })
      }
    }
    try printReport(
      "{\"findings\": \(findings), \"known\": \(Causes.all.count), \"causes\": \(causes), "
        + "\"mean_ms\": \(whole / .milliseconds(count)), \"worst_ms\": \(worst / .milliseconds(1))}\n"
    )
  }
}
