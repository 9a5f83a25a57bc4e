import Model

// What the checks of the memory controllers' own counters share.

extension Check {
  /// The verdict on `errors` of all controllers: found where they grew, a note on those before.
  func judgeErrors(
    _ controllers: [MemoryController], _ name: String,
    _ errors: (MemoryController) -> Measured<MemoryController.Errors>,
    of part: (MemoryController.Part) -> MemoryController.Errors?, _ statement: String
  ) throws(Gap) -> Verdict {
    try judgeEach(controllers, nothing: Measurement(name, 0, .count)) {
      errors($0)
    } _: { controller, count in
      let subject = Subject.device(controller.name)
      let now = Measurement(name, count.window, .count, on: subject)
      let ever = Measurement("\(name) since boot", count.total, .count, on: subject)
      if let found = finding(now, statement, evidence: [ever] + worst(controller, part, now: true))
      {
        return JudgedPart(measurement: now, finding: found)
      }
      let old = effective(errorsBefore)
      return JudgedPart(
        measurement: ever,
        finding: finding(
          ever, past: old, "Memory made errors since the machine was started, none of them now.",
          evidence: worst(controller, part, now: false)))
    }
  }

  /// The modules with the most errors, three at most.
  private func worst(
    _ controller: MemoryController, _ part: (MemoryController.Part) -> MemoryController.Errors?,
    now: Bool
  ) -> [Measurement] {
    let counted = controller.parts.compactMap { module in
      part(module).map { (module.name, now ? $0.window : $0.total) }
    }
    return counted.filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(3)
      .map { Measurement("errors", $0.1, .count, on: .device($0.0)) }
  }
}

/// Errors of the past: context, since nobody knows when they were.
let errorsBefore = Threshold.note(
  0, .count, label: "since boot", source: "netdata health.d/memory.conf, over all time",
  reason: "The log may have forgotten them; the counter has not.")

/// What makes the counters readable.
let toMeasureControllers = """
  Load the EDAC driver of the memory controller; memory without error correction has none, and of \
  a guest's memory only the host knows.
  """
