import Model

extension Sheet {
  /// Of each resource to blame the few rows that tell most, as sentences: no table of a dive fits
  /// beside the causes.
  mutating func dives(of diagnosis: Diagnosis) {
    for dive in diagnosis.dives where !dive.inBrief.isEmpty {
      heading("A closer look: \(dive.resource.title)")
      for (section, rows) in dive.inBrief {
        paragraph(words(clean(section.title) + ":", .faint), indent: 2)
        for row in rows { paragraph(words(row.inBrief), indent: 4) }
        let rest = (section.rows.value?.count ?? 0) - rows.count
        if rest > 0 { paragraph(words("and \(rest) more", .faint), indent: 4) }
      }
      for advice in dive.advice where advice.wasMissing {
        paragraph(
          words("Not told: " + clean(advice.what) + ":", .unknown) + words(clean(advice.takes)),
          indent: 2)
      }
      paragraph(
        words("whyslow dive \(dive.resource.rawValue)") + words("has the tables.", .faint),
        indent: 2)
    }
  }
}

extension Dive.Row {
  /// The name with the numbers that say something; the rest is in the dive's table.
  var inBrief: String {
    let telling = measurements.filter { $0.quantity.value != 0 }.prefix(4)
    let numbers = telling.map { clean($0.name).tied + String(tie) + phrase($0.quantity) }
    let remark = detail.map { shortened(clean($0), to: 60) }
    let name = clean(name)
    return
      ([numbers.isEmpty ? name : "\(name): \(numbers.joined(separator: ", "))"]
      + [remark.map { "(\($0))" }].compactMap(\.self)).joined(separator: " ")
  }
}
