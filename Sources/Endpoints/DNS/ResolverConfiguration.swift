/// What resolv.conf(5) tells: which resolvers are asked, and for which names.
struct ResolverConfiguration: Sendable, Hashable {
  /// In their order; the system asks the first three.
  var servers: [String] = []
  var search: [String] = []
  /// A name with fewer dots is asked with the search list behind it first.
  var dots = 1
  /// Seconds before the next resolver is asked, and how often all of them are.
  var timeout = 5, attempts = 2

  init(_ text: String) {
    for line in lines(text + "\n") {
      let words = fields(line.prefix { $0 != "#" && $0 != ";" })
      guard let name = words.first else { continue }
      switch name {
      case "nameserver": if let server = words.dropFirst().first { servers.append(server) }
      // The last of both counts.
      case "search": search = Array(words.dropFirst())
      case "domain": search = Array(words.dropFirst().prefix(1))
      case "options": words.dropFirst().forEach { take($0) }
      default: break
      }
    }
    // resolv.conf(5): without one, the machine itself.
    if servers.isEmpty { servers = ["127.0.0.1"] }
    search = search.filter { $0 != "." }
  }

  private mutating func take(_ option: String) {
    let parts = option.split(separator: ":")
    guard parts.count == 2, let number = Int(parts[1]), number >= 0 else { return }
    switch parts[0] {
    // The library's own limits.
    case "ndots": dots = min(number, 15)
    case "timeout": timeout = min(number, 30)
    case "attempts": attempts = min(number, 5)
    default: break
    }
  }

  /// The names that are asked for before `name` as it is.
  func wasted(before name: String) -> [String] {
    guard !name.hasSuffix("."), name.filter({ $0 == "." }).count < dots else { return [] }
    return search.map { domain in
      "\(name).\(domain.hasSuffix(".") ? String(domain.dropLast()) : domain)"
    }
  }
}
