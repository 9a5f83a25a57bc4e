import Collector

/// Why something cannot be asked for as it was written.
public struct RequestError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, and what would be right, in a sentence.
  public let description: String
}

/// What to ask a server for.
public struct HTTPRequest: Sendable {
  /// `GET` and the like.
  public var method = "GET"
  /// Headers in their order; their values may be secret, and go to curl on its standard input only.
  public var headers: [(name: String, value: String)] = []
  /// The body; nil for none.
  public var body: String?
  /// Whether certificates are taken as they are.
  public var isInsecure = false
  /// Seconds that one request may take.
  public var patience = 10.0
  /// The URL itself, credentials and all.
  let url: String

  /// A request for `text`; `http://` stands before what names no scheme.
  public init(url text: String) throws(RequestError) {
    func refuse(_ why: String) -> RequestError {
      RequestError(
        description: "The URL '\(HTTPRequest.masked(text))' \(why); write http://HOST[:PORT]/PATH.")
    }
    guard !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) else {
      throw refuse("has a blank or a control character in it")
    }
    guard !text.isEmpty, !text.hasPrefix("-"), text.utf8.count <= 8192 else {
      throw refuse("is empty, too long or an option")
    }
    if let scheme = text.firstRange(of: "://") {
      guard ["http", "https", "tcp"].contains(text[..<scheme.lowerBound].lowercased()) else {
        throw refuse("is neither of HTTP nor of HTTPS")
      }
      url = text
    } else {
      url = "http://" + text
    }
    guard !host.isEmpty else { throw refuse("names no host") }
    if let written, UInt16(written) ?? 0 == 0 { throw refuse("has no port from 1 to 65535") }
    if isConnectionOnly {
      guard written != nil else { throw refuse("names no port to connect to") }
      // Nobody tells when a server says nothing, so this is what each measurement takes.
      (method, patience) = ("CONNECT", 3.5)
    }
  }

  /// The URL with everything in it masked that looks like a secret.
  public var shown: String { Self.masked(url) }

  /// Whether it is asked over TLS.
  public var isEncrypted: Bool { url.lowercased().hasPrefix("https:") }

  /// Whether only a connection is made, as to a database: `tcp://db:5432`.
  public var isConnectionOnly: Bool { url.lowercased().hasPrefix("tcp:") }

  /// The name or address that is connected to, without the brackets of IPv6.
  public var host: String { String(parts.host) }

  /// The port that is connected to.
  public var port: Int { written.flatMap { Int($0) } ?? (isEncrypted ? 443 : 80) }

  /// Whether asking twice does no more than asking once.
  public var isRepeatable: Bool { ["GET", "HEAD", "OPTIONS", "CONNECT"].contains(method) }

  private var written: Substring? { parts.port }

  private var parts: (host: Substring, port: Substring?) {
    let rest = url[(url.firstRange(of: "://")?.upperBound ?? url.startIndex)...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let place =
      authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] }
      ?? authority
    if place.hasPrefix("["), let end = place.firstIndex(of: "]") {
      let after = place[place.index(after: end)...]
      return (
        place[place.index(after: place.startIndex)..<end],
        after.hasPrefix(":") ? after.dropFirst() : nil
      )
    }
    guard let colon = place.firstIndex(of: ":") else { return (place, nil) }
    return (place[..<colon], place[place.index(after: colon)...])
  }

  /// The request that an answer with `status` sends on to `target`, as curl(1) would with -L.
  ///
  /// A server may not have what was meant for another: credentials stay behind where the host
  /// changes.
  func redirected(to target: String, status: Int) -> HTTPRequest? {
    guard var next = try? HTTPRequest(url: target) else { return nil }
    let keeps = status == 307 || status == 308 || ["GET", "HEAD"].contains(method)
    next.method = keeps ? method : "GET"
    next.body = keeps ? body : nil
    next.headers = headers.filter { header in
      let name = header.name.lowercased()
      if !keeps, name.hasPrefix("content-") { return false }
      return next.host.lowercased() == host.lowercased() && next.port == port
        || ["accept", "accept-language", "user-agent"].contains(name)
    }
    (next.isInsecure, next.patience) = (isInsecure, patience)
    return next
  }

  /// `text` with credentials and secrets in it masked.
  static func masked(_ text: String) -> String {
    // Each part of a query is masked by itself, or the first secret would hide all that follows.
    guard let mark = text.firstIndex(of: "?") else { return Masking.masked([text]).joined() }
    let query = text[text.index(after: mark)...].split(
      separator: "&", omittingEmptySubsequences: false)
    return Masking.masked([String(text[..<mark])]).joined() + "?"
      + query.map { Masking.masked([String($0)]).joined() }.joined(separator: "&")
  }

}

extension String {
  func firstRange(of mark: String) -> Range<Index>? { ranges(of: mark).first }
}
