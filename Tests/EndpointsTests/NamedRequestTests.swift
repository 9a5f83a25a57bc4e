import Model
import Testing

@testable import Endpoints

/// What is asked of the party that a log blames, and connections by themselves.
@Suite struct NamedRequestTests {
  private func named(_ host: String, url: String? = nil, example: String = "") -> HTTPRequest? {
    let call = LogCall(
      host: host, count: LogCount(), timings: nil, failures: [:], url: url, example: example)
    return HTTPRequest(named: LogBlame(call, reason: "r", endpoint: url ?? host))
  }

  @Test func callsByTheirMethod() {
    let url = "https://api.example.com/v1/users"
    #expect(named("api.example.com", url: url)?.url == url)
    #expect(named("api.example.com", url: url, example: "GET \(url) timed out")?.url == url)
    // What changes something is not asked for again.
    for example in ["POST \(url) took 5s", "\"method\":\"delete\" \(url)"] {
      #expect(named("a", url: url, example: example)?.url == "https://api.example.com:443/")
    }
  }

  @Test func hostsWithoutAURL() throws {
    let database = try #require(named("db.internal:5432"))
    #expect(database.isConnectionOnly && database.host == "db.internal" && database.port == 5432)
    // Nobody knows where that is.
    #expect(named("upstream") == nil)
    #expect(named("db.internal") == nil)
    #expect(named("a b:1") == nil)
    #expect(named("x", url: "http:///") == nil)
  }

  @Test("The command to go on with, which a shell takes as it is meant")
  func commands() {
    func command(_ host: String, url: String? = nil) -> String? {
      let call = LogCall(
        host: host, count: LogCount(), timings: nil, failures: [:], url: url, example: "")
      return LogBlame(call, reason: "r", endpoint: url ?? host).command
    }
    #expect(command("a", url: "http://a/v1") == "whyslow timing http://a/v1")
    #expect(command("a", url: "http://a/`id`") == "whyslow timing 'http://a/`id`'")
    #expect(command("db:5432") == "whyslow timing tcp://db:5432")
    #expect(command("db.internal") == "whyslow ping db.internal")
    #expect(command("upstream") == nil)
  }

  @Test("A connection by itself sends nothing, and has two phases")
  func connection() throws {
    let request = try HTTPRequest(url: "tcp://db:5432")
    let config = CurlConfig(request).text
    #expect(config.contains("url = \"telnet://db:5432\""))
    #expect(!config.contains("header") && !config.contains("data"))
    #expect(throws: RequestError.self) { try HTTPRequest(url: "tcp://db") }
    // As curl 7.88 wrote it of a server that kept silent until the end of its patience.
    let written = """
      *   Trying 127.0.0.1:15433...
      * Connected to 127.0.0.1 (127.0.0.1) port 15433 (#0)
      * Time-out

      whyslow-plain http_code=000 time_namelookup=0.000029 time_connect=0.250191 \
      time_appconnect=0.000000 time_starttransfer=0.000000 time_total=2.005253

      """
    let exchange = try #require(
      CurlOutput(request, output: written, status: 28).exchanges.first?.exchange)
    #expect(exchange.failure == nil)
    #expect(exchange.marks[.tcp] == 250_162)
    #expect(exchange.marks[.wait] == nil)
    #expect(exchange.marks.total == 250_191)
  }
}
