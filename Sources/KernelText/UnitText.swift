/// The properties of one object, as `systemctl show` prints them: a name and a value a line, and
/// an empty line between two objects.
///
/// ```
/// Result=exit-code
/// NRestarts=3
/// Id=nginx.service
/// ActiveState=activating
/// ```
public struct UnitText: Sendable, Hashable {
  /// The values by name.
  public var properties: [String: String]

  /// The value called `name`; nil where it is absent or empty.
  public subscript(name: String) -> String? {
    properties[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The value called `name` as a number.
  public func number(_ name: String) -> Double? {
    self[name].flatMap { Text($0).number }.map { Double($0) }
  }

  /// The objects in `text`; throws where there is none.
  public static func parse(_ text: Text) throws(Malformed) -> [UnitText] {
    var units: [UnitText] = []
    var open: [String: String] = [:]
    for line in text.lines {
      if line.isEmpty {
        if !open.isEmpty { units.append(UnitText(properties: open)) }
        open = [:]
      } else if let equals = line.firstIndex(of: UInt8(ascii: "=")), equals > 0 {
        open[line.slice(0, equals).string] = line.slice(equals + 1, line.count).string
      }
    }
    if !open.isEmpty { units.append(UnitText(properties: open)) }
    guard !units.isEmpty else { throw Malformed("no name with a value") }
    return units
  }
}

/// A line of `systemctl list-units --plain --no-legend`.
///
/// ```
/// broken.service   loaded failed failed A unit that fails
/// ```
public struct UnitLine: Sendable, Hashable {
  /// The unit, and what systemd knows of its file, such as `loaded` or `not-found`.
  public var name: String, load: String
  /// Its state, and the finer one of its kind.
  public var active: String, sub: String
  /// What it says it is.
  public var description: String

  /// The units in `text`, which may be none.
  public static func parse(_ text: Text) throws(Malformed) -> [UnitLine] {
    var units: [UnitLine] = []
    for line in text.lines where !line.trimmed.isEmpty {
      var words = line.words[...]
      // Some versions mark a failed unit also where they are told to be plain.
      if let mark = words.first, mark.count < 4 { words = words.dropFirst() }
      guard words.count >= 4, let name = words.first,
        let point = name.lastIndex(of: UInt8(ascii: ".")), point > 0, point < name.count - 1
      else { throw Malformed("not a unit and its states: \(line.string.prefix(60))") }
      let states = words.dropFirst().prefix(3).map(\.string)
      units.append(
        UnitLine(
          name: name.string, load: states[0], active: states[1], sub: states[2],
          description: words.dropFirst(4).map(\.string).joined(separator: " ")))
    }
    return units
  }
}
