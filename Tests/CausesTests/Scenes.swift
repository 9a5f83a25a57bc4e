import Checks
import Model

@testable import Causes

/// A finding of `check`.
func found(
  _ check: CheckName, _ severity: Severity = .warning, on subject: Subject = .machine,
  _ name: String = "number", _ value: Double = 1, _ unit: Unit = .count
) -> (CheckName, Finding) {
  (
    check,
    Finding(severity, Measurement(name, value, unit, on: subject), "Something is wrong.")
  )
}

/// A diagnosis in which these are found, and every check in `clear` is clear.
func diagnosis(
  _ findings: [(CheckName, Finding)], clear: Set<CheckName> = [], target: Target = .local,
  attributions: [Attribution] = []
) -> Diagnosis {
  let judgements = Checklist.all.map { check in
    let own = findings.filter { $0.0.rawValue == check.name }.map(\.1)
    let name = CheckName(rawValue: check.name)
    let verdict: Verdict =
      if !own.isEmpty {
        .found(own)
      } else if name.map(clear.contains) ?? false {
        .clear(Measurement("clear number", 7, .percent))
      } else {
        .unmeasured(Gap(.missing, "/proc/nothing", "not there"))
      }
    return Judgement(check: check, verdict: verdict)
  }
  return Diagnosis(
    target: target, symptom: nil, machine: Machine(), window: Window(seconds: 10),
    judgements: judgements, attributions: attributions, path: [], gaps: [], ownCost: nil)
}

func explained(
  _ findings: [(CheckName, Finding)], clear: Set<CheckName> = [], target: Target = .local
) -> Explanation {
  explain(diagnosis(findings, clear: clear, target: target), nil)
}
