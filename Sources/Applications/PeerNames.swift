/// Names of fields and words that tell who stands behind them.
extension FieldNames {
  /// Whether a proxy calls so whom it hands a request on to.
  static func isBehind(_ name: Bytes) -> Bool { holds(behind, name) }

  /// Whether what follows is the other side of a call.
  static func isPeer(_ name: Bytes) -> Bool { holds(peers, name) }

  /// Whether what follows is the other side of a call, unless the line is of one that was answered here.
  static func mayBePeer(_ name: Bytes) -> Bool { holds(places, name) }

  /// Whether a server calls so who calls it, and a client whom it calls.
  static func isRemote(_ name: Bytes) -> Bool { holds(remotes, name) }

  /// Whether what follows is who called here.
  static func isClient(_ name: Bytes) -> Bool { holds(clients, name) }

  /// Whether what follows is a page that somebody came from, or a program.
  static func isOrigin(_ name: Bytes) -> Bool { holds(origins, name) }

  /// Whether what follows tells in words what happened.
  static func isMessage(_ name: Bytes) -> Bool { holds(messages, name) }

  /// Whether the members of this object are about what was asked of this program, or about itself.
  static func isOwn(_ object: Bytes) -> Bool { holds(own, object) }

  /// Whether what follows is a request's method, path or status.
  static func isMethod(_ name: Bytes) -> Bool { holds(methods, name) }
  static func isPath(_ name: Bytes) -> Bool { holds(paths, name) }
  static func isStatus(_ name: Bytes) -> Bool { holds(statuses, name) }

  /// Whether a word before a host makes it the other side of a call.
  static func leads(_ word: Bytes) -> Bool { holds(leading, word) }

  /// Whether a word before a name with a port makes it the other side of a call.
  static func connects(_ word: Bytes) -> Bool { holds(connecting, word) }

  /// Whether a word before a host makes it the other side of a call that failed.
  static func leadsFailed(_ word: Bytes) -> Bool { holds(weak, word) }

  /// Whether a word tells of a connection.
  static func isConnection(_ word: Bytes) -> Bool { connection.contains { word.says($0) } }

  /// Whether a word before `to` tells of a call.
  static func isCall(_ word: Bytes) -> Bool { called.contains { word.says($0) } }

  /// Whether a word before `from` tells of an answer.
  static func isAnswer(_ word: Bytes) -> Bool { answers.contains { word.says($0) } }

  /// Whether a word tells that this program asks and is not asked.
  static func isOutgoing(_ word: Bytes) -> Bool { holds(outgoing, word) }

  /// Whether a name follows that could not be resolved.
  static func resolves(_ word: Bytes) -> Bool {
    holds(resolving, word) || word.find("unknownhost") != nil
  }

  private static func holds(_ names: [StaticString], _ word: Bytes) -> Bool {
    names.contains { equals(word, $0) }
  }

