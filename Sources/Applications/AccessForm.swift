/// Where the line of an access log has its times, where they have no name.
enum AccessForm: Sendable {
  /// nginx's `$request_time` and `$upstream_response_time`, with three decimals wherever they stand;
  /// also Tomcat's and others' seconds with a point. `isLone` where the first line has but one.
  ///
  /// `... "curl/8" 345 3.200 [default-web-80] [] 10.244.0.5:8080 1234 3.198 200 5f2c0a`
  /// (ingress-nginx, docs/user-guide/nginx-configuration/log-format.md).
  case seconds(isLone: Bool)
  /// `[2026-11-25T10:00:00.123Z] "GET /a HTTP/1.1" 200 - 0 1234 3200 3190 "-" "curl/8" ...`
  /// (Envoy, configuration/observability/access_log/usage): `%DURATION%`, then the time of the service
  /// behind it, in thousandths.
  case envoy
  /// `... [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- ...`
  /// (HAProxy, configuration.txt, 8.2.3): `TR/Tw/Tc/Tr/Ta` in thousandths, at this word.
  case haproxy(ProxyPlace)
  /// `... [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0` (the same, 8.2.2):
  /// `Tw/Tc/Tt`. How long the session was is no time that anybody waited.
  case tcp(ProxyPlace)
  /// Apache's `%T/%D`, at the word of this number from the end: seconds, and the same in millionths.
  case pair(Int)
  /// A whole number at the end; `WholeTimes` decides what it counts.
  case whole

  /// What a form finds in a line.
  struct Times {
    var request: Double?
    /// What of it another party took.
    var call: Double?
    /// What of it the connection to that party took, and what was waited for before.
    var connect: Double?, wait: Double?
    /// The word with the other party's address.
    var peer: Int?
    /// The other party's name, where the line has one that is no address.
    var party: Bytes?
    var whole: WholeTime?
  }

  /// The form of `line`, where its program is beyond doubt.
  init?(named line: Bytes, _ scanner: borrowing LineScanner, isAccess: Bool) {
    if isAccess {
      guard scanner.method >= 0, scanner.isEnvoy(line), scanner.envoyTimes(line) != nil else {
        return nil
      }
      self = .envoy
    } else {
      guard let place = scanner.proxyPlace(line) else { return nil }
      self = scanner.method < 0 ? .tcp(place) : .haproxy(place)
    }
  }

  /// The form of what stands at the end of `line`, which is of an access log.
  init?(trailing line: Bytes, _ scanner: borrowing LineScanner) {
    let pair = (1...6).first { scanner.pair(-$0, line) != nil }
    if let pair {
      self = .pair(-pair)
    } else if let found = scanner.seconds(line) {
      self = .seconds(isLone: found.call == nil && !found.isBeforeNone)
    } else if scanner.whole(line) != nil {
      self = .whole
    } else {
      return nil
    }
  }

  var timings: [Plan.Timing] {
    func one(_ field: String, isCall: Bool = false, unit: DurationUnit? = nil) -> Plan.Timing {
      Plan.Timing(word: 0, unit: unit, field: field, isCall: isCall)
    }
    switch self {
    case .seconds(let isLone):
      return [
        one(isLone ? "time" : "request_time"), one("upstream_response_time", isCall: true),
      ]
    case .envoy: return [one("duration"), one("upstream_service_time", isCall: true)]
    case .haproxy:
      return [one("Ta"), one("Tr", isCall: true), one("Tc", isCall: true), one("Tw")]
    case .tcp: return [one("Tw"), one("Tc", isCall: true)]
    case .pair: return [one("time")]
    case .whole: return [one("time", unit: .undecided)]
    }
  }

  /// Whether the line is about a call to another party.
  var isUpstream: Bool {
    switch self {
    case .seconds(let isLone): !isLone
    case .envoy, .haproxy, .tcp: true
    case .pair, .whole: false
    }
  }

  /// Where a proxy's words stand that names whom it asked and not by an address.
  var proxy: ProxyPlace? {
    switch self {
    case .haproxy(let place), .tcp(let place): place
    default: nil
    }
  }

  func times(_ line: Bytes, _ scanner: borrowing LineScanner) -> Times {
    switch self {
    case .seconds:
      guard let found = scanner.seconds(line) else { return Times() }
      return Times(request: found.request, call: found.call, peer: found.peer)
    case .envoy:
      guard let found = scanner.envoyTimes(line) else { return Times() }
      return Times(request: found.all, call: found.call, peer: scanner.quotedAddress(line))
    case .haproxy(let place):
      let found = scanner.timers(place.word, 5, line)
      return Times(
        request: place.endsByClient ? nil : found[4], call: found[3], connect: found[2],
        wait: found[1], party: scanner.server(place, line))
    case .tcp(let place):
      let found = scanner.timers(place.word, 3, line)
      return Times(request: found[0], call: found[1], party: scanner.server(place, line))
    case .pair(let word): return Times(request: scanner.pair(word, line))
    case .whole: return Times(whole: scanner.whole(line))
    }
  }
}
