/// The shape that the times of many answers have together.
///
/// The raw value is the name in JSON.
public enum PingShape: String, Sendable, CaseIterable {
  /// Too few answers to have a shape.
  case tooFew = "too-few"
  /// All close together.
  case steady
  /// Steps of the beacon interval of Wi-Fi.
  case beaconSteps = "beacon-steps"
  /// The first answer alone is slow.
  case slowFirst = "slow-first"
  /// Rising, or falling, from the first to the last.
  case rising, falling
  /// A few far above the rest, at even distances or not.
  case periodicSpikes = "periodic-spikes"
  case spikes
  /// Two groups with nothing between.
  case twoHumps = "two-humps"
  /// Spread out without any of these.
  case wide
}

/// How a host answers again and again.
public struct PingReport: Sendable {
  /// Whom, as on the command line; from where, as on the command line.
  public var host: String, vantage: String
  /// By what it was measured: `ping`, or what stood in for it.
  public var method: String
  /// The address that answered or was asked.
  public var address: String?
  /// Seconds between two questions.
  public var interval: Double
  /// Milliseconds of each question in its order; nil for one that was not answered.
  public var answers: [Double?] = []
  /// Answers that came twice.
  public var duplicates = 0
  /// Routers between, guessed from the time to live of the answers; nil where it is not told.
  public var routers: Int?
  /// The shape of the answers.
  public var shape = PingShape.tooFew
  /// The number of the shape in words: a period, the steps, the two middles.
  public var shapeDetail = ""
  /// What the shape is known for, in a sentence.
  public var shapeMeaning = ""
  /// What is wrong, the gravest first.
  public var findings: [EndpointFinding] = []
  /// Why nothing was measured.
  public var gap: Gap?

  /// A host that has not been asked yet.
  public init(host: String, vantage: String, method: String, interval: Double) {
    self.host = host
    self.vantage = vantage
    self.method = method
    self.interval = interval
  }

  /// The answers that came.
  public var times: [Double] { answers.compactMap { $0 } }
  /// The share of questions without an answer; nil where none was asked.
  public var lossPercent: Double? {
    answers.isEmpty ? nil : Double(answers.count { $0 == nil }) / Double(answers.count) * 100
  }
  /// The gravest severity found; nil where nothing was.
  public var severity: Severity? { findings.severity }
}
