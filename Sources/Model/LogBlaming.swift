extension LogBlame {
  /// The command that measures the party; nil where the log does not tell where it is.
  public var command: String? {
    if call.url != nil { return "whyslow timing \(endpoint.shellQuoted)" }
    // A proxy's own name for a server: `bck/srv1`.
    if call.host.contains("/") { return nil }
    let isLongAddress = !call.host.hasPrefix("[") && call.host.utf8.count { $0 == 0x3A } > 1
    if isLongAddress { return "whyslow ping \(call.host.shellQuoted)" }
    if call.host.contains(":") { return "whyslow timing \("tcp://\(call.host)".shellQuoted)" }
    // An access log calls whoever is behind it no more than that.
    return call.host.contains(".") ? "whyslow ping \(call.host.shellQuoted)" : nil
  }
}
