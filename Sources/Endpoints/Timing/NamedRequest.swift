public import Model

extension HTTPRequest {
  /// What to ask of the party that a log blames; nil where the log does not tell where it is.
  ///
  /// Where the call had a URL, it is asked for again, but by no other method than GET and HEAD: what
  /// was sent with others may change something, and then only the way to the server is tried. Where
  /// the log has a host and a port, only a connection is made, since nobody knows what is spoken there.
  public init?(named blame: LogBlame) {
    if let url = blame.call.url {
      guard let request = try? HTTPRequest(url: url) else { return nil }
      guard blame.call.isChanging else {
        self = request
        return
      }
      let scheme = request.isEncrypted ? "https" : "http"
      guard
        let root = try? HTTPRequest(
          url: "\(scheme)://\(bracketed(request.host)):\(request.port)/")
      else { return nil }
      self = root
    } else {
      guard let request = try? HTTPRequest(url: "tcp://\(blame.call.host)") else { return nil }
      self = request
    }
  }
}

extension LogCall {
  /// Whether its line tells of a method that changes something there.
  fileprivate var isChanging: Bool {
    example.split(whereSeparator: { !$0.isLetter }).contains {
      ["POST", "PUT", "PATCH", "DELETE"].contains($0.uppercased())
    }
  }
}
