import Model

extension Sheet {
  /// The numbers that are not the checks' own.
  mutating func configured(of diagnosis: Diagnosis) {
    let configured = diagnosis.configured
    guard !configured.isEmpty else { return }
    heading(configuredTitle)
    for one in configured { paragraph(words(one.sentence), indent: 2) }
  }
}
