/// A piece of a configuration with the line it stands in; all that is kept of YAML.
struct Entry {
  indirect enum Value {
    case nothing
    case text(String)
    case list
    case entries([(key: Entry, value: Entry)])
  }

  var line: Int?
  var value: Value

  /// The text of a single word or number.
  var text: String? {
    if case .text(let text) = value { text } else { nil }
  }

  /// What stands under `place`: names with what follows each, every name once.
  func entries(
    of place: [String]
  ) throws(ConfigurationFault) -> [(name: String, line: Int?, value: Entry)] {
    let entries: [(key: Entry, value: Entry)]
    switch value {
    case .nothing: entries = []
    case .entries(let found): entries = found
    case .text, .list:
      throw ConfigurationFault(line, place, "names belong here, with what holds for each.")
    }
    var seen: Set<String> = []
    var result: [(name: String, line: Int?, value: Entry)] = []
    for (key, value) in entries {
      guard let name = key.text else {
        throw ConfigurationFault(key.line, place, "a name cannot be a list or empty.")
      }
      guard seen.insert(plain(name)).inserted else {
        throw ConfigurationFault(key.line, place + [name], "this stands there twice.")
      }
      result.append((name, key.line, value))
    }
    return result
  }
}
