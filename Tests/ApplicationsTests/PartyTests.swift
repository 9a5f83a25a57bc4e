import Model
import Testing

@testable import Applications

/// Four such lines.
private func four(_ line: String) -> LogDigest {
  digest((0..<4).map { "2026-11-25T10:00:0\($0)Z \(line)\n" }.joined())
}

/// Whom lines of real programs name as the other side, and whom not.
@Suite struct PartyTests {
  @Test(
    "The party that was called",
    arguments: [
      // Go's net package.
      ("ERROR dial tcp 10.0.0.5:5432: connect: connection refused", "10.0.0.5:5432"),
      ("ERROR dial tcp [2001:db8::5]:443: connect: connection refused", "[2001:db8::5]:443"),
      ("ERROR dial tcp redis:6379: connect: connection refused", "redis:6379"),
      ("ERROR read tcp 10.0.0.1:45678->10.0.0.5:5432: i/o timeout", "10.0.0.5:5432"),
      ("ERROR lookup db on 127.0.0.11:53: no such host", "db"),
      // redis-py, ioredis and Node.js, Lettuce, curl.
      ("ERROR Error 111 connecting to redis:6379. Connection refused.", "redis:6379"),
      ("ERROR connect ECONNREFUSED 10.0.0.5:6379", "10.0.0.5:6379"),
      ("ERROR connect ECONNREFUSED ::1:5432", "[::1]:5432"),
      ("ERROR getaddrinfo ENOTFOUND redis", "redis"),
      ("ERROR java.net.ConnectException: Connection refused: redis/10.0.0.5:6379", "redis:6379"),
      ("ERROR curl: (6) Could not resolve host: api", "api"),
      // libpq since 14 and before, MySQL, asyncio, pgjdbc.
      (
        #"ERROR connection to server at "db" (172.18.0.2), port 5432 failed: Connection refused"#,
        "db:5432"
      ),
      (
        #"ERROR could not connect to server: Connection refused. Is the server running on host "db""#,
        "db"
      ),
      ("ERROR Lost connection to MySQL server on 'db:3306', connection reset by peer", "db:3306"),
      ("ERROR [Errno 111] Connect call failed ('10.0.0.5', 6379)", "10.0.0.5:6379"),
      (
        "ERROR Connection to db:5432 refused. Check that the hostname and port are correct",
        "db:5432"
      ),
      ("ERROR Connection refused: 10.0.0.5:6379", "10.0.0.5:6379"),
      ("ERROR connection timed out: 10.0.0.5:6379", "10.0.0.5:6379"),
      ("ERROR no route to host: 10.0.0.5:6379", "10.0.0.5:6379"),
      ("ERROR redis:6379: connection refused", "redis:6379"),
      ("ERROR no response from db:5432, i/o timeout", "db:5432"),
      ("ERROR host=db:5432 connection refused", "db:5432"),
      ("ERROR remote=10.0.0.5:443 connection refused", "10.0.0.5:443"),
      ("INFO call to pay:8080 took 900ms", "pay:8080"),
      ("INFO call to api.example.com took 900ms", "api.example.com"),
      ("INFO response from api.example.com took 900ms", "api.example.com"),
      ("INFO connecting to localhost:5432 took 900ms", "localhost:5432"),
      (#"{"level":"error","msg":"slow query","elapsed_ms":1532,"peer":"db:5432"}"#, "db:5432"),
      (
        #"{"msg":"paid","upstream":{"host":"pay.example.com","port":443},"elapsed_ms":900}"#,
        "pay.example.com:443"
      ),
      (
        #"{"msg":"outgoing","method":"GET","url":"https://api.example.com/v1","status":200,"elapsed_ms":900}"#,
        "api.example.com"
      ),
      (
        #"{"host":"web1.example.com","level":"error","msg":"dial tcp 10.0.0.5:80: connection refused"}"#,
        "10.0.0.5:80"
      ),
      // What a proxy hands on is a call.
      (
        #"{"method":"GET","path":"/cart","status":200,"duration_ms":900,"upstream":"10.0.0.5:80","host":"www.myshop.com"}"#,
        "10.0.0.5:80"
      ),
      (
        #"{"method":"GET","path":"/cart","status":502,"error":"dial tcp 10.0.0.5:80: connection refused"}"#,
        "10.0.0.5:80"
      ),
      (
        #"[error] 17#17: *3 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.9, server: www.myshop.com, request: "GET / HTTP/1.1", upstream: "http://10.0.0.5:8081/", host: "www.myshop.com""#,
        "10.0.0.5:8081"
      ),
      // nginx's stream module.
      (
        #"[error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, server: 0.0.0.0:3306, upstream: "10.0.0.5:3306", bytes from/to client:0/0"#,
        "10.0.0.5:3306"
      ),
      (
        "[error] (111)Connection refused: [client 10.0.0.9:51234] AH00957: HTTP: attempt to connect to 10.0.0.5:8080 (10.0.0.5) failed",
        "10.0.0.5:8080"
      ),
    ])
  func called(line: String, host: String) {
    let found = four(line)
    #expect(found.calls.map(\.host) == [host], "\(line)")
    #expect(found.decision.blame?.call.host == host, "\(line)")
  }

  @Test(
    "A word with a number is no host, nor is who calls, nor the program itself",
    arguments: [
      "INFO order:19110 number 1 handled in 900ms", "ERROR user:42 request timed out",
      "ERROR request for user:4200 timed out", "INFO moved to shard:3 in 900ms",
      "INFO item added to order:19110 in 900ms", "INFO size:500 handled in 900ms",
      "INFO id:17 handled in 900ms", "INFO get user:19110 took 900ms",
      "INFO myapp.views:1042 handled in 900ms", "ERROR com.example.web.Orders:4200 timed out",
      "INFO at Orders.kt:1042 took 900ms", "INFO 10.0.0.9:51234 handled in 900ms",
      "WARN request from 10.0.0.9:4711 timed out after 5s",
      "ERROR http: TLS handshake error from 10.0.0.9:51234: EOF",
      "INFO Server started at http://localhost:8080 in 900ms",
      "INFO host=web1.example.com request handled in 900ms",
      #"{"host":"web1.example.com","msg":"request handled","duration_ms":900}"#,
      // mongod since 4.4 (docs: Log Messages), and before.
      #"{"t":{"$date":"2026-11-25T10:00:00.123+00:00"},"s":"I","c":"COMMAND","id":51803,"ctx":"conn12","msg":"Slow query","attr":{"type":"command","ns":"shop.orders","command":{"find":"orders","$db":"shop"},"planSummary":"COLLSCAN","cursorExhausted":true,"remote":"10.0.0.7:5123","protocol":"op_msg","durationMillis":3200}}"#,
      "I COMMAND  [conn12] command shop.orders command: find { find: \"orders\", $db: \"shop\" } planSummary: COLLSCAN keysExamined:0 docsExamined:1000000 cursorExhausted:1 numYields:7812 nreturned:1 reslen:300 protocol:op_msg 3200ms",
      // PostgreSQL, with log_line_prefix = '%m [%p] host=%h '.
      "[17] host=10.0.0.7 LOG:  duration: 2001.123 ms  statement: SELECT 1 FROM t WHERE url = 'https://www.example.com/'",
      "[17] host=10.0.0.7 LOG:  could not receive data from client: Connection reset by peer",
      // Caddy.
      #"{"level":"info","ts":1795600800.5,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"10.0.0.9","remote_port":"51234","client_ip":"10.0.0.9","proto":"HTTP/2.0","method":"GET","host":"www.myshop.com","uri":"/cart","headers":{"User-Agent":["curl/8.5.0"]}},"bytes_read":0,"user_id":"","duration":0.91,"size":17,"status":200}"#,
      #"{"method":"GET","path":"/cart","status":200,"url":"https://www.myshop.com/cart","duration_ms":900}"#,
      #"{"method":"GET","status":200,"url":"https://www.myshop.com/cart","duration_ms":900,"user_agent":"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}"#,
      #"{"method":"GET","path":"/cart","status":200,"peer":"10.0.0.9:51234","duration_ms":900}"#,
      // Heroku's router.
      #"at=info method=GET path="/cart" host=www.myshop.com fwd="10.0.0.9" dyno=web.1 connect=1ms service=900ms status=200 bytes=17"#,
      #"[error] 17#17: *3 open() "/srv/x" failed (2: No such file or directory), client: 10.0.0.9, server: www.myshop.com, request: "GET /x HTTP/1.1", host: "www.myshop.com", took 900ms"#,
      "[error] 17#17: *3 client timed out (110: Connection timed out) while reading client request headers, client: 10.0.0.9, server: www.myshop.com",
    ])
  func nobody(line: String) {
    let found = four(line)
    #expect(found.calls.isEmpty, "\(found.calls.map(\.host)) of \(line)")
    #expect(found.decision.blame == nil, "\(line)")
  }

  @Test(arguments: [
    ("https://user:secret@api.example.com:8443/v1?token=x", "api.example.com:8443"),
    ("amqp://u:p@ss@rabbit:5672/vh", "rabbit:5672"),
    ("10.0.0.5:5432", "10.0.0.5:5432"), ("db.internal", "db.internal"),
    ("db.internal:5432", "db.internal:5432"), ("localhost:5432", "localhost:5432"),
    ("api/10.0.0.5:443", "api:443"), ("redis://cache:6379/0", "cache:6379"),
    ("2001:db8::5", "2001:db8::5"), ("::1", "::1"), ("0:0:0:0:0:0:0:1", "0:0:0:0:0:0:0:1"),
    ("::ffff:10.0.0.5", "::ffff:10.0.0.5"),
  ])
  func hosts(word: String, name: String) throws {
    let found = try #require(Array(word.utf8).withBytes { host(in: $0) })
    #expect(found.name == name)
    #expect(found.url?.contains("secret") != true)
    #expect(found.url?.contains("token") != true)
  }

  @Test(arguments: ["cache:6379", "db.prod:5432", "web:443", "cassandra-0.cassandra:9042"])
  func placedHosts(word: String) {
    #expect(Array(word.utf8).withBytes { host(in: $0) } == nil)
    #expect(Array(word.utf8).withBytes { host(in: $0, .placed) }?.name == word)
  }

  @Test(arguments: [
    "handler.go:17", "com.example.web.OrderController", "1.2.3", "10:00:00", "a.b", "v1.2.3.4",
    "999.1.1.1", "-", "", "foo", "127.0.0.11:99999", "shard:3", "com.example.Orders:4200",
    "10:00:00.123", "00:11:22:33:44:55:66:77", "aa:bb:cc:dd:ee:ff", "std::string", "::",
    "d:10.0.0.5",
    "0.0.0.0:8080", "1:2:3", ":", "::::", "http://", "a::b",
  ])
  func noHosts(word: String) {
    #expect(Array(word.utf8).withBytes { host(in: $0, .placed) } == nil)
  }
}
