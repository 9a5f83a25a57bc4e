import Model
import Testing

@testable import Applications

/// What servers wrote of themselves while they were slow; lab/log-programs has them write it anew.
@Suite struct ServerLogTests {
  private func kinds(_ digest: LogDigest) -> [LogEventKind: Int] {
    Dictionary(uniqueKeysWithValues: digest.events.map { ($0.kind, $0.count.count) })
  }

  @Test("The slow log of MariaDB 10.11")
  func slowLog() throws {
    let found = digest(
      """
      mariadbd, Version: 10.11.19-MariaDB-0+deb12u1-log (Debian 12). started with:
      Tcp port: 0  Unix socket: /run/mysqld/mysqld.sock
      Time\t\t    Id Command\tArgument
      # Time: 261125 11:52:51
      # User@Host: root[root] @ localhost []
      # Thread_id: 4  Schema:   QC_hit: No
      # Query_time: 0.300283  Lock_time: 0.000000  Rows_sent: 1  Rows_examined: 0
      # Rows_affected: 0  Bytes_sent: 67
      SET timestamp=1795607571;
      select sleep(0.3);
      # User@Host: root[root] @ localhost []
      # Thread_id: 8  Schema: shop  QC_hit: No
      # Query_time: 0.210755  Lock_time: 0.000374  Rows_sent: 0  Rows_examined: 1
      # Rows_affected: 1  Bytes_sent: 52
      SET timestamp=1795607572;
      update t set b=5 where a=2;
      # Time: 261125 11:52:53
      # User@Host: root[root] @ localhost []
      # Thread_id: 11  Schema: shop  QC_hit: No
      # Query_time: 1.000311  Lock_time: 0.001080  Rows_sent: 0  Rows_examined: 0
      # Rows_affected: 0  Bytes_sent: 67
      SET timestamp=1795607573;
      update t set b=8 where a=1;

      """)
    #expect(kinds(found) == [.slowQuery: 3])
    #expect(found.calls.isEmpty)
    #expect(found.lines.count == 23)
    #expect(Set(found.operations.map(\.field)) == ["Query_time", "Lock_time"])
    let queries = found.operations.filter { $0.field == "Query_time" }
    #expect(queries.map(\.timings.longest) == [1.000311, 0.300283])
    #expect(queries.map(\.timings.count) == [2, 1])
    #expect(queries.first?.name.hasSuffix("update t set b=# where a=#;") == true)
    #expect(found.lines.first == 1_795_607_571)
    #expect(found.decision.word == "own")
  }

