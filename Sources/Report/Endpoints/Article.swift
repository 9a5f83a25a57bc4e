import Model

/// A report as blocks, written once and laid out for a terminal and as Markdown.
struct Article {
  enum Block {
    case verdict(Sign, String, String)
    case line(String)
    case heading(String)
    /// The first row has the titles; the columns in `numbers` are set flush right.
    case table([[String]], numbers: Set<Int>)
    case findings([EndpointFinding])
    case plot([String])
    case gaps([Gap])
  }

  var blocks: [Block] = []

  /// The whole, laid out as `format` asks; JSON is not made from blocks.
  func laidOut(as format: Format, _ style: Style) -> String {
    format == .markdown ? markdown : text(style)
  }
}

extension Article {
  private func text(_ style: Style) -> String {
    var sheet = Sheet(style)
    for block in blocks {
      switch block {
      case .verdict(let sign, let title, let rest):
        let ink = sign == .clear ? Ink.strong : Ink(sign)
        sheet.paragraph(words(sign) + words(clean(title), ink) + words(clean(rest)))
      case .line(let text): sheet.paragraph(words(clean(text)), indent: 2)
      case .heading(let title): sheet.heading(clean(title))
      case .table(let rows, let numbers):
        var table = Table()
        (table.indent, table.hanging, table.numbers) = (2, 2, numbers)
        table.rows = rows.enumerated().map { number, row in
          Table.Row(cells: row.map { words(clean($0), number == 0 ? .faint : .plain) })
        }
        table.write(on: &sheet)
      case .findings(let findings): for found in findings { sheet.write(found) }
      case .plot(let lines):
        for line in lines { sheet.write([(2, [Word(text: line, ink: .plain)])]) }
      case .gaps(let gaps):
        guard !gaps.isEmpty else { continue }
        sheet.heading("Not measured")
        for gap in gaps {
          sheet.paragraph(
            words(.unknown) + words("\(clean(gap.source)): \(clean(gap.detail))"), indent: 2)
        }
      }
    }
    return sheet.text
  }

  private var markdown: String {
    var text = ""
    var wasLine = false
    for block in blocks {
      var isLine = false
      switch block {
      case .verdict(let sign, let title, let rest):
        text +=
          "**\(sign.rawValue) \(Report.markdown(clean(title)))** "
          + Report.markdown(clean(rest)) + "\n"
      case .line(let line):
        isLine = true
        text += (wasLine ? "" : "\n") + "- \(Report.markdown(clean(line)))\n"
      case .heading(let title): text += "\n**\(Report.markdown(clean(title)))**\n"
      case .table(let rows, _):
        let cells = rows.map { $0.map { Report.markdown(clean($0)) } }
        guard let titles = cells.first else { continue }
        text += "\n" + Report.table(titles, Array(cells.dropFirst()))
      case .findings(let findings):
        guard !findings.isEmpty else { continue }
        text +=
          "\n"
          + Report.table(
            ["", "finding", "number", "threshold", "means", "next"], findings.map(\.markdownRow))
      case .plot(let lines): text += "\n```\n" + lines.map { $0 + "\n" }.joined() + "```\n"
      case .gaps(let gaps):
        guard !gaps.isEmpty else { continue }
        text += "\n**Not measured**\n\n"
        for gap in gaps {
          text += "- ? \(Report.markdown(clean("\(gap.source): \(gap.detail)")))\n"
        }
      }
      wasLine = isLine
    }
    return text
  }
}

extension Sheet {
  /// What is wrong with an endpoint, with what it means and what to run next.
  mutating func write(_ found: EndpointFinding) {
    let finding = found.finding
    let sign = Sign(finding.severity)
    gap()
    paragraph(words(sign) + words(clean(finding.statement), .strong))
    paragraph(
      words(phrase(finding.measurement) + ";", Ink(sign)) + words(grounds(finding)), indent: 4)
    paragraph(
      words(finding.evidence.map { phrase($0, of: finding.subject) }.joined(separator: ", ")),
      indent: 4)
    paragraph(words("means: " + clean(found.meaning)), indent: 4)
    for quote in finding.quotes { paragraph(words(">\(tie)" + clean(quote)), indent: 4) }
    paragraph(words("next: " + clean(found.next), .faint), indent: 4)
  }
}

extension EndpointFinding {
  fileprivate var markdownRow: [String] {
    [
      "\(Sign(severity).rawValue) \(severity.name)", markdown(clean(finding.statement)),
      markdown(phrase(finding.measurement)), markdown(grounds(finding)), markdown(clean(meaning)),
      code(clean(next)),
    ]
  }
}

/// `values` as columns from left to right, an `x` under one that is missing; empty for fewer than two.
func plot(_ values: [Double?], _ unit: Unit, columns: Int = 60, rows: Int = 5) -> [String] {
  let present = values.compactMap { $0 }
  guard values.count > 1, let most = present.max(), most > 0 else { return [] }
  // Where there are more values than columns, each column has the greatest of several.
  let width = min(values.count, columns)
  let parts = (0..<width).map { column in
    Array(values[(column * values.count / width)..<((column + 1) * values.count / width)])
  }
  let heights = parts.map { part -> Int in
    let greatest = part.compactMap { $0 }.max() ?? 0
    return greatest > 0 ? max(1, Int((greatest / most * Double(rows)).rounded())) : 0
  }
  let top = unit == .seconds ? inSeconds(most) : Quantity(most, unit).description
  let label = max(top.count, 8)
  return (0..<rows).map { row in
    let name = row == 0 ? top : row == rows - 1 ? "0" : ""
    let bars = heights.enumerated().map { column, height in
      if row == rows - 1, parts[column].contains(where: { $0 == nil }) { return "x" }
      return height >= rows - row ? "#" : " "
    }
    let line =
      String(repeating: " ", count: label - name.count) + name + " |" + bars.joined()
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}

extension Sheet {
  /// The endpoint that was asked about, and what of it the machine explains.
  mutating func endpoint(of diagnosis: Diagnosis) {
    guard let endpoint = diagnosis.endpoint else { return }
    heading("The endpoint, \(clean(endpoint.timing.url))")
    for vantage in endpoint.timing.vantages { paragraph(words(clean(vantage.line)), indent: 2) }
    for line in endpoint.comparison + endpoint.timing.comparison {
      paragraph(words(clean(line)), indent: 2)
    }
    for vantage in endpoint.timing.vantages {
      for found in vantage.findings where found.severity > .note { write(found) }
    }
    for link in endpoint.links {
      gap()
      paragraph(
        words("why:", .strong) + words(clean(link.statement)) + words("[\(link.check)]", .faint),
        indent: 2)
    }
  }
}

/// The endpoint that was asked about, as a section of a page.
func endpoint(of diagnosis: Diagnosis) -> String {
  guard let endpoint = diagnosis.endpoint else { return "" }
  var text = "**The endpoint, \(markdown(clean(endpoint.timing.url)))**\n\n"
  let lines =
    endpoint.timing.vantages.map(\.line) + endpoint.comparison + endpoint.timing.comparison
  text += lines.map { "- \(markdown(clean($0)))\n" }.joined()
  let found = endpoint.timing.vantages.flatMap(\.findings).filter { $0.severity > .note }
  if !found.isEmpty {
    text +=
      "\n"
      + table(
        ["", "finding", "number", "threshold", "means", "next"], found.map(\.markdownRow))
  }
  text += endpoint.links.map { "\nwhy: \(markdown(clean($0.statement))) \(code($0.check))\n" }
    .joined()
  return text
}
