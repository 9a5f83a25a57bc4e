/// What is wrong with a configuration, and where.
public struct ConfigurationFault: Error, CustomStringConvertible {
  /// The line, from 1; nil where the fault is the whole file's.
  public let line: Int?
  /// What is wrong, in a sentence or two.
  public let description: String

  /// `sentence` about what stands in `line` under `place`, names from the outermost to the innermost.
  init(_ line: Int?, _ place: [String] = [], _ sentence: String) {
    self.line = line
    let name = place.joined(separator: ".")
    description = (name.isEmpty ? "" : name + ": ") + sentence
  }

  /// A name, the last of `place`, that is none of `known`, with the one that was probably meant.
  init(_ line: Int?, _ place: [String], isNo what: String, of known: [String], _ listed: String) {
    let near = nearest(to: place.last ?? "", in: known).map { "; did you mean '\($0)'?" } ?? "."
    self.init(line, place, "there is no such \(what)\(near) \(listed)")
  }
}

/// `note, warning and critical`.
func listed(_ names: [String]) -> String {
  guard names.count > 1, let last = names.last else { return names.first ?? "none" }
  return names.dropLast().joined(separator: ", ") + " and " + last
}
