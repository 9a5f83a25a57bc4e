import Model
import Testing

@testable import Applications

/// What HAProxy writes, by its manual and as 2.6 wrote it.
@Suite struct HAProxyTests {
  private static let start =
    "Nov 25 10:00:00 lb haproxy[14389]: 10.0.1.2:33317 [25/Nov/2026:10:00:00.655] http-in~ "

  private func http(_ server: String, _ times: String, _ state: String, status: Int = 200) -> String
  {
    Self.start + "\(server) \(times) \(status) 2750 - - \(state) 1/1/1/1/0 0/0 {1wt.eu} {} "
      + #""GET /index.html?t=5s HTTP/1.1""# + "\n"
  }

  private func tcp(_ server: String, _ times: String, _ state: String) -> String {
    Self.start + "\(server) \(times) 212 \(state) 0/0/0/0/3 0/0\n"
  }

  private func times(_ digest: LogDigest) -> [String] {
    digest.operations.map { "\($0.field) \($0.timings.longest)" }.sorted()
  }

  @Test("httplog: all time, the queue's, the connection's and the server's, and nobody who asked")
  func httplog() throws {
    let found = digest(http("static/srv1", "10/7/30/3069/3109", "----"))
    #expect(times(found) == ["Ta 3.109", "Tc 0.03", "Tr 3.069", "Tw 0.007"])
    #expect(found.calls.map(\.host) == ["static/srv1"])
    #expect(abs(try #require(found.calls.first?.timings?.longest) - 3.099) < 1e-9)
    #expect(found.patterns.map(\.text) == ["GET /index.html http-in~ # --"])
    // Logged before the end.
    let open = digest(http("static/srv1", "10/0/30/69/+3109", "----"))
    #expect(times(open) == ["Tc 0.03", "Tr 0.069", "Tw 0.0"])
  }

  @Test("The connection that is slow is the server's")
  func connecting() throws {
    let found = digest(
      String(repeating: http("static/srv1", "0/0/3002/10/3012", "----"), count: 3))
    let blame = try #require(found.decision.blame)
    #expect(blame.call.host == "static/srv1")
    #expect(blame.command == nil)
  }