  @Test("A statement of several lines is one, and its words are no events, times or traces")
  func slowStatement() throws {
    let found = digest(
      """
      # Time: 2026-11-26T16:00:01.000000Z
      # User@Host: root[root] @ localhost []  Id:     8
      # Query_time: 2.000324  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1
      use shop;
      SET timestamp=1795708799;
      SELECT id FROM jobs
      use index (state)
        WHERE state = 'timeout'
          AND at < now() - interval 5 second;
      # Time: 2026-11-26T16:00:07.000000Z
      # User@Host: root[root] @ localhost []  Id:     8
      # Query_time: 0.500000  Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 0
      SET timestamp=1795708807;
      # administrator command: Quit;
      # Time: 2026-11-26T16:00:09.000000Z
      # User@Host: root[root] @ localhost []  Id:     9
      # Query_time: 0.700000  Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 0
      SET timestamp=1795708809;
      SELECT the end is cut
      """)
    #expect(kinds(found) == [.slowQuery: 3])
    #expect(found.stacks.isEmpty)
    let queries = found.operations.filter { $0.field == "Query_time" }
    #expect(queries.map(\.timings.longest) == [2.000324, 0.7, 0.5])
    #expect(
      queries.first?.name.hasSuffix(
        "SELECT id FROM jobs use index (state) WHERE state = 'timeout' AND at < now() - interval # second;"
      ) == true)
    #expect(found.operations.count == 6)
  }

  @Test("The error log of MariaDB 10.11 about a deadlock, and about too many clients")
  func errorLog() {
    let found = digest(
      """
      2026-11-25 11:52:51 0 [Note] mariadbd: ready for connections.
      2026-11-25 11:52:53 9 [Note] InnoDB: Transactions deadlock detected, dumping detailed information.
      2026-11-25 11:52:53 9 [Note] InnoDB:\u{20}
      *** (1) TRANSACTION:

      TRANSACTION 24, ACTIVE 0 sec starting index read
      mysql tables in use 1, locked 1
      LOCK WAIT 3 lock struct(s), heap size 1128, 2 row lock(s), undo log entries 1
      MariaDB thread id 9, OS thread handle 140320563107520, query id 21 localhost root Updating
      update t set b=6 where a=1
      2026-11-25 11:52:53 9 [Note] InnoDB: *** WAITING FOR THIS LOCK TO BE GRANTED:

      RECORD LOCKS space id 5 page no 3 n bits 320 index PRIMARY of table `shop`.`t` trx id 24 lock_mode X locks rec but not gap waiting
      Record lock, heap no 2 PHYSICAL RECORD: n_fields 4; compact format; info bits 0
       0: len 4; hex 80000001; asc     ;;
       1: len 6; hex 000000000017; asc       ;;

      2026-11-25 11:52:53 9 [Note] InnoDB: *** WE ROLL BACK TRANSACTION (1)
      2026-11-25 11:52:53 9 [ERROR] InnoDB: Transaction was aborted due to Deadlock
      2026-11-25 11:52:54 0 [Warning] Aborted connection 0 to db: 'unconnected' user: 'unauthenticated' host: 'connecting host' (Too many connections)

      """)
    #expect(kinds(found)[.deadlock] == 1)
    #expect(kinds(found)[.poolExhausted] == 1)
    #expect(found.calls.isEmpty)
    #expect(found.stacks.isEmpty)
    #expect(found.levels[.error] == 1)
    #expect(found.levels[.warning] == 1)
  }

  @Test("Redis 7.0 with a script that takes long")
  func redis() {
    let found = digest(
      """
      21249:M 25 Nov 2026 11:53:16.230 * The server is now ready to accept connections at /run/redis/socket
      21249:M 25 Nov 2026 11:53:17.304 # Slow script detected: still in execution after 100 milliseconds. You can try killing the script using the SCRIPT KILL command. Script name is: 94c51df072e5e53248af79
      21249:M 25 Nov 2026 11:53:20.354 * Background saving started by pid 21425
      21425:C 25 Nov 2026 11:53:20.363 * Fork CoW for RDB: current 0 MB, peak 0 MB, average 0 MB
      21249:signal-handler (1795607600) Received SIGTERM scheduling shutdown...
      21249:M 25 Nov 2026 11:53:20.930 # Redis is now ready to exit, bye bye...

      """)
    #expect(kinds(found)[.slowQuery] == 1)
    #expect(found.calls.isEmpty)
    #expect(found.operations.map(\.timings.longest) == [0.1])
    #expect(found.oddities.untimed == 0)
  }

  @Test("Apache 2.4 before a server that is dead, and one that takes too long")
  func apache() {
    let errors = digest(
      """
      [Wed Nov 25 11:53:22.319024 2026] [proxy:error] [pid 21450:tid 21453] (111)Connection refused: AH00957: http: attempt to connect to 127.0.0.1:18002 (127.0.0.1:18002) failed
      [Wed Nov 25 11:53:22.319192 2026] [proxy_http:error] [pid 21450:tid 21453] [client 127.0.0.1:51944] AH01114: HTTP: failed to make connection to backend: 127.0.0.1
      [Wed Nov 25 11:53:23.336296 2026] [proxy_http:error] [pid 21449:tid 21480] (70007)The timeout specified has expired: [client 127.0.0.1:51948] AH01102: error reading status line from remote server 127.0.0.1:18001
      [Wed Nov 25 11:53:23.336348 2026] [proxy:error] [pid 21449:tid 21480] [client 127.0.0.1:51948] AH00898: Error reading from remote server returned by /1500/1
      [Wed Nov 25 11:53:27.778544 2026] [mpm_event:notice] [pid 21440:tid 21440] AH00491: caught SIGTERM, shutting down

      """)
    let failures = Dictionary(
      uniqueKeysWithValues: errors.calls.map { ($0.host, $0.failures) })
    #expect(failures == ["127.0.0.1:18002": [.refused: 1], "127.0.0.1:18001": [.timeout: 1]])
    #expect(errors.levels[.error] == 4)
    // `%D`, `%T/%D` and `%T` of the same requests.
    func access(_ tails: [String]) -> LogDigest {
      digest(
        zip(["/300/3 HTTP/1.1\" 200 113", "/1500/3 HTTP/1.1\" 502 544"], tails).map {
          #"127.0.0.1 - - [25/Nov/2026:11:53:24 +0000] "GET \#($0) "-" "curl/7.88.1" \#($1)"# + "\n"
        }.joined())
    }
    for tails in [["310578", "1001813"], ["0/310578", "1/1001813"]] {
      let longest = access(tails).operations.map { ($0.timings.longest * 1e6).rounded() }
      #expect(longest == [1_001_813, 310_578])
    }
    let seconds = access(["0", "1"])
    #expect(seconds.operations.isEmpty)
    #expect(seconds.oddities.undecided == 2)
    guard case .silent(let why) = seconds.decision else {
      Issue.record("\(seconds.decision)")
      return
    }
    #expect(why.contains("nothing tells their unit"))
  }
}