  private static let behind: [StaticString] = [
    "upstream", "upstream_addr", "upstream_host", "upstream_server", "upstream_cluster", "ua",
    "upstream_address", "upstreamaddr", "upstream_url", "serviceaddr", "serviceurl", "backend",
    "backend_addr", "backend_host", "backend_url", "backend_address",
  ]
  private static let peers: [StaticString] = [
    "target", "endpoint", "peer", "dest", "destination", "peer_host", "service_url",
    "peer.address", "net.peer.name", "server.address", "http.url", "broker", "db_host", "dbhost",
    "peer_addr", "peer_address", "target_host", "target_url", "redis_host", "dbaddr",
  ]
  private static let places: [StaticString] = [
    "host", "url", "uri", "addr", "address", "server", "to", "hostport", "hostandport",
  ]
  private static let remotes: [StaticString] = [
    "remote", "remote_host", "remotehost", "remote_address", "remoteaddress",
  ]
  private static let clients: [StaticString] = [
    "client", "client_ip", "clientip", "remote_addr", "remote_ip", "remoteaddr", "from", "by",
    "x-forwarded-for", "source", "src", "user", "listen", "listening", "bind", "on", "rhost",
    "caller", "logger", "class", "hostname", "client_addr", "clientaddr", "clienthost",
    "client_address", "client_host", "remoteip", "remote-addr", "remote_port", "x_forwarded_for",
    "downstream_remote_address", "downstream_local_address", "real_ip", "fwd", "localaddr",
    "local_addr", "local", "user_ip", "peer_ip",
  ]
  private static let origins: [StaticString] = [
    "referer", "referrer", "http_referer", "http_referrer", "origin", "user_agent", "user-agent",
    "useragent", "http_user_agent", "agent", "accessed", "callback", "redirect_uri", "location",
  ]
  private static let messages: [StaticString] = [
    "error", "err", "msg", "message", "exception", "cause", "reason", "detail", "details", "log",
    "event", "text", "stack", "stacktrace", "error.message", "errmsg", "errormessage",
  ]
  private static let own: [StaticString] = [
    "request", "req", "headers", "client", "source", "agent", "observer", "service", "resource",
    "kubernetes", "cloud", "httprequest", "beat", "log",
  ]
  private static let methods: [StaticString] = [
    "method", "http_method", "request_method", "http.method", "verb", "http.request.method",
    "requestmethod", "httpmethod", "req.method", "request.method", "cs-method",
  ]
  private static let paths: [StaticString] = [
    "path", "uri", "url", "request_uri", "route", "http.target", "url.path", "request_path",
    "http.route", "requesturi", "requestpath", "req.url", "request", "cs-uri-stem", "url_path",
    "http_path", "request.path",
  ]
  private static let statuses: [StaticString] = [
    "status", "status_code", "statuscode", "http_status", "code", "response_code",
    "http.status_code",
    "responsecode", "resp_status", "http.response.status_code", "res.statuscode", "sc-status",
    "response_status", "downstreamstatus", "response.status", "http.status", "httpstatus",
  ]
  private static let leading: [StaticString] = [
    "to", "at", "upstream", "server", "backend", "host", "tcp", "dial", "connecting", "calling",
    "called", "call", "connect", "peer", "broker", "endpoint", "get", "post", "put", "delete",
    "fetching", "fetch", "requesting", "url", "database", "resolve", "lookup", "resolving",
    "reaching", "contacting", "host=",
  ]
  private static let connecting: [StaticString] = [
    "upstream", "backend", "host", "tcp", "tcp4", "tcp6", "udp", "dial", "connecting", "connect",
    "peer", "broker", "contacting", "reaching", "server", "endpoint", "econnrefused",
    "ehostunreach",
    "etimedout", "econnreset", "enotfound",
  ]
  private static let weak: [StaticString] = [
    "for", "of", "with", "service", "node", "request", "waiting", "from", "on", "reach", "failed",
  ]
  private static let connection: [StaticString] = [
    "connect", "dial", "tcp", "socket", "upstream", "econn", "etimedout", "ehost", "enet",
    "refused",
    "reset", "handshake", "unreachable", "eof",
  ]
  private static let called: [StaticString] = [
    "connect", "call", "request", "dial", "talk", "quer", "reach", "publish", "forward", "prox",
    "rpc",
    "link", "socket", "access", "send", "writ", "post", "get", "put",
  ]
  private static let answers: [StaticString] = [
    "respon", "repl", "answer", "read", "fetch", "pull", "load", "download", "recv",
  ]
  private static let outgoing: [StaticString] = [
    "outgoing", "outbound", "calling", "external", "fetch", "fetching", "fetched",
    "requesting", "httpclient", "webclient", "egress", "axios", "resttemplate",
  ]
  private static let resolving: [StaticString] = [
    "lookup", "resolve", "resolving", "enotfound", "eai_again",
  ]
}
