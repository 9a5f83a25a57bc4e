import Collector
import Model
import Transports

/// What curl(1) wrote about one or more transfers.
///
/// It is the trace, of which the lines with `*` and the headers of the answer (`<`) are read, and
/// behind each transfer the lines that the write-out makes:
///
///     * Host web.lab:443 was resolved.
///     *   Trying 10.77.0.2:443...
///     * connect to 10.77.0.2 port 443 failed: Connection refused
///     * Connected to web.lab (10.77.0.3) port 443 (#0)
///     * SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384
///     < HTTP/1.1 200 OK
///     < Content-Encoding: gzip
///
/// each with the time of day before it. The write-out has everything as JSON, which curl knows since
/// 7.70, and the numbers once more by their names for older ones, which leave an unknown variable
/// empty.
struct CurlOutput {
  /// What is to be written out; in curl's own form.
  static let writeOut =
    "\\nwhyslow-json %{json}\\nwhyslow-plain "
    + plainNames.map { "\($0)=%{\($0)}" }.joined(separator: " ") + "\\n"

  private static let plainNames = [
    "http_code", "http_version", "remote_ip", "remote_port", "size_download", "num_connects",
    "time_namelookup", "time_connect", "time_appconnect", "time_starttransfer", "time_total",
    "content_type", "redirect_url",
  ]

  /// The transfers in their order, each with where it points to, as it was written.
  var exchanges: [(exchange: HTTPExchange, next: String?)] = []

  /// Reads what curl printed for `request` and the `status` it ended with.
  init(_ request: HTTPRequest, output: String, status: Int32?) {
    var encoding: String?
    // Whether the head of the answer that has begun has not ended.
    var isHeadOpen = false
    var facts: [String: String]?
    for line in lines(output).map({ CurlLine($0).text }) {
      if line.hasPrefix("whyslow-json ") {
        facts = Self.facts(json: line.dropFirst(13))
      } else if line.hasPrefix("whyslow-plain ") {
        let plain = Self.facts(plain: line.dropFirst(14))
        exchanges.append(Self.exchange(request, facts ?? plain, encoding, fallback: plain))
        (facts, encoding) = (nil, nil)
        // curl takes that for the whole answer, and is content.
        if isHeadOpen, status == 0 { exchanges[exchanges.count - 1].exchange.breakOff(request) }
        isHeadOpen = false
      } else if line.lowercased().hasPrefix("< content-encoding:") {
        encoding = line.dropFirst(19).trimmed.lowercased()
      } else if line.hasPrefix("< HTTP/") {
        // An interim answer before, or a proxy's.
        encoding = nil
        isHeadOpen = true
      } else if line.trimmed == "<" {
        isHeadOpen = false
      }
    }
    guard !exchanges.isEmpty else { return }
    let seen = CurlTrace(output)
    exchanges[0].exchange.tried = seen.tried
    for index in exchanges.indices {
      exchanges[index].exchange.tls = seen.tls
      exchanges[index].exchange.isProxied = seen.isProxied
    }
    let last = exchanges.count - 1
    if status != 0 {
      // curl before 8 marks the connection only when the handshake on it is over.
      if let connected = seen.connected, exchanges[last].exchange.marks.connect == 0 {
        exchanges[last].exchange.marks.connect =
          exchanges[last].exchange.marks.nameLookup + max(connected, 1)
      }
      exchanges[last].exchange.failure = Self.failure(
        exchanges[last].exchange.marks, request, status: status, seen)
    }
  }

  private static func facts(json text: Substring) -> [String: String]? {
    guard case .object(let members)? = JSON(Array(text.utf8)) else { return nil }
    return members.compactMapValues { value -> String? in
      switch value {
      case .string: value.string
      case .number(let number): "\(number)"
      default: nil
      }
    }
  }

  private static func facts(plain text: Substring) -> [String: String] {
    var facts: [String: String] = [:]
    for word in fields(text) {
      guard let mark = word.firstIndex(of: "=") else { continue }
      facts[String(word[..<mark])] = String(word[word.index(after: mark)...])
    }
    return facts
  }

  private static func exchange(
    _ request: HTTPRequest, _ facts: [String: String], _ encoding: String?,
    fallback: [String: String]
  ) -> (HTTPExchange, String?) {
    func text(_ name: String) -> String? {
      (facts[name] ?? fallback[name]).flatMap { $0.isEmpty ? nil : $0 }
    }
    func number(_ name: String) -> Double? {
      // Some locales and versions write a comma.
      text(name).flatMap { Double($0.replacing(",", with: ".")) }
        .flatMap { $0.isFinite && $0 >= 0 && $0 < 1e15 ? $0 : nil }
    }
    func mark(_ name: String) -> Int { Int((min(number(name) ?? 0, 1e9) * 1e6).rounded()) }
    var exchange = HTTPExchange()
    exchange.url = request.shown
    exchange.marks.nameLookup = mark("time_namelookup")
    exchange.marks.connect = mark("time_connect")
    exchange.marks.appConnect = mark("time_appconnect")
    exchange.marks.startTransfer = mark("time_starttransfer")
    exchange.marks.total = mark("time_total")
    // What the server does with a connection on which nothing is said is no matter.
    if request.isConnectionOnly, exchange.marks.connect > 0 {
      exchange.marks.total = exchange.marks.connect
    }
    exchange.status = number("http_code").map { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    exchange.version = text("http_version").flatMap { $0 == "0" ? nil : $0 }
    exchange.address = text("remote_ip").map { ip in
      let place = ip.contains(":") ? "[\(ip)]" : ip
      return place + (number("remote_port").map { ":\(Int($0))" } ?? "")
    }
    exchange.bytes = number("size_download") ?? 0
    exchange.connections = number("num_connects").map { Int($0) }
    exchange.contentType = text("content_type").map { String($0.prefix { $0 != ";" }) }
    exchange.encoding = encoding
    let next = text("redirect_url")
    exchange.redirect = next.map(HTTPRequest.masked)
    return (exchange, next)
  }
}

extension StringProtocol {
  /// Without blanks at either end.
  var trimmed: String {
    let front = drop(while: \.isWhitespace)
    return String(front.reversed().drop(while: \.isWhitespace).reversed())
  }
}
