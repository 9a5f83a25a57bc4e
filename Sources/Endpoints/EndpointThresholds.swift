public import Model

/// Every number that decides about an endpoint, with who says so; a configuration may have put other
/// numbers in their places.
public struct EndpointThresholds: Sendable {
  private let configured: [Threshold]

  /// Our own, with those of `configured` in their places.
  public init(_ configured: [Threshold] = []) { self.configured = configured }

  /// The limits of one phase of a request that hold.
  func of(_ phase: Phase) -> [Threshold] { effective(Self.of(phase)) }
  var total: [Threshold] { effective(Self.total) }
  var expiry: [Threshold] { effective(Self.expiry) }
  var roundTrip: [Threshold] { effective(Self.roundTrip) }
  var localRoundTrip: [Threshold] { effective(Self.localRoundTrip) }
  var jitter: [Threshold] { effective(Self.jitter) }
  var loss: [Threshold] { effective(Self.loss) }
  var query: [Threshold] { effective(Self.query) }
  var signal: [Threshold] { effective(Self.signal) }

  private func effective(_ own: [Threshold]) -> [Threshold] {
    own.map { one in configured.first { $0.replaces(one) } ?? one }
  }

  /// What a round trip is called by these numbers.
  public var normal: NormalRoundTrip {
    func number(_ level: Threshold.Level, _ all: [Threshold]) -> Double {
      all.first { $0.level == level }?.quantity.value ?? .infinity
    }
    return NormalRoundTrip(
      local: number(.note, localRoundTrip), remote: number(.note, roundTrip),
      slow: number(.warning, roundTrip), broken: number(.critical, roundTrip),
      jitter: number(.warning, jitter))
  }

  /// `report` with what is slow by these numbers.
  public func limited(_ report: TimingReport) -> TimingReport {
    func number(_ all: [Threshold]) -> Double? {
      all.first { $0.level == .warning }?.quantity.value
    }
    var report = report
    for phase in Phase.allCases { report.limits[phase] = number(of(phase)) }
    report.totalLimit = number(total)
    return report
  }

  private static let runbook = "the runbook (RB): slow over 100 ms, broken over 500 ms"
  private static let curl = "the runbook (RB), limits of the phases of curl -w"

  /// The limits of one phase of a request, by itself.
  public static func of(_ phase: Phase) -> [Threshold] {
    switch phase {
    case .dns:
      [
        .warning(
          0.1, .seconds, label: "DNS warning", source: curl,
          reason: "A resolver that has the name answers in milliseconds."),
        broken("DNS critical"),
      ]
    case .tcp:
      [
        .warning(
          0.1, .seconds, label: "TCP warning", source: curl,
          reason: "A connection takes one round trip, and the other side of a continent is nearer."),
        broken("TCP critical"),
      ]
    case .tls:
      [
        .warning(
          0.2, .seconds, label: "TLS warning", source: curl,
          reason: "A handshake takes one or two round trips and a few milliseconds of arithmetic."),
        broken("TLS critical"),
      ]
    // What a server does for an answer may be much, so time alone is never critical.
    case .wait:
      [
        .warning(
          0.5, .seconds, label: "server wait", source: curl,
          reason: "Users notice; what takes longer is better told them than waited for.")
      ]
    case .transfer:
      [
        .warning(
          1, .seconds, label: "transfer", source: "the runbook (RB), its limit of the total",
          reason: "The total may take a second, so the last of its phases may not take it alone.")
      ]
    }
  }

  private static func broken(_ label: String) -> Threshold {
    .critical(
      0.5, .seconds, label: label, source: runbook,
      reason: "So long a step before the server has even been asked is a timeout or a loss.")
  }

  /// Of the whole request, with all of its redirects.
  public static let total: [Threshold] = [
    .warning(
      1, .seconds, label: "total", source: curl,
      reason: "Past a second a user's thoughts leave what they do.")
  ]

