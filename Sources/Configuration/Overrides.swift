import Model

/// The thresholds of checks by their names, some with other numbers than the checks' own.
typealias ThresholdsByCheck = [String: [Threshold]]

extension ThresholdsByCheck {
  /// Puts the numbers of `entry`, which stands under `place`, in the places of those there are.
  mutating func override(with entry: Entry, at place: [String]) throws(ConfigurationFault) {
    for (name, line, numbers) in try entry.entries(of: place) {
      guard let check = keys.first(where: { plain($0) == plain(name) }) else {
        throw ConfigurationFault(
          line, place + [name], isNo: "check", of: keys.sorted(), "'whyslow checks' lists them.")
      }
      var thresholds = self[check] ?? []
      for (key, line, number) in try numbers.entries(of: place + [name]) {
        let here = place + [name, key]
        guard let index = thresholds.firstIndex(where: { plain($0.key) == plain(key) }) else {
          throw ConfigurationFault(
            line, here, isNo: "threshold", of: thresholds.map(\.key),
            "\(check) has \(listed(thresholds.map(\.key))).")
        }
        thresholds[index] = try thresholds[index].with(number, line, at: here)
      }
      try thresholds.requireOrder(line, at: place + [name])
      self[check] = thresholds
    }
  }
}

extension Threshold {
  /// The threshold with the number of `entry`.
  fileprivate func with(
    _ entry: Entry, _ line: Int?, at place: [String]
  ) throws(ConfigurationFault) -> Threshold {
    let own = original ?? quantity
    let expected = "\(own.unit.expectation) is expected, such as whyslow's own: \(own)"
    guard let text = entry.text else {
      throw ConfigurationFault(line, place, "there is no number; \(expected).")
    }
    guard let quantity = Quantity(text, in: own.unit) else {
      throw ConfigurationFault(line, place, "'\(text)' does not fit; \(expected).")
    }
    return with(quantity.value)
  }
}

extension [Threshold] {
  /// Throws where a lighter threshold lies beyond a graver one on the same number.
  fileprivate func requireOrder(_ line: Int?, at place: [String]) throws(ConfigurationFault) {
    guard let (lighter, graver) = crossings.first else { return }
    throw ConfigurationFault(
      line, place,
      "\(lighter.key) at \(lighter.quantity) would lie beyond "
        + "\(graver.key) at \(graver.quantity).")
  }

  private var crossings: [(Threshold, Threshold)] {
    flatMap { lighter in
      filter { graver in
        lighter.isOfLadder(graver) && (lighter.severity ?? .note) < (graver.severity ?? .note)
          && graver.isPassed(by: lighter.quantity.value)
      }.map { (lighter, $0) }
    }
  }
}
