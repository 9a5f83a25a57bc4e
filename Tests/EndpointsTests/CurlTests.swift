import Model
import Testing

@testable import Endpoints

/// What curl 7.88 printed about servers that do one thing each (lab/endpoint.py).
@Suite struct CurlTests {
  private func exchange(_ name: String, _ url: String, status: Int32) throws
    -> (exchange: HTTPExchange, next: String?)
  {
    let output = CurlOutput(
      try HTTPRequest(url: url), output: try Recorded.text("curl-\(name).txt"), status: status)
    return try #require(output.exchanges.first)
  }

  @Test func aRequestOverTLS() throws {
    let (seen, next) = try exchange("tls", "https://localhost:19001/", status: 0)
    #expect(seen.status == 200)
    #expect(seen.version == "1.1")
    #expect(seen.tls == "TLSv1.3")
    #expect(seen.address == "127.0.0.1:19001")
    #expect(seen.tried == ["127.0.0.1:19001"])
    #expect(seen.bytes == 2)
    #expect(seen.contentType == "text/plain")
    #expect(seen.connections == 1)
    #expect(seen.failure == nil)
    #expect(next == nil)
    // curl's own numbers, and nothing lost between them.
    let phases = Phase.allCases.compactMap { seen.marks[$0] }
    #expect(phases.count == 5)
    #expect(phases.reduce(0, +) == seen.marks.total)
  }

  @Test func theNumbersAreCurls() throws {
    let (seen, next) = try exchange("redirect", "http://localhost:19002/", status: 0)
    // time_namelookup 0.000028, time_connect 0.000699, starttransfer 0.001168, total 0.001215.
    #expect(seen.marks[.dns] == 28)
    #expect(seen.marks[.tcp] == 671)
    #expect(seen.marks[.tls] == nil)
    #expect(seen.marks[.wait] == 469)
    #expect(seen.marks[.transfer] == 47)
    #expect(seen.status == 302)
    #expect(next == "http://localhost:19002/again")
    #expect(seen.redirect == next)
  }

  @Test(
    "Each failure has its phase and one sentence",
    arguments: [
      ("untrusted", "https://localhost:19001/", 60, Phase.tls, "is not trusted"),
      ("ended", "https://localhost:19009/", 60, .tls, "of localhost has ended"),
      ("other-name", "https://localhost:19008/", 60, .tls, "is for another name"),
      ("closed-head", "http://localhost:19007/", 0, .wait, "in the head of its answer"),
      ("refused", "http://localhost:19/", 7, .tcp, "refuses the connection"),
      ("unknown", "http://nobody.invalid/", 6, .dns, "is not known"),
      ("closed-request", "http://localhost:19003/", 52, .wait, "without an answer"),
      ("closed-body", "http://localhost:19004/", 18, .transfer, "before the answer was complete"),
      ("closed-handshake", "https://localhost:19005/", 35, .tls, "TLS handshake"),
      ("no-answer", "http://localhost:19006/", 28, .wait, "gave no answer within 2 s"),
      (
        "silent-handshake", "https://localhost:19112/", 28, .tls, "did not finish the TLS handshake"
      ),
    ] as [(String, String, Int32, Phase, String)])
  func failures(name: String, url: String, status: Int32, phase: Phase, words: String) throws {
    let failure = try #require(try exchange(name, url, status: status).exchange.failure)
    #expect(failure.phase == phase)
    #expect(failure.sentence.contains(words), "\(failure.sentence)")
    #expect(failure.sentence.hasSuffix("."))
    #expect(failure.sentence.count { $0 == "\n" } == 0)
  }