  /// Days that a certificate is still valid for.
  public static let expiry: [Threshold] = [
    .critical(
      0, .count, .below, label: "certificate critical", source: "RFC 5280, 4.1.2.5",
      reason: "Past its end clients refuse it."),
    .warning(
      14, .count, .below, label: "certificate warning",
      source: "Let's Encrypt, which renews with 30 days left",
      reason: "A renewal that works would have happened weeks before."),
  ]

  /// Milliseconds of an answer to a ping, in the middle of many.
  public static let roundTrip: [Threshold] = [
    .note(
      50, .milliseconds, label: "round trip note", source: "the runbook (RB): normal under 50 ms",
      reason: "Far for what is near."),
    .warning(
      100, .milliseconds, label: "round trip warning", source: runbook,
      reason: "Everything that asks and answers a few times is felt to be slow."),
    .critical(
      500, .milliseconds, label: "round trip critical", source: runbook,
      reason: "Programs give up or ask again."),
  ]

  /// Milliseconds of an answer from the same segment.
  public static let localRoundTrip: [Threshold] = [
    .note(
      10, .milliseconds, label: "local round trip note",
      source: "the runbook (RB): normal under 10 ms on a local network",
      reason: "A wired segment takes less than one, a good radio link a few.")
  ]

  /// Milliseconds from one answer to the next, in the mean.
  public static let jitter: [Threshold] = [
    .warning(
      30, .milliseconds, label: "jitter", source: "Cisco, QoS requirements of voice: under 30 ms",
      reason: "Voice and games break up; the runbook calls high jitter broken and gives no number.")
  ]

  /// Percent of pings without an answer.
  public static let loss: [Threshold] = [
    .warning(
      5, .percent, label: "loss warning", source: "netdata health.d/ping.conf (ND)",
      reason: "TCP halves its speed again and again."),
    .critical(
      10, .percent, label: "loss critical", source: "netdata health.d/ping.conf (ND)",
      reason: "Connections stall for seconds."),
  ]

  /// Milliseconds of one resolver's answer.
  public static let query: [Threshold] = [
    .warning(
      100, .milliseconds, label: "query warning", source: curl,
      reason: "A resolver that has the name answers in milliseconds."),
    .critical(
      500, .milliseconds, label: "query critical", source: runbook,
      reason: "So long an answer was lost on the way or asked for in vain."),
  ]

  /// dBm that a station hears its access point with.
  public static let signal: [Threshold] = [
    .warning(
      -75, .count, .below, label: "signal", source: "hostapd and NetworkManager: weak from -75 dBm",
      reason: "The link falls back to its slowest rates and sends again and again.")
  ]

  /// All of them, for the documentation and its test.
  public static let all: [Threshold] =
    Phase.allCases.flatMap(of) + total + expiry + roundTrip + localRoundTrip + jitter + loss + query
    + signal
}

extension [Threshold] {
  /// A finding where `measurement` has passed one of them, nothing where it has not.
  func finding(
    _ measurement: Measurement, _ statement: String, evidence: [Measurement] = [],
    explanations: [String] = [], means meaning: String, next: String
  ) -> EndpointFinding? {
    guard let threshold = passed(by: measurement.quantity.value),
      let severity = threshold.severity
    else { return nil }
    let finding = Finding(
      severity, measurement, passed: threshold, statement, evidence: evidence,
      explanations: explanations)
    return EndpointFinding(finding, means: meaning, next: next)
  }
}

/// `text` in whole lines: what is cut off at the end is no line.
func lines(_ text: String) -> [Substring] {
  // A carriage return and the new line behind it are one character.
  let all = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
  return Array(all.dropLast())
}

/// The words of `line`, which blanks divide.
func fields(_ line: some StringProtocol) -> [String] {
  String(line).split(whereSeparator: { $0 == " " || $0 == "\t" }).map { String($0) }
}

/// `word` for a command line that a person copies.
func shellWord(_ word: String) -> String {
  let plain = word.utf8.allSatisfy { byte in
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || "-_./:@%+,=".utf8.contains(byte)
  }
  if plain, !word.isEmpty { return word }
  return "'"
    + word.split(separator: "'", omittingEmptySubsequences: false)
    .joined(separator: "'\\''") + "'"
}
