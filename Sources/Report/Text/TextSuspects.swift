import Model

extension Sheet {
  /// Who takes the resources that were found wanting, ranked.
  mutating func suspects(of diagnosis: Diagnosis) {
    for attribution in diagnosis.attributions where !attribution.suspects.isEmpty {
      heading("Who: \(attribution.resource.title), by \(clean(attribution.measure))")
      attribution.table.write(on: &self)
    }
  }
}

extension Attribution {
  /// The measures that any suspect has, in the order in which they appear.
  fileprivate var measures: [String] {
    suspects.flatMap(\.measurements).map(\.name).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  fileprivate var table: Table {
    let measures = measures
    var table = Table()
    table.indent = 2
    table.numbers = Set(1..<(measures.count + 1))
    table.rows = [Table.Row(cells: [[]] + measures.map { words(clean($0), .faint) })]
    for suspect in suspects {
      let numbers = measures.map { name in
        let measurement = suspect.measurements.first { $0.name == name }
        return words(measurement.map { phrase($0.quantity) } ?? Sign.unknown.rawValue)
      }
      let name = words(clean(suspect.subject.name))
      table.rows.append(Table.Row(cells: [name] + numbers, remark: suspect.remark))
    }
    return table
  }
}

extension Attribution.Suspect {
  /// The command line and where it runs, cut where it is long: neither holds numbers of ours.
  fileprivate var remark: [Word] {
    let parts = [command, cgroup.map { "in " + $0 }].compactMap { $0 }
    return words(parts.map { shortened(clean($0), to: 160) }.joined(separator: " "), .faint)
  }
}
