import Model
import Testing

@testable import Applications

/// What a log tells in passing is not told on.
@Suite struct SecretTests {
  @Test(
    "Hidden",
    arguments: [
      (
        "AMQP broker=amqp://u:x1@rabbit:5672/vh connection refused",
        "AMQP broker=amqp://u:***@rabbit:5672/vh connection refused"
      ),
      ("GET https://x1@api.example.com/v1 failed", "GET https://***@api.example.com/v1 failed"),
      (#"Get \"redis://:x1@cache:6379/0\": EOF"#, #"Get \"redis://:***@cache:6379/0\": EOF"#),
      ("GET /maps?key=x1&q=a HTTP/1.1", "GET /maps?key=***&q=a HTTP/1.1"),
      ("GET /v1?a=b&access_token=x1 took 3s", "GET /v1?a=b&access_token=*** took 3s"),
      ("login password=x1, user=me", "login password=***, user=me"),
      ("login password = x1 user = me", "login password = *** user = me"),
      ("login password='x1 x1' user=me", "login password='***' user=me"),
      (#"{"user":"me","password":"x1","took":3}"#, #"{"user":"me","password":"***","took":3}"#),
      (#"{"pin_token": 41x1, "took": 3}"#, #"{"pin_token": ***, "took": 3}"#),
      (
        #"body: {\"apiKey\":\"x1\",\"q\":\"a\"} sent"#,
        #"body: {\"apiKey\":\"***\",\"q\":\"a\"} sent"#
      ),
      (#"Parameters: {"password"=>"x1", "a"=>"b"}"#, #"Parameters: {"password"=>"***", "a"=>"b"}"#),
      ("> Authorization: Bearer x1.x1 sent", "> Authorization: Bearer *** sent"),
      ("Authorization: Basic x1==", "Authorization: Basic ***"),
      (#"{"authorization":["Bearer x1"],"a":1}"#, #"{"authorization":["***"],"a":1}"#),
      ("Set-Cookie: sid=x1; Path=/; x1", "Set-Cookie: ***"),
      ("sent with Bearer x1eyJhbGciOiJIUzI1", "sent with Bearer ***"),
      (
        "COMMAND=/usr/bin/app --db-password x1 --port 3",
        "COMMAND=/usr/bin/app --db-password *** --port 3"
      ),
      ("statement: ALTER ROLE a PASSWORD 'x1'", "statement: ALTER ROLE a PASSWORD '***'"),
      ("CREATE USER a IDENTIFIED BY 'x1' ", "CREATE USER a IDENTIFIED BY '***' "),
      ("Server=db;User=a;Password=x1;Timeout=x1", "Server=db;User=a;Password=***"),
    ])
  func hidden(line: String, wanted: String) {
    let found = withoutSecrets(line)
    #expect(found == wanted)
    #expect(!found.contains("x1"))
  }

  @Test(
    "Left as it is",
    arguments: [
      "password authentication failed for user \"me\"", "token expired, 3 tokens=512 left",
      "auth-service: connection refused", "auth_time_ms=3 token_type=bearer password_attempts=2",
      "GET https://api.example.com:8080/@me?email=a@b.c took 3s", "author=me key=orders",
      "routing key: orders", "oauth: took 3s", "token-refresher: started", #"{"token":null}"#,
      "password=", "password", "=", ":", "", "https://api.example.com/v1?page=2", "Bearer of news",
      "the password: ", "ssh://git@host/x", "logname= uid=0 euid=0 tty=ssh ruser= rhost=10.0.0.9",
    ])
  func harmless(line: String) {
    #expect(withoutSecrets(line) == line)
  }

  @Test("Whatever is told of a line has none of its secrets")
  func everywhere() {
    let line =
      "ERROR amqp://u:hunter@rabbit:5672/vh password=hunter ?token=hunter connection refused after 3s"
    let traced = (0..<5).map {
      "2026-11-25T10:00:0\($0)Z \(line)\njava.lang.IllegalStateException: password=hunter\n\tat a.b.C.d(C.java:1)\n"
    }
    let found = digest(traced.joined())
    #expect(!found.events.isEmpty && !found.calls.isEmpty && !found.stacks.isEmpty)
    #expect(!found.operations.isEmpty && !found.patterns.isEmpty)
    #expect(!"\(found)".contains("hunter"), "\(found)")
    #expect(found.decision.blame?.endpoint == "rabbit:5672")
  }
}
