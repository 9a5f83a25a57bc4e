import Model

extension Sheet {
  /// Resources down; errors, utilization and saturation across.
  mutating func grid(of diagnosis: Diagnosis) {
    gap()
    var table = Table()
    table.hanging = 2
    let titles = [""] + Aspect.allCases.map(\.rawValue)
    table.rows = [Table.Row(cells: titles.map { words($0, .strong) })]
    for resource in Resource.allCases {
      let cells = Aspect.allCases.map { diagnosis.cell(resource, $0).laidOut }
      table.rows.append(Table.Row(cells: [words(resource.title, .strong)] + cells))
    }
    table.write(on: &self)
    if table.rows.hasWord(endingWith: "\(tie)?)") {
      paragraph(words("(1\(tie)?) one more check of that cell was not measured", .faint))
    }
  }
}

extension Cell {
  fileprivate var laidOut: [Word] {
    (sign.map { words($0) } ?? []) + words(text, sign.map(Ink.init) ?? .faint)
  }
}

extension [Table.Row] {
  fileprivate func hasWord(endingWith ending: String) -> Bool {
    contains { $0.cells.joined().contains { $0.text.hasSuffix(ending) } }
  }
}
