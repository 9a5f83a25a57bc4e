extension LogBlame {
  /// The command that measures the party; nil where the log does not tell where it is.
  public var command: String? {
    if call.url != nil { return "whyslow timing \(endpoint.shellQuoted)" }
    if call.host.contains(":") { return "whyslow timing \("tcp://\(call.host)".shellQuoted)" }
    // An access log calls whoever is behind it no more than that.
    return call.host.contains(".") ? "whyslow ping \(call.host.shellQuoted)" : nil
  }
}
