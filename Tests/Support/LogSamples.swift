/// Logs as programs write them, a few lines each, for tests and fuzzer.
package enum LogSamples {
  /// Each ends with a whole line.
  package static let all: [String] = [
    """
    10.0.0.1 - - [25/Nov/2026:10:00:02 +0000] "GET /a/17?x=1 HTTP/1.1" 200 1 "-" "x" rt=1.250 urt="1.1"
    10.0.0.1 - u [25/Nov/2026:10:00:03 +0000] "POST /b HTTP/1.1" 504 1 "-" "x" 5.001 4.998
    2026/11/25 10:00:04 [error] 7#7: *1 upstream timed out (110: Connection timed out) while reading \
    response header from upstream, client: 10.0.0.1, upstream: "http://10.0.0.9:80/b", host: "w"

    """,
    """
    2026-11-25 10:00:00.123 UTC [17] LOG:  duration: 1532.107 ms  statement: select 1
    2026-11-25 10:00:01.123 UTC [17] ERROR:  deadlock detected
    # Time: 2026-11-25T10:00:02.000000Z
    # Query_time: 3.200000  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 9
    {"t":{"$date":"2026-11-25T10:00:03.000+00:00"},"s":"I","c":"COMMAND","msg":"Slow query","attr":{"durationMillis":812}}

    """,
    """
    2026-11-25 10:00:00,123 ERROR [worker-1] a.b.Service - call to http://10.0.0.5:8080/v1 failed
    java.lang.IllegalStateException: no answer
    \tat a.b.Service.call(Service.java:17)
    Caused by: java.net.SocketTimeoutException: Read timed out
    \t... 2 more
    Traceback (most recent call last):
      File "/app/x.py", line 3, in f
        g()
    ValueError: no
    panic: runtime error: index out of range
    goroutine 1 [running]:
    main.main()
    [2026-11-25T10:00:05.000+0000][info][gc] GC(3) Pause Full (Allocation Failure) 900M->100M(1024M) 1234.5ms

    """,
    """
    {"ts":1795600803.5,"level":"error","msg":"slow query","elapsed_ms":1532,"peer":"db:5432"}
    {"log":"I1125 10:00:00.123456 1 a.go:1] took=3.2s\\n","stream":"stderr","time":"2026-11-25T10:00:04Z"}
    {"__REALTIME_TIMESTAMP":"1795600800123456","PRIORITY":"3","MESSAGE":"took 17ms in all"}
    time="2026-11-25T10:00:05Z" level=warn msg="call to api.example.com took PT3.2S" retry=2 rt=0.4
    Nov 25 10:00:06 host app[17]: dial tcp 10.0.0.5:5432: connect: connection refused
    17:M 25 Nov 2026 10:00:07.123 # Out Of Memory allocating 12 bytes
    25-Nov-2026 10:00:08.123 SEVERE [main] x: TLS handshake failed: certificate has expired
    261125 10:00:09 [Warning] Aborted connection 3
    1795600810 WARN pool exhausted, 00:00:03.500 elapsed, lookup web.lab on 10.0.0.1:53: no such host

    """,
  ]
}
