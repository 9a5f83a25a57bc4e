/// The 60-second triage: what ten well-known commands show, each with its reading.
public struct Triage: Sendable {
  /// One command's facts and what they mean.
  public struct Row: Sendable {
    /// The command that shows the same by hand.
    public var command: String
    /// What it shows, or why it could not be had.
    public var facts: Measured<[Measurement]>
    /// Facts that are no numbers: lines of the log, names.
    public var remarks: [String]
    /// The verdicts of the checks that read these facts.
    public var judgements: [Judgement]

    /// The facts of `command` and the verdicts on them.
    public init(
      command: String, facts: Measured<[Measurement]>, remarks: [String] = [],
      judgements: [Judgement]
    ) {
      self.command = command
      self.facts = facts
      self.remarks = remarks
      self.judgements = judgements
    }
  }

  /// The rows, in the order of the triage.
  public var rows: [Row]

  /// A triage of `rows`.
  public init(rows: [Row]) { self.rows = rows }
}
