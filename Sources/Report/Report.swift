public import Model

/// The forms in which a report comes.
public enum Format: String, CaseIterable, Sendable {
  case text, json, markdown
}

/// What the reader's screen can show; the caller finds out, because this module does no I/O.
public struct Style: Sendable {
  /// Columns of the terminal; for a pipe, whatever reads well.
  public var width: Int
  /// Whether colour may repeat what the words say.
  public var colour: Bool

  /// A screen of `width` columns.
  public init(width: Int, colour: Bool) {
    self.width = width
    self.colour = colour
  }
}

/// Which question a report answers.
public enum Page: Sendable {
  /// Why it is slow: the verdict, who, what is not known, and the path taken.
  case diagnose
  /// How every resource does: the grid of errors, utilization and saturation.
  case use
}

/// The report on `diagnosis`, ending in one newline.
///
/// JSON holds the whole diagnosis whatever the page, so that a program need not ask twice.
public func render(
  _ diagnosis: Diagnosis, page: Page, as format: Format, style: Style
) -> String {
  switch format {
  case .text: textReport(diagnosis.withNames, page, style)
  case .json: encoded(JSONReport(diagnosis))
  case .markdown: markdownReport(diagnosis.withNames, page)
  }
}

/// The 60-second triage of the machine that `diagnosis` is of, ending in one newline.
public func render(
  _ triage: Triage, of diagnosis: Diagnosis, as format: Format, style: Style
) -> String {
  switch format {
  case .text: textTriage(triage, diagnosis, style)
  case .json: encoded(JSONTriage(triage, diagnosis))
  case .markdown: markdownTriage(triage, diagnosis)
  }
}

/// A closer look at a resource of what `diagnosis` is of, ending in one newline.
public func render(_ dive: Dive, of diagnosis: Diagnosis, as format: Format, style: Style) -> String
{
  switch format {
  case .text: textDive(dive, diagnosis, style)
  case .json: encoded(JSONDive(dive, diagnosis))
  case .markdown: markdownDive(dive, diagnosis)
  }
}

/// What the logs of `target` say, ending in one newline.
public func render(
  _ digest: LogDigest, of target: String, as format: Format, style: Style
) -> String {
  switch format {
  case .text: textLogs(digest, target: target, style)
  case .json: encoded(JSONLogs(digest, target: target))
  case .markdown: markdownLogs(digest, target: target)
  }
}

/// What `check` examines, why, by which numbers, and how to see the same by hand.
public func explain(_ check: any Check, as format: Format, style: Style) -> String {
  switch format {
  case .text: textExplanation(check, style)
  case .json: encoded(JSONCatalogue([check]))
  case .markdown: markdownExplanation(check)
  }
}

/// Every check of `checks` with its place in the grid and its summary; in Markdown a page that
/// explains them all.
public func list(_ checks: [any Check], as format: Format, style: Style) -> String {
  switch format {
  case .text: textCatalogue(checks, style)
  case .json: encoded(JSONCatalogue(checks))
  case .markdown: markdownCatalogue(checks)
  }
}

/// What `cause` makes, what proves and refutes it, and what to do about it.
public func explain(_ cause: CauseDescription, as format: Format, style: Style) -> String {
  switch format {
  case .text: textExplanation(cause, style)
  case .json: encoded(JSONCauseList([cause]))
  case .markdown: markdownExplanation(cause)
  }
}

/// Every cause of `causes` with its title; in Markdown a page that explains them all, and what the
/// findings themselves make.
public func list(
  _ causes: [CauseDescription],
  consequences: [(from: [String], edge: CauseDescription.Edge)], as format: Format, style: Style
) -> String {
  switch format {
  case .text: textCatalogue(causes, style)
  case .json: encoded(JSONCauseList(causes))
  case .markdown: markdownCatalogue(causes, consequences)
  }
}
