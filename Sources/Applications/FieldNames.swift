/// Names of fields and words that tell what the number behind them counts.
enum FieldNames {
  /// The unit of a duration called `name`; nil where it is no duration's name.
  static func unit(_ name: Bytes) -> DurationUnit? {
    guard name.count >= 2, name.count <= 48, !isSetting(name) else { return nil }
    return DurationNames.unit(name)
  }

  /// Whether what follows is how long one would wait, not how long it took.
  static func isSetting(_ name: Bytes) -> Bool { DurationNames.isSetting(name) }

  /// Whether what follows is the other side of a call.
  static func isPeer(_ name: Bytes) -> Bool { peers.contains { equals(name, $0) } }

  /// Whether what follows is who called here.
  static func isClient(_ name: Bytes) -> Bool { clients.contains { equals(name, $0) } }

  /// Whether a word before a host makes it the other side of a call.
  static func leads(_ word: Bytes) -> Bool { leading.contains { equals(word, $0) } }

  static func equals(_ word: Bytes, _ name: StaticString) -> Bool {
    word.count == name.utf8CodeUnitCount && word.says(name)
  }

  /// Too short to be looked for inside of others.
  static let short: [StaticString] = ["rt", "dur", "rtt", "cost", "tt"]

  private static let peers: [StaticString] = [
    "upstream", "host", "url", "uri", "addr", "address", "target", "endpoint", "server", "backend",
    "peer", "dest", "destination", "remote", "upstream_addr", "peer_host", "service_url", "to",
    "peer.address", "net.peer.name", "server.address", "http.url", "broker", "db_host", "dbhost",
    "remote_host", "peer_addr", "upstream_host", "ua", "backend_addr",
  ]
  private static let clients: [StaticString] = [
    "client", "client_ip", "clientip", "remote_addr", "remote_ip", "remoteaddr", "from", "by",
    "x-forwarded-for", "source", "src", "user", "listen", "listening", "bind", "on", "rhost",
    "caller", "logger", "class", "hostname",
  ]
  private static let leading: [StaticString] = [
    "to", "at", "upstream", "server", "backend", "host", "tcp", "dial", "connecting", "calling",
    "called", "call", "connect", "peer", "broker", "endpoint", "get", "post", "put", "delete",
    "fetching", "fetch", "requesting", "request", "url", "service", "database", "node", "resolve",
    "lookup", "resolving", "reaching", "contacting", "host=", "with", "of", "waiting", "for",
  ]
}
