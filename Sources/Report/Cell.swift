import Model

/// One cell of the USE grid: the worst verdict with its number, and how much is not known.
struct Cell {
  let sign: Sign?
  let text: String

  /// The cell of the checks in `judgements`.
  ///
  /// Where half of them or more are unmeasured nothing is called clear; where fewer are, their
  /// number stands behind the sign: `✓ swap-in 0/s (1 ?)`.
  init(_ judgements: [Judgement]) {
    let unknown = judgements.count { if case .unmeasured = $0.verdict { true } else { false } }
    let worst = judgements.flatMap(\.verdict.findings).reduce(nil as Finding?) { worst, finding in
      worst.map { $0.severity >= finding.severity } == true ? worst : finding
    }
    let remark = unknown > 0 ? " (\(unknown)\(tie)?)" : ""
    if judgements.isEmpty {
      (sign, text) = (nil, "no check")
    } else if let worst, worst.severity > .note {
      (sign, text) = (Sign(worst.severity), number(worst.measurement) + remark)
    } else if unknown * 2 >= judgements.count {
      (sign, text) = (.unknown, "\(unknown) of \(judgements.count) not measured")
    } else if let worst {
      (sign, text) = (Sign(worst.severity), number(worst.measurement) + " note" + remark)
    } else {
      (sign, text) = (.clear, headline(judgements).map(number).map { $0 + remark } ?? remark)
    }
  }
}

extension Diagnosis {
  /// The cell where `resource` and `aspect` meet.
  func cell(_ resource: Resource, _ aspect: Aspect) -> Cell {
    Cell(judgements.filter { $0.check.resource == resource && $0.check.aspect == aspect })
  }
}

private func number(_ measurement: Measurement) -> String {
  clean(measurement.name) + " " + phrase(measurement.quantity)
}

/// Of the clear checks, the number that has come nearest to being told about.
private func headline(_ judgements: [Judgement]) -> Measurement? {
  var nearest: (closeness: Double, measurement: Measurement)?
  for case (let check, .clear(let measurement)) in judgements.map({ ($0.check, $0.verdict) }) {
    let closeness = closeness(of: measurement.quantity, to: check.thresholds)
    if nearest.map({ closeness > $0.closeness }) ?? true { nearest = (closeness, measurement) }
  }
  return nearest?.measurement
}

/// How far `quantity` has come towards the first threshold that it can be compared with: 1 is there.
private func closeness(of quantity: Quantity, to thresholds: [Threshold]) -> Double {
  let comparable = thresholds.first { $0.level != .floor && $0.quantity.unit == quantity.unit }
  guard let threshold = comparable else { return 0 }
  let (part, whole) =
    threshold.direction == .above
    ? (quantity.value, threshold.quantity.value) : (threshold.quantity.value, quantity.value)
  return whole > 0 && part.isFinite ? part / whole : 0
}