  @Test(
    "How a session ended",
    arguments: [
      ("static/srv1", "0/0/0/-1/50030", "sH--", LogEventKind.timeout, "static/srv1"),
      ("static/srv1", "0/0/-1/-1/4004", "sC--", .timeout, "static/srv1"),
      ("static/srv1", "0/0/-1/-1/3001", "SC--", .unreachable, "static/srv1"),
      ("static/srv1", "0/0/0/-1/1", "SHNI", .reset, "static/srv1"),
      ("static/srv1", "0/0/0/1/3001", "SD--", .reset, "static/srv1"),
      ("static/srv1", "0/5000/-1/-1/5000", "sQ--", .queueFull, nil),
      ("static/<NOSRV>", "0/-1/-1/-1/3001", "SC--", .circuitBreaker, "static"),
      ("static/srv1", "0/0/-1/-1/1", "RC--", .poolExhausted, nil),
      ("http-in/<NOSRV>", "0/-1/-1/-1/0", "LR--", nil, nil),
      ("static/srv1", "0/0/1/-1/300", "CH--", nil, nil),
    ] as [(String, String, String, LogEventKind?, String?)])
  func ends(server: String, times: String, state: String, kind: LogEventKind?, host: String?) {
    let found = digest(http(server, times, state, status: 503))
    #expect(found.events.map(\.kind) == (kind.map { [$0] } ?? []))
    #expect(found.calls.filter { $0.failed > 0 }.map(\.host) == (host.map { [$0] } ?? []))
    #expect(found.levels[.error] == (kind == nil ? nil : 1))
    // What was not answered took no time.
    if times.contains("/-1/") { #expect(found.calls.allSatisfy { $0.timings == nil }) }
  }

  @Test("Who goes away or says nothing makes nobody slow")
  func clients() {
    let found = digest(http("static/srv1", "0/0/1/2/30001", "cD--"))
    #expect(times(found) == ["Tc 0.001", "Tr 0.002", "Tw 0.0"])
    #expect(found.decision.word == "clear")
  }

  @Test("tcplog: the queue and the connection, and not how long the session was")
  func tcplog() throws {
    let found = digest(tcp("bck/srv1", "0/3/5007", "--"))
    #expect(times(found) == ["Tc 0.003", "Tw 0.0"])
    #expect(found.decision.word == "clear")
    let slow = digest(String(repeating: tcp("bck/srv1", "0/3002/9107", "--"), count: 3))
    #expect(slow.decision.blame?.call.host == "bck/srv1")
    let refused = digest(String(repeating: tcp("bck/srv1", "0/-1/5007", "SC"), count: 3))
    #expect(refused.decision.blame?.call.failures == [.unreachable: 3])
    // Kept open and unused.
    #expect(digest(tcp("bck/srv1", "0/1/50070", "sD")).events.isEmpty)
    #expect(digest(tcp("bck/srv1", "0/1/50070", "cD")).events.isEmpty)
  }

  @Test(
    "What only looks like it",
    arguments: [
      "10:00:00 read a/b 1/2/3 4 -- done", "ratio a/b 0/0/5007 212 ok 0/0/0/0/3 0/0",
      "disk a/b 0/0/5007 212 -- 0/0/0 0/0",
    ])
  func others(line: String) { #expect(digest(line + "\n").operations.isEmpty) }

  @Test("Words of its own about servers and clients")
  func sentences() throws {
    let down = """
      Server tdead/gone is DOWN, reason: Layer4 connection problem, info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.
      backend tdead has no server available!

      """
    let found = digest(down)
    #expect(found.events.map(\.kind) == [.circuitBreaker])
    #expect(found.events.first?.count.count == 2)
    #expect(found.calls.map(\.host) == ["tdead/gone"])
    let handshake =
      "Nov 25 10:00:00 lb haproxy[1]: 10.0.1.2:33313 [25/Nov/2026:10:00:00.655] http-in/1: SSL handshake failure\n"
    #expect(digest(handshake).calls.isEmpty)
  }

  @Test("A minute of 2.6 with a slow, a dead and an unreachable server")
  func real() throws {
    let lines = """
      127.0.0.1:49714 [25/Nov/2026:11:50:46.251] web app/app1 0/0/0/302/302 200 116 - - ---- 1/1/0/0/0 0/0 "GET /300/a1 HTTP/1.1"
      127.0.0.1:49720 [25/Nov/2026:11:50:46.565] web dead/gone 0/0/-1/-1/1001 503 217 - - SC-- 1/1/0/0/1 0/0 "GET /dead/1 HTTP/1.1"
      127.0.0.1:49730 [25/Nov/2026:11:50:47.579] web app/app1 0/0/0/-1/1001 504 198 - - sH-- 1/1/0/0/0 0/0 "GET /1500/1 HTTP/1.1"
      127.0.0.1:49744 [25/Nov/2026:11:50:48.594] web blackhole/far 0/0/-1/-1/1001 503 217 - - SC-- 1/1/0/0/1 0/0 "GET /black/ HTTP/1.1"
      127.0.0.1:33358 [25/Nov/2026:11:50:56.330] web app/app1 0/0/0/902/902 200 116 - - ---- 2/1/0/0/0 0/0 "GET /900/ HTTP/1.1"
      127.0.0.1:58016 [25/Nov/2026:11:50:56.642] tcp tapp/app1 1/0/602 113 -- 1/1/0/0/0 0/0
      127.0.0.1:58020 [25/Nov/2026:11:50:57.255] tcp tapp/app1 1/0/1004 0 sD 1/1/0/0/0 0/0
      127.0.0.1:56276 [25/Nov/2026:11:50:58.269] tcpdead tdead/<NOSRV> -1/-1/0 0 SC 1/1/0/0/0 0/0
      127.0.0.1:33388 [25/Nov/2026:11:50:58.296] web narrow/one 0/0/0/-1/1 502 209 - - SH-- 4/3/2/0/0 0/0 "GET /narrow/ HTTP/1.1"
      127.0.0.1:33404 [25/Nov/2026:11:50:58.652] web web/<NOSRV> -1/-1/-1/-1/2001 408 0 - - cR-- 1/1/0/0/0 0/0 "<BADREQ>"
      127.0.0.1:52524 [25/Nov/2026:11:51:01.827] web web/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"

      """
    let found = digest(lines)
    let failures = Dictionary(
      uniqueKeysWithValues: found.calls.filter { $0.failed > 0 }.map { ($0.host, $0.failures) })
    #expect(
      failures == [
        "app/app1": [.timeout: 1], "dead/gone": [.unreachable: 1],
        "blackhole/far": [.unreachable: 1], "tdead": [.circuitBreaker: 1],
        "narrow/one": [.reset: 1],
      ])
    #expect(found.calls.first { $0.host == "app/app1" }?.timings?.longest == 0.902)
    #expect(found.oddities.untimed == 0)
  }
}
