import Model

// What the checks of many parts (devices, filesystems, cgroups) share.

/// A part after it was judged.
struct JudgedPart {
  /// The number that was judged, on its subject.
  var measurement: Measurement
  /// What was found, if anything.
  var finding: Finding?
}

/// The verdict on many parts: a finding for each that has one, else clear with the worst of them.
///
/// `judge` gives nil for a part in which there is nothing to judge, such as a cgroup without a
/// limit; `nothing` is what to show where that holds for all. A part that lacks the interface or
/// came during the window is passed over as long as another was measured; any other gap, and any
/// gap at all where nothing was measured, makes the verdict unmeasured unless something was found.
/// So does `lost`: why parts are not among `parts`.
///
/// `absenceIsNothing` says that a part without the interface has nothing to judge: a cgroup
/// without the controller of a limit cannot have the limit.
func judgeEach<Part, Value>(
  _ parts: [Part], lost: Gap? = nil, nothing: Measurement, absenceIsNothing: Bool = false,
  _ value: (Part) -> Measured<Value>,
  _ judge: (Part, Value) -> JudgedPart?
) throws(Gap) -> Verdict {
  var judged: [JudgedPart] = []
  var gaps: [Gap] = []
  var measured = 0
  for part in parts {
    switch value(part) {
    case .success(let value):
      measured += 1
      if let one = judge(part, value) { judged.append(one) }
    case .failure(let gap): gaps.append(gap)
    }
  }
  judged.sort { $0.measurement.quantity.value > $1.measurement.quantity.value }
  let findings = judged.compactMap(\.finding)
  if findings.isEmpty {
    let grave = lost ?? gaps.first { $0.kind != .missing }
    let rest = absenceIsNothing ? nil : gaps.first
    if let gap = grave ?? (measured == 0 ? rest : nil) { throw gap }
  }
  return .of(findings, clear: judged.first?.measurement ?? nothing)
}

/// The verdict on parts whose numbers came with them.
func judgeEach<Part>(
  _ parts: [Part], lost: Gap? = nil, nothing: Measurement, _ judge: (Part) -> JudgedPart?
) throws(Gap) -> Verdict {
  try judgeEach(parts, lost: lost, nothing: nothing, { .success($0) }) { part, _ in judge(part) }
}
