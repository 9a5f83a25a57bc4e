/// A closer look at one resource: where it goes, who takes it, and what would have told more.
public struct Dive: Sendable {
  /// What was looked at.
  public var resource: Resource
  /// One question each, in the order in which an engineer asks them.
  public var sections: [Section]
  /// What else would tell more, and what that takes.
  public var advice: [Advice]

  /// A look at `resource`.
  public init(_ resource: Resource, sections: [Section], advice: [Advice]) {
    self.resource = resource
    self.sections = sections
    self.advice = advice
  }

  /// The answer to one question, as a table.
  public struct Section: Sendable {
    /// What the table shows, such as `Where it went`.
    public var title: String
    /// How it is to be read, in a sentence; nil where the table speaks for itself.
    public var remark: String?
    /// The rows, the greatest first; why there are none.
    public var rows: Measured<[Row]>
    /// The standard command that shows the same.
    public var byHand: String
    /// How many of its rows a diagnosis shows where it leads here; 0 leaves them to the dive.
    public var rowsInBrief = 0

    /// A table called `title`.
    public init(
      _ title: String, byHand: String, remark: String? = nil, rows: Measured<[Row]>
    ) {
      self.title = title
      self.byHand = byHand
      self.remark = remark
      self.rows = rows
    }

    /// The table, of which a diagnosis shows the first `count` rows.
    public func inBrief(_ count: Int) -> Section {
      var section = self
      section.rowsInBrief = count
      return section
    }
  }

  /// The tables of which a diagnosis shows something, each with the rows that it shows.
  public var inBrief: [(section: Section, rows: [Row])] {
    sections.compactMap { section in
      guard let rows = section.rows.value?.prefix(section.rowsInBrief), !rows.isEmpty else {
        return nil
      }
      return (section, Array(rows))
    }
  }

  /// One line of a table.
  public struct Row: Sendable, Hashable {
    /// What it is about, not yet sanitised.
    public var name: String
    /// Its numbers by name.
    public var measurements: [Measurement]
    /// What is known besides, such as a command line; not yet sanitised.
    public var detail: String?

    /// The numbers of `name`.
    public init(_ name: String, _ measurements: [Measurement], detail: String? = nil) {
      self.name = name
      self.measurements = measurements
      self.detail = detail
    }
  }

  /// What would tell more than was looked at.
  public struct Advice: Sendable, Hashable {
    /// What it would tell.
    public var what: String
    /// The right, tool or command that it takes.
    public var takes: String
    /// Whether it was asked for and this target did not tell.
    public var wasMissing = false

    /// `what`, which takes `takes`.
    public init(_ what: String, takes: String) {
      self.what = what
      self.takes = takes
    }
  }
}
