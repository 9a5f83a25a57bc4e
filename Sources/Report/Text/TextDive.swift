import Model

/// A closer look for a terminal: what the checks say of the resource, then a table for each question.
func textDive(_ dive: Dive, _ diagnosis: Diagnosis, _ style: Style) -> String {
  var sheet = Sheet(style)
  let narrowed = diagnosis.about(dive.resource)
  sheet.layerVerdict(of: diagnosis)
  sheet.ownVerdict(of: narrowed)
  sheet.findings(of: narrowed)
  for section in dive.sections { sheet.write(section) }
  sheet.silent(dive)
  if !dive.advice.isEmpty {
    sheet.heading("What would tell more")
    for advice in dive.advice {
      sheet.paragraph(
        words(clean(advice.what) + ":") + words(clean(advice.takes), .faint), indent: 2)
    }
  }
  sheet.configured(of: narrowed)
  if let cost = diagnosis.ownCost {
    sheet.gap()
    sheet.paragraph(words(phrase(cost), .faint))
  }
  return sheet.text
}

extension Sheet {
  /// A table; one that is empty is told of at the end with the others that are.
  fileprivate mutating func write(_ section: Dive.Section) {
    guard let rows = section.rows.value, !rows.isEmpty else { return }
    heading(clean(section.title))
    if let remark = section.remark { paragraph(words(clean(remark), .faint), indent: 2) }
    let table = section.table(rows)
    if table.width <= width {
      table.table.write(on: &self)
    } else {
      for row in rows { write(row) }
    }
    paragraph(words("by hand: " + clean(section.byHand), .faint), indent: 2)
  }

  /// A row as a sentence, where the screen is too narrow for its columns.
  private mutating func write(_ row: Dive.Row) {
    let numbers = row.measurements.map { clean($0.name).tied + String(tie) + phrase($0.quantity) }
    paragraph(words(clean(row.name), .strong) + words(numbers.joined(separator: ", ")), indent: 2)
    paragraph(words(row.remark, .faint), indent: 6)
  }

  /// The questions whose answer is nothing, and those without an answer.
  fileprivate mutating func silent(_ dive: Dive) {
    let empty = dive.sections.filter { $0.rows.value?.isEmpty == true }.map { clean($0.title) }
    if !empty.isEmpty {
      gap()
      paragraph(words("Nothing to show: ") + words(empty.joined(separator: "; ") + "."))
    }
    let gaps = dive.sections.compactMap { section in
      section.rows.gap.map { "\(clean(section.title)): \(clean($0.source)): \(clean($0.detail))" }
    }
    guard !gaps.isEmpty else { return }
    heading("Not measured")
    for gap in gaps { paragraph(words(Sign.unknown) + words(gap), indent: 2) }
  }
}

extension Dive.Section {
  /// The names of the numbers that any row has, in the order in which they appear.
  func columns(_ rows: [Dive.Row]) -> [String] {
    rows.flatMap(\.measurements).map(\.name).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  /// The rows under the names of their numbers, and the columns that this takes.
  fileprivate func table(_ rows: [Dive.Row]) -> (table: Table, width: Int) {
    let names = columns(rows)
    var table = Table()
    table.indent = 2
    table.numbers = Set(1..<(names.count + 1))
    table.rows = [Table.Row(cells: [[]] + names.map { words(clean($0).tied, .faint) })]
    for row in rows {
      let numbers = names.map { name in
        words(
          row.measurements.first { $0.name == name }.map { phrase($0.quantity) }
            ?? (row.measurements.isEmpty ? "" : Sign.unknown.rawValue))
      }
      table.rows.append(
        Table.Row(cells: [words(clean(row.name))] + numbers, remark: words(row.remark, .faint)))
    }
    let widths = (0...names.count).map { column in
      let widest = table.rows.map { length($0.cells[column]) }.max() ?? 0
      // Names may be broken over lines.
      return column == 0 ? min(widest, 24) : widest
    }
    return (table, 2 + widths.reduce(0, +) + 2 * names.count)
  }
}

extension Dive.Row {
  /// What is known besides, cut where it is long.
  var remark: String { detail.map { shortened(clean($0), to: 120) } ?? "" }
}

extension Diagnosis {
  /// What is said of `resource`, by its checks and by both layers.
  func about(_ resource: Resource) -> Diagnosis {
    var narrowed = self
    narrowed.judgements = judgements.filter { $0.check.resource == resource }
    narrowed.layers?.verdicts.removeAll { $0.resource != resource }
    return narrowed
  }
}
