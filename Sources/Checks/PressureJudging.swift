import Model

// What the checks of pressure stall information share: one line of a pressure file becomes a
// finding with the kernel's averages as evidence.

extension Check {
  /// A finding where tasks stalled for a larger share of the own window than a threshold allows.
  ///
  /// The kernel's averages lag behind the window and are only evidence, but for one thing: a
  /// critical also needs the average over a minute past the warning, so that a burst of a few
  /// seconds on a busy machine is a warning at most.
  func stall(
    _ name: String, _ line: Pressure.Line, on subject: Subject = .machine, _ statement: String,
    evidence: [Measurement] = []
  ) -> Finding? {
    let isSustained =
      thresholds.first { $0.level == .warning }?.isPassed(by: line.average60) ?? true
    let usable = isSustained ? thresholds : thresholds.filter { $0.level != .critical }
    guard let threshold = usable.passed(by: line.window), let severity = threshold.severity else {
      return nil
    }
    return Finding(
      severity, Measurement(name, line.window, .percent, on: subject), passed: threshold,
      statement, evidence: line.averages(on: subject) + evidence)
  }
}

extension Pressure.Line {
  /// The kernel's own averages, to put the window in proportion.
  func averages(on subject: Subject = .machine) -> [Measurement] {
    [
      Measurement("average over 10 s", average10, .percent, on: subject),
      Measurement("average over 60 s", average60, .percent, on: subject),
      Measurement("average over 300 s", average300, .percent, on: subject),
    ]
  }
}

extension Pressure {
  /// The line for all tasks stalled at once; throws where this kernel does not give it.
  func fullLine(of source: String) throws(Gap) -> Line {
    guard let full else {
      throw Gap(.missing, source, "\(source) of this kernel has no line full")
    }
    return full
  }
}

/// What makes pressure stall information readable where the kernel does not show it.
let toMeasurePressure = """
  Linux 4.20 or later with CONFIG_PSI; where CONFIG_PSI_DEFAULT_DISABLED is set, boot with psi=1.
  """
