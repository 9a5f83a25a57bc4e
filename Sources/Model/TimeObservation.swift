/// What was seen of the machine's clocks.
public struct TimeObservation: Sendable {
  /// The kernel's discipline of the wall clock: adjtimex(2).
  public var discipline: Measured<ClockDiscipline>
  /// Seconds by which the wall clock is known to be off, at each sample.
  public var offsets: Measured<[Double]>
  /// What the kernel reads the time from.
  public var source: Measured<ClockSource>
  /// Seconds by which the wall clock was set in the window, beside its own going.
  public var step: Measured<Double>

  /// What was seen, each part measured or not.
  public init(
    discipline: Measured<ClockDiscipline>, offsets: Measured<[Double]>,
    source: Measured<ClockSource>, step: Measured<Double>
  ) {
    self.discipline = discipline
    self.offsets = offsets
    self.source = source
    self.step = step
  }

  /// A machine whose clocks `gap` says why nobody looked at.
  public init(unknown gap: Gap) {
    self.init(
      discipline: .failure(gap), offsets: .failure(gap), source: .failure(gap),
      step: .failure(gap))
  }
}

/// How the wall clock is kept right, as the kernel tells it.
public struct ClockDiscipline: Sendable, Hashable {
  /// Whether the kernel holds it for unsynchronised: `STA_UNSYNC`.
  public var isUnsynchronised: Bool
  /// The most it may be off, and the likely error, in seconds.
  public var maximumError: Double, estimatedError: Double
  /// Whether somebody has corrected its frequency or phase since the machine booted.
  public var wasCorrected: Bool

  /// A clock that may be off by `maximumError`.
  public init(
    isUnsynchronised: Bool, maximumError: Double, estimatedError: Double, wasCorrected: Bool
  ) {
    self.isUnsynchronised = isUnsynchronised
    self.maximumError = maximumError
    self.estimatedError = estimatedError
    self.wasCorrected = wasCorrected
  }
}

/// What the kernel reads the time from.
public struct ClockSource: Sendable, Hashable {
  /// The name of the one in use, such as `tsc`.
  public var current: String
  /// All that could be used, the one in use among them.
  public var available: [String]

  /// `current`, chosen from `available`.
  public init(current: String, available: [String]) {
    self.current = current
    self.available = available
  }
}
