import Model

/// Calls to other parties, by host.
struct CallTable {
  struct Call {
    let host: String
    var url: String?
    var count = LogCount()
    var histogram = Histogram()
    var failures: [LogEventKind: Int] = [:]
    var example = ""
    var slowest = -1.0
  }

  private(set) var calls: [Call] = []
  private var byWord: [UInt64: Int] = [:]
  /// Those of `byWord` that came last.
  private var recent = [(key: UInt64, index: Int)](repeating: (0, -1), count: 64)
  private var byHost: [String: Int] = [:]
  private static let most = 512
  private static let mostWords = 8192

  /// The number of the call to the host in `word`; nil where there is none, or too many.
  mutating func index(of word: Bytes, _ standing: Standing, port: Bytes?) -> Int? {
    var key = word.hash &+ standing.rawValue
    if let port { key = key &* 31 &+ port.hash }
    let slot = Int(truncatingIfNeeded: key >> 32) & (recent.count - 1)
    if recent[slot].key == key, recent[slot].index >= 0 { return recent[slot].index }
    if let known = byWord[key] {
      recent[slot] = (key, known)
      return known < 0 ? nil : known
    }
    var found = -1
    if var name = host(in: word, standing) {
      if let port { name.add(port) }
      found = index(of: name) ?? -1
    }
    if byWord.count < Self.mostWords { byWord[key] = found }
    return found < 0 ? nil : found
  }

  /// The number of the call to `name`.
  mutating func index(of name: HostName) -> Int? {
    if let known = byHost[name.name] {
      if calls[known].url == nil { calls[known].url = name.url }
      return known
    }
    guard calls.count < Self.most else { return nil }
    byHost[name.name] = calls.count
    calls.append(Call(host: name.name, url: name.url))
    return calls.count - 1
  }

  /// Adds the calls of `others`.
  mutating func absorb(_ others: CallTable) {
    for other in others.calls {
      guard let index = index(of: HostName(name: other.host, url: other.url)) else { continue }
      calls[index].count.add(other.count)
      calls[index].histogram.add(other.histogram)
      for (kind, count) in other.failures { calls[index].failures[kind, default: 0] += count }
      if calls[index].example.isEmpty || other.slowest > calls[index].slowest {
        calls[index].example = other.example
      }
      calls[index].slowest = max(calls[index].slowest, other.slowest)
    }
  }

  mutating func add(
    _ index: Int, time: Double?, seconds: Double?, failure: LogEventKind?, line: Bytes,
    _ budget: inout Int
  ) {
    calls[index].count.add(time)
    let isLonger = (seconds ?? -1) > calls[index].slowest
    if let seconds {
      if calls[index].histogram.add(seconds, mayGrow: budget > 0) { budget -= 1 }
      if isLonger { calls[index].slowest = seconds }
    }
    if let failure { calls[index].failures[failure, default: 0] += 1 }
    let isFirst = calls[index].example.isEmpty && (seconds != nil || failure != nil)
    if isFirst || isLonger { calls[index].example = line.slice(0, 400).string }
  }
}
