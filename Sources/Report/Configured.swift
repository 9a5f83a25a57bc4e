import Model

/// A check whose thresholds a configuration has changed.
struct Configured {
  let check: any Check
  let thresholds: [Threshold]

  /// `CPUBusy: warning above 90 % (whyslow's own is 85 %)`.
  var sentence: String {
    let changed = thresholds.map { "\(named($0)) (\(ownNumber(of: $0) ?? ""))" }
    return "\(check.name): " + changed.joined(separator: ", ")
  }
}

extension Check {
  /// The thresholds in whose places a configuration has put other numbers.
  var configured: [Threshold] { thresholds.filter { $0.original != nil } }
}

extension Diagnosis {
  /// The checks that do not judge by their own numbers: a verdict of clear may rest on that too.
  var configured: [Configured] {
    judgements.map(\.check).compactMap { check in
      let changed = check.configured
      return changed.isEmpty ? nil : Configured(check: check, thresholds: changed)
    }
  }
}

/// The title over the list of them.
let configuredTitle = "Configured thresholds"
