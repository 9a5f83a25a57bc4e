import Model

extension Sheet {
  /// What was not measured, why, and how to measure it.
  mutating func unmeasured(of diagnosis: Diagnosis) {
    let blindnesses = diagnosis.blindnesses
    guard !blindnesses.isEmpty else { return }
    heading("Not measured")
    for blindness in blindnesses {
      for silence in blindness.silences {
        paragraph(words(.unknown) + words(silence.sentence), indent: 2)
      }
      if blindness.unlisted > 0 {
        paragraph(words("and \(blindness.unlisted) more; JSON has them all"), indent: 4)
      }
      paragraph(words("to measure: " + blindness.remedy, .unknown), indent: 4)
    }
  }
}
