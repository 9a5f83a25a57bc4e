/// What an endpoint showed while a machine was looked at, and what of it the machine explains.
public struct EndpointDiagnosis: Sendable {
  /// The endpoint as it was measured.
  public var timing: TimingReport
  /// How it compares with what is normal, in a sentence for each place.
  public var comparison: [String]
  /// What was found on the machine and explains a slow phase.
  public var links: [Link]

  /// A slow phase and the evidence for its cause.
  public struct Link: Sendable, Hashable {
    /// The phase, and the place from which it is slow.
    public var phase: Phase, vantage: String
    /// How the one leads to the other, in a sentence.
    public var statement: String
    /// The name of the check that found the cause, and its number.
    public var check: String, evidence: Measurement

    /// `check` found what makes `phase` slow.
    public init(
      _ phase: Phase, from vantage: String, _ statement: String, check: String,
      evidence: Measurement
    ) {
      self.phase = phase
      self.vantage = vantage
      self.statement = statement
      self.check = check
      self.evidence = evidence
    }
  }

  /// An endpoint measured while a machine was looked at.
  public init(timing: TimingReport, comparison: [String], links: [Link]) {
    self.timing = timing
    self.comparison = comparison
    self.links = links
  }
}