  @Test(
    "A connection counts from when it stands, though this curl marks it only after the handshake")
  func silentHandshake() throws {
    let url = "https://localhost:19112/"
    let marks = try exchange("silent-handshake", url, status: 28).exchange.marks
    // 04.529071 Trying, 04.529199 Connected; time_namelookup 0.000015.
    #expect(marks[.tcp] == 128)
    #expect(marks[.tls] == nil)
    // Over midnight.
    let late = try Recorded.text("curl-silent-handshake.txt")
      .replacing("10:01:04.529071 *   Trying", with: "23:59:59.999900 *   Trying")
      .replacing("10:01:04.529199 * Connected", with: "00:00:00.000100 * Connected")
    #expect(CurlTrace(late).connected == 200)
    // Without times nothing is made up.
    #expect(
      CurlTrace("*   Trying 127.0.0.1:1...\n* Connected to a (127.0.0.1) port 1\n").connected == nil
    )
  }

  @Test("What curl says to the server when it gives up is no reason")
  func ownAlert() {
    let text = """
      * SSL: no alternative certificate subject name matches target host name 'localhost'
      * TLSv1.3 (OUT), TLS alert, close notify (256):

      """
    #expect(CurlTrace(text).complaint?.hasPrefix("SSL: no alternative") == true)
  }

  @Test("An older curl, which knows no JSON, has the same numbers")
  func withoutJSON() throws {
    let text = try Recorded.text("curl-redirect.txt")
    let old =
      text.split(separator: "\n").filter { !$0.hasPrefix("whyslow-json {") }
      .joined(separator: "\n") + "\n"
    let request = try HTTPRequest(url: "http://localhost:19002/")
    let new = CurlOutput(request, output: text, status: 0).exchanges
    let plain = CurlOutput(request, output: old, status: 0).exchanges
    #expect(plain.first?.exchange == new.first?.exchange)
    #expect(plain.first?.next == new.first?.next)
  }

  @Test func compressionStandsInTheLastHeaders() throws {
    let text =
      "< HTTP/1.1 100 Continue\r\n< Content-Encoding: br\r\n< \r\n"
      + "< HTTP/1.1 200 OK\r\n< Content-Encoding: GZip\r\n< \r\n\nwhyslow-plain http_code=200\n"
    let seen = CurlOutput(try HTTPRequest(url: "h"), output: text, status: 0).exchanges
    #expect(seen.first?.exchange.encoding == "gzip")
  }

  @Test("Nothing of a request is an argument, and quotes cannot be left")
  func configuration() throws {
    var request = try HTTPRequest(url: "http://h/?a=\"b\\")
    request.headers = [("X-One", "\"\nurl = \"http://other/")]
    request.body = "@/etc/passwd"
    let lines = CurlConfig(request).text.split(separator: "\n")
    #expect(lines.contains(#"url = "http://h/?a=\"b\\""#))
    #expect(lines.contains(#"header = "X-One: \"\nurl = \"http://other/""#))
    #expect(lines.contains(#"data-raw = "@/etc/passwd""#))
    #expect(lines.count { $0.hasPrefix("url") } == 1)
  }

  @Test(arguments: [
    "", " ", "a b", "ftp://h/", "http://", "http://h:0/", "http://h:99999/", "-x",
    "http://h/\u{1B}[2J", "http://:80/",
  ])
  func refusedURLs(text: String) {
    #expect(throws: RequestError.self) { try HTTPRequest(url: text) }
  }

  @Test(arguments: [
    ("web/x", "web", 80), ("https://user:pw@web.lab/x@y", "web.lab", 443),
    ("http://[::1]:8080/", "::1", 8080), ("https://web:8443?x", "web", 8443),
  ])
  func hosts(text: String, host: String, port: Int) throws {
    let request = try HTTPRequest(url: text)
    #expect(request.host == host)
    #expect(request.port == port)
    #expect(!request.shown.contains("pw"))
  }

  @Test func parametersAreMaskedOneByOne() throws {
    let shown = try HTTPRequest(url: "http://h/x?token=abc&page=2&api_key=def").shown
    #expect(!shown.contains("abc"))
    #expect(!shown.contains("def"))
    #expect(shown.contains("page=2"))
  }

  @Test func credentialsStayWithTheirHost() throws {
    var request = try HTTPRequest(url: "https://a/")
    request.method = "POST"
    request.body = "x"
    request.headers = [("Authorization", "s"), ("Accept", "y"), ("Content-Type", "z")]
    let same = try #require(request.redirected(to: "https://a/2", status: 302))
    #expect(same.headers.map(\.name) == ["Authorization", "Accept"])
    #expect(same.method == "GET")
    #expect(same.body == nil)
    let kept = try #require(request.redirected(to: "https://a/2", status: 307))
    #expect(kept.method == "POST")
    #expect(kept.body == "x")
    for other in ["https://b/", "https://a:444/", "http://a/"] {
      let next = try #require(request.redirected(to: other, status: 307))
      #expect(next.headers.map(\.name) == ["Accept"], "\(other)")
    }
    #expect(request.redirected(to: "file:///etc/passwd", status: 302) == nil)
  }

  @Test func anEndedCertificate() throws {
    let text = CertificateText(try Recorded.text("openssl-ended.txt"))
    #expect(text.chain.map(\.subject) == ["CN = web.lab"])
    #expect(text.chain.map(\.issuer) == ["CN = web.lab"])
    #expect(text.chain.first?.expirySeconds == 1_580_515_200)
    #expect(text.complaint != nil)
  }

  @Test(arguments: [
    ("Jan  1 00:00:00 1970 GMT", 0.0), ("Feb 29 12:00:00 2024 GMT", 1_709_208_000),
    ("Dec 31 23:59:59 2099 GMT", 4_102_444_799),
  ])
  func times(text: String, seconds: Double) {
    #expect(CertificateText.seconds(text) == seconds)
  }
}
