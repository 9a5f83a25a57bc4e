import Model

extension Phase {
  var slowStatement: String {
    switch self {
    case .dns: "Finding the name's address takes long"
    case .tcp: "Making the connection takes long"
    case .tls: "The TLS handshake takes long"
    case .wait: "The server takes long to begin its answer"
    case .transfer: "The answer takes long to come"
    }
  }

  /// What `seconds` of this phase usually mean.
  func slowMeaning(_ seconds: Double) -> String {
    switch self {
    case .dns:
      // resolv.conf(5): timeout, 5 s by default, before the next try.
      if (seconds / 5).rounded() >= 1, (seconds - (seconds / 5).rounded() * 5).magnitude < 0.4 {
        return "About five seconds, or a multiple of it, is the time after which the system asks "
          + "again: a question or its answer was lost, or the first resolver is dead."
      }
      return
        "The resolver is slow, far or overloaded, or the search list asks for other names first."
    case .tcp:
      // RFC 6298: a SYN is sent again after 1 s, then after 2 and 4 more.
      if [1.0, 3, 7].contains(where: { (0..<0.35).contains(seconds - $0) }) {
        return "One, three or seven seconds is the time after which a lost SYN is sent again: "
          + "a packet was lost, or the server's queue of connections is full."
      }
      return "The way is long or loses packets, or a firewall or a full queue holds the connection."
    case .tls:
      return "The server has no processor time for it, its chain is long, or it asks another "
        + "server about its certificate."
    case .wait:
      return "The server itself is busy or waits for something: its processors, its database, "
        + "another server."
    case .transfer:
      return "The answer is large for the way, packets are lost, or the server makes it bit by bit."
    }
  }

  /// What it usually means that this phase was broken off.
  var breakMeaning: String {
    switch self {
    case .dns: "The name is misspelt or missing, or no resolver answers."
    case .tcp: "The server is down, not listening there, or a firewall is between."
    case .tls: "The versions of TLS do not fit, or what listens there does not speak it."
    case .wait: "The server crashed over the request, or something between cut the connection."
    case .transfer: "The server or something between closed the connection early."
    }
  }

  /// What it usually means that this phase did not end in the time it was given.
  var silenceMeaning: String {
    switch self {
    case .dns: "No resolver answers, or the way to it loses packets."
    case .tcp: "The server is down, its queue of connections is full, or a firewall is between."
    case .tls:
      "The kernel takes connections and the server does not get to them: it is stuck, overloaded "
        + "or does not speak TLS there."
    case .wait: "The server is stuck over the request, or waits for something itself."
    case .transfer: "The answer has no end, or comes too slowly for the time it was given."
    }
  }

  /// What to run next about this phase of `request`.
  func nextCommand(_ request: HTTPRequest) -> String {
    let host = shellWord(request.host)
    switch self {
    case .dns: return "whyslow dns \(host)"
    case .tcp: return "whyslow path --to \(host)"
    case .tls:
      return "openssl s_client -connect \(shellWord("\(request.host):\(request.port)"))"
    case .wait: return "whyslow -t TARGET -u \(shellWord(request.shown)), TARGET being the server"
    case .transfer: return "whyslow path --to \(host); ss -ti dst \(host)"
    }
  }
}
