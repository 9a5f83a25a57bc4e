import Model

/// A table as the tools of sysstat print it: a line of headings, then lines of cells.
struct Table {
  let columns: [String]
  private let cells: [[String]]

  /// The tables in `text` whose headings hold `column`, in their order.
  static func all(in text: String, with column: String) -> [Table] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .split(separator: "").map { Table($0.map(String.init)) }
      .filter { $0.columns.contains(column) && !$0.cells.isEmpty }
  }

  private init(_ lines: [String]) {
    var lines = lines.map { $0.split { $0 == " " || $0 == "\t" }.map(String.init) }
    // The title of iostat's first table stands where others have the name of the rows.
    if lines.first?.first == "avg-cpu:" {
      lines[0][0] = "row"
      for index in lines.indices.dropFirst() { lines[index].insert("avg-cpu", at: 0) }
    }
    columns = lines.first ?? []
    cells = Array(lines.dropFirst())
  }

  /// The rows, cells by column.
  var rows: [[String: String]] {
    cells.map { Dictionary(zip(columns, $0), uniquingKeysWith: { first, _ in first }) }
  }

  /// Each cell that `figures` do not give to the last digit, and the number of those compared.
  ///
  /// `figures` gives the numbers of the row called so in the column `key`; the columns in `skipped`
  /// are those that the row is named by or that nothing here collects.
  func differences(
    by key: String, skipping skipped: Set<String>, figures: (String) -> [String: Double]?
  ) -> (compared: Int, differences: [String]) {
    var compared = 0
    var differences: [String] = []
    for row in rows {
      let name = row[key] ?? ""
      let ours = figures(name)
      for column in columns where column != key && !skipped.contains(column) {
        guard let cell = row[column] else { continue }
        compared += 1
        let decimals = cell.split(separator: ".").dropFirst().first?.count ?? 0
        let figure = ours?[column].map { Quantity.fixed($0, decimals) } ?? "nothing"
        if figure != cell { differences.append("\(name) \(column): \(cell), here \(figure)") }
      }
    }
    return (compared, differences)
  }
}
