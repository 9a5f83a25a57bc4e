import KernelText
import Model

extension Observer {
  func time() -> TimeObservation {
    TimeObservation(
      discipline: parsed(Sample.clockSection, ClockText.init).map { clock in
        ClockDiscipline(
          isUnsynchronised: clock.isUnsynchronised, maximumError: clock.maximumError,
          estimatedError: clock.estimatedError,
          wasCorrected: clock.frequency != 0 || clock.hasLoop)
      },
      offsets: interval(Sample.clockSection, ClockText.init) { (before, after) throws(Gap) in
        [before.offset, after.offset]
      },
      source: clockSource(), step: step())
  }

  private func clockSource() -> Measured<ClockSource> {
    parsed("\(Probes.clockSource)/current_clocksource", ClockSourceText.init).flatMap { current in
      parsed("\(Probes.clockSource)/available_clocksource", ClockSourceText.init).map {
        ClockSource(current: current.names[0], available: $0.names)
      }
    }
  }

  /// By how much the samples' wall clocks lie further apart than their clocks since boot.
  ///
  /// The two clocks of a sample are read one after the other, and a busy machine may take its time
  /// between them: so the kernel's own time of boot, which moves with every setting of the clock,
  /// has to agree.
  private func step() -> Measured<Double> {
    interval("/proc/stat", ProcStat.init) { (before, after) throws(Gap) in
      guard let old = before.bootTime, let new = after.bootTime else {
        throw Gap(.missing, "/proc/stat", "btime is not in /proc/stat of this kernel")
      }
      return old == new ? 0 : last.wallTime - first.wallTime - seconds
    }
  }
}
