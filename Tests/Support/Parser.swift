package import KernelText

/// A parser with a text that it is made for, and what it makes of a text.
package struct Parser: Sendable {
  package let name: String
  /// The kernel's own lines.
  package let example: String
  /// Where the running machine has such a text.
  package var path: String?
  package let parse: @Sendable (Text) throws -> Parsed

  init(
    name: String, example: String, path: String? = nil,
    parse: @escaping @Sendable (Text) throws -> Parsed
  ) {
    self.name = name
    self.example = example
    self.path = path
    self.parse = parse
  }

  /// What the parser makes of `bytes` as flat facts; nil where it refuses them.
  package func facts(in bytes: [UInt8]) -> [String: String]? { try? parse(Text(bytes)).facts }
}

/// What a parser made of a text; walked only where its facts are asked for.
package struct Parsed {
  let value: Any
  let nilIsSaid: Bool

  /// Every leaf of the value by its path.
  package var facts: [String: String] {
    var facts: [String: String] = [:]
    walk(value, "", &facts)
    return facts
  }

  private func walk(_ value: Any, _ path: String, _ facts: inout [String: String]) {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .dictionary:
      for child in mirror.children {
        let pair = Mirror(reflecting: child.value).children.map(\.value)
        walk(pair[1], "\(path).\(pair[0])", &facts)
      }
    case .optional:
      if let child = mirror.children.first {
        walk(child.value, path, &facts)
      } else if nilIsSaid {
        facts[path] = "none"
      }
    case nil: facts[path] = "\(value)"
    default:
      if mirror.children.isEmpty, mirror.displayStyle != .collection { facts[path] = "\(value)" }
      for (index, child) in mirror.children.enumerated() {
        walk(child.value, "\(path).\(child.label ?? "\(index)")", &facts)
      }
    }
  }
}

/// `value` as a parser's answer; what is absent is a fact of its own where `nilIsSaid`.
func flat(_ value: Any, nilIsSaid: Bool = false) -> Parsed {
  Parsed(value: value, nilIsSaid: nilIsSaid)
}
