/// What curl(1) is told on its standard input (`-K -`), so that nothing of a request, neither its
/// URL nor its secrets, is in an argument that others see.
struct CurlConfig {
  private(set) var text = ""

  /// The configuration for `request`, asked `times` times in one run, over one `family` of
  /// addresses where it is given: 4 or 6.
  init(_ request: HTTPRequest, times: Int = 1, family: Int? = nil) {
    for _ in 0..<times {
      // Of curl's protocols this one sends nothing by itself.
      add("url", request.isConnectionOnly ? "telnet" + request.url.dropFirst(3) : request.url)
      add("output", "/dev/null")
    }
    for flag in ["silent", "verbose", "trace-time"] { text += flag + "\n" }
    // To one stream, since a large answer makes a long trace and what is kept of errors is little.
    add("stderr", "-")
    add("write-out", CurlOutput.writeOut)
    // A redirect is followed by us, so that each hop has numbers of its own.
    add("max-time", "\(request.patience)")
    if request.isConnectionOnly { return }
    switch request.method {
    case "HEAD": text += "head\n"
    case "GET" where request.body == nil: break
    default: add("request", request.method)
    }
    if request.isInsecure { text += "insecure\n" }
    if let family { text += family == 6 ? "ipv6\n" : "ipv4\n" }
    // Raw: what begins with @ is no name of a file.
    if let body = request.body { add("data-raw", body) }
    let names = request.headers.map { $0.name.lowercased() }
    // The body goes to /dev/null as it came, so that what is asked for need not be unpacked.
    if !names.contains("accept-encoding") { add("header", "Accept-Encoding: gzip, deflate, br") }
    for header in request.headers { add("header", "\(header.name): \(header.value)") }
  }

  private mutating func add(_ name: String, _ value: String) {
    var quoted = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": quoted += "\\\\"
      case "\"": quoted += "\\\""
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    text += "\(name) = \"\(quoted)\"\n"
  }
}
