import Model

/// Where HAProxy's words stand in a line of it, as "option httplog" and "option tcplog" write them.
///
/// `10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ----
/// 1/1/1/1/0 0/0 "GET /index.html HTTP/1.1"` (HAProxy, configuration.txt, 8.2.3)
struct ProxyPlace: Sendable {
  /// The number of the word with the times.
  let word: Int
  /// Why the session ended: `sH`, `--`.
  let reason: UInt8, state: UInt8
  /// Whether a server was chosen, which is `<NOSRV>` where there was none.
  let hasServer: Bool
  let isHTTP: Bool

  /// Whether it ended when the one who asked went away or said nothing, while nobody waited for a
  /// server: all time is that one's, too.
  var endsByClient: Bool {
    lower(reason) == UInt8(ascii: "c") && "RDLT".utf8.contains(state)
  }

  /// What the end tells of (8.5, "Session state at disconnection"); nil where all went well, where who
  /// asked went away, and where the proxy refused on purpose.
  var kind: LogEventKind? {
    switch (reason, state) {
    // It waited for a slot of the server.
    case (UInt8(ascii: "s"), UInt8(ascii: "Q")): .queueFull
    // Whoever keeps a connection and says nothing meets this, too.
    case (UInt8(ascii: "s"), UInt8(ascii: "D")) where !isHTTP: nil
    case (UInt8(ascii: "s"), _): .timeout
    // Refused, unreachable, or, as seen of 2.6, without an answer; all servers may be down.
    case (UInt8(ascii: "S"), UInt8(ascii: "C")): hasServer ? .unreachable : .circuitBreaker
    case (UInt8(ascii: "S"), _): .reset
    case (UInt8(ascii: "D"), _): .circuitBreaker
    // Memory, sockets, ports of its own.
    case (UInt8(ascii: "R"), _), (UInt8(ascii: "P"), UInt8(ascii: "C")): .poolExhausted
    default: nil
    }
  }
}

extension LineScanner {
  /// Where the words of HAProxy stand, if it is a line of it.
  func proxyPlace(_ line: Bytes) -> ProxyPlace? {
    let end = method < 0 ? count : method
    for number in 1..<max(end, 1) where line.isDigit(start(number)) || isAbsent(number, line) {
      guard isProxyTimes(number, method < 0 ? 3 : 5, line),
        let state = proxyState(number, end, line), isBehindServer(number, line)
      else { continue }
      return ProxyPlace(
        word: number, reason: state[0], state: state[1],
        hasServer: line[self.end(number - 1)] != UInt8(ascii: ">"), isHTTP: method >= 0)
    }
    return nil
  }

  /// The times at a word, in seconds; -1 is what did not come to that, and nil.
  func timers(_ number: Int, _ count: Int, _ line: Bytes) -> ProxyTimers {
    var timers = ProxyTimers()
    var place = start(number)
    for part in 0..<count {
      let isNone = line[place] == UInt8(ascii: "-")
      // More is to come than what has gone by.
      let isOpen = line[place] == UInt8(ascii: "+")
      guard let value = line.number(isNone || isOpen ? place + 1 : place) else { break }
      if !isNone, !isOpen { timers[part] = sensible(Double(value.value) * 1e-3) }
      place = value.end + 1
    }
    return timers
  }

  /// `bck/srv1`; where no server was chosen, who was to choose one.
  func server(_ place: ProxyPlace, _ line: Bytes) -> Bytes? {
    let number = place.hasServer ? place.word - 1 : place.word - 2
    guard number > 0, let word = word(number, line) else { return nil }
    return place.hasServer ? word : word.slice(0, word.count - 1)
  }

  /// What such requests are called: `GET /cart/# web app/srv1 sH`.
  func title(_ place: ProxyPlace, _ line: Bytes) -> String? {
    guard place.isHTTP, let method = word(method, line), let path = word(self.method + 1, line),
      let server = server(place, line)
    else { return nil }
    let front = place.word - (place.hasServer ? 2 : 3)
    let names = [front, front + 1].map { number in
      guard number >= 0, number == front || place.hasServer else { return server.string }
      return varies(number, line) ? "#" : word(number, line)?.string ?? ""
    }
    let end = String(decoding: [place.reason, place.state], as: UTF8.self)
    return ([method.string, pathText(path)] + names + [end]).joined(separator: " ")
  }

  private func isAbsent(_ number: Int, _ line: Bytes) -> Bool { line.has("-1/", at: start(number)) }

  /// Whether `backend/server` or `backend/<NOSRV>` stands before the word of this number.
  private func isBehindServer(_ number: Int, _ line: Bytes) -> Bool {
    let (start, end) = (start(number - 1), end(number - 1))
    if line.has("/<", at: start - 2) { return line.has("> ", at: end) }
    return line.slice(start, end).index(of: UInt8(ascii: "/")) != nil
  }

  /// Whether as many times stand there: `10/0/30/69/109`, `0/-1/-1/-1/+5007`.
  private func isProxyTimes(_ number: Int, _ count: Int, _ line: Bytes) -> Bool {
    var place = start(number)
    for part in 1...count {
      if line.has("-1", at: place) {
        place += 2
      } else {
        if line[place] == UInt8(ascii: "+") { place += 1 }
        guard let value = line.number(place) else { return false }
        place = value.end
      }
      if part < count {
        guard line[place] == UInt8(ascii: "/") else { return false }
        place += 1
      }
    }
    return place == end(number)
  }

  /// What stands before the counts of connections and queues; cookies before it have several words.
  private func proxyState(_ number: Int, _ end: Int, _ line: Bytes) -> Bytes? {
    let first = number + (method < 0 ? 3 : 6)
    guard first + 1 < end else { return nil }
    for counts in first..<min(end - 1, method < 0 ? first + 1 : first + 16)
    where isProxyTimes(counts, 5, line) && isProxyTimes(counts + 1, 2, line) {
      let state = line.slice(start(counts - 1), self.end(counts - 1))
      let isState =
        state.count == (method < 0 ? 2 : 4) && "CSPLRIDUKcs-".utf8.contains(state[0])
        && "RQCHDLT-".utf8.contains(state[1])
      return isState ? state : nil
    }
    return nil
  }
}

/// Up to five times of a line.
struct ProxyTimers {
  private var values = SIMD8<Double>(repeating: .nan)

  subscript(part: Int) -> Double? {
    get { values[part].isNaN ? nil : values[part] }
    set { values[part] = newValue ?? .nan }
  }
}

extension LineWords {
  /// `Server bck/srv1 is DOWN, reason: Layer4 connection problem` (src/server.c).
  var downServer: Plan.Peer? {
    for number in words.indices.dropFirst()
    where FieldNames.equals(words[number - 1].bytes, "server") {
      guard number + 2 < words.count, FieldNames.equals(words[number + 2].bytes, "down"),
        words[number].bytes.index(of: UInt8(ascii: "/")) != nil
      else { continue }
      return Plan.Peer(word: number, standing: .given, port: nil)
    }
    return nil
  }
}
