import Foundation
import Testing

/// `whyslow logs` as a user runs it.
@Suite(.serialized, .enabled(if: Program.isBuilt, "the program is not built"))
struct LogsTests {
  private func report(_ result: Program.Result) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  @Test("Plain and packed files by one pattern, the oldest first")
  func files() throws {
    let result = try Program.sh(
      """
      cd "$here"; export LC_ALL=C
      echo '2026-11-25T10:00:00Z INFO old' | gzip >app.log.2.gz; touch -d '2 days ago' app.log.2.gz
      echo '2026-11-25T11:00:00Z INFO older' | xz >app.log.1.xz; touch -d '1 day ago' app.log.1.xz
      printf '2026-11-25T12:00:0%sZ ERROR call to db.internal:5432: connection refused\\n' 1 2 3 >app.log
      mkfifo app.log.pipe
      "$whyslow" logs --file "$here/app.log*" --format json
      """)
    #expect(result.status == 1, "\(result.errors)")
    let report = try report(result)
    let sources = try #require(report["sources"] as? [[String: Any]])
    #expect(sources.map { $0["lines"] as? Int } == [1, 1, 3])
    let decision = try #require(report["decision"] as? [String: Any])
    #expect(decision["verdict"] as? String == "external")
    #expect(decision["endpoint"] as? String == "db.internal:5432")
    #expect((report["gaps"] as? [[String: Any]])?.count == 1)
  }

  @Test("The last lines only, and only the time that was asked for")
  func bounds() throws {
    let lines = "for n in 1 2 3 4 5 6 7 8 9; do echo \"2026-11-25T10:00:0${n}Z INFO n $n\"; done"
    for (options, count) in [
      ("--lines 2", 2), ("--lines 20", 9), ("--since 2026-11-25T10:00:07Z", 3),
      ("--until 2026-11-25T10:00:02Z", 2),
    ] {
      let result = try Program.sh(
        "\(lines) >\"$here/a.log\"; \"$whyslow\" logs --file \"$here/a.log\" \(options) --format json"
      )
      #expect(result.status == 0, "\(result.errors)")
      let patterns = try #require(try report(result)["patterns"] as? [[String: Any]])
      let counted = patterns.compactMap { ($0["lines"] as? [String: Any])?["count"] as? Int }
      #expect(counted == [count], "\(options)")
    }
  }

  @Test("The last lines of packed files, and that one of them is damaged")
  func boundsOfPackedFiles() throws {
    let result = try Program.sh(
      """
      cd "$here"; seq 20000 | sed 's/^/2026-11-25T10:00:00Z INFO n /' >a.log
      gzip -k a.log; bzip2 -k a.log; gzip -c a.log >cut.log.gz; truncate -s -2000 cut.log.gz
      touch -d '1 day ago' a.log.gz; touch -d '1 hour ago' a.log.bz2
      "$whyslow" logs --file "$here/*.log.*" --lines 7 --format json
      """)
    #expect(result.status == 0, "\(result.errors)")
    let sources = try #require(try report(result)["sources"] as? [[String: Any]])
    #expect(sources.map { $0["lines"] as? Int } == [7, 7, 7])
    #expect(result.output.contains("it cannot be unpacked to its end and may be damaged"))
  }

  @Test("Several targets are told of in the order given, one object after the other")
  func several() throws {
    let result = try Program.sh(
      """
      echo '2026-11-25T10:00:00Z INFO a' >"$here/a.log"
      "$whyslow" logs -t local -t docker:none-such -t local --file "$here/a.log" --format json
      """)
    #expect(result.status == 69)
    #expect(result.errorLines.count == 1)
    let reports = try result.output.components(separatedBy: "\n}\n").dropLast().map { text in
      try #require(
        try JSONSerialization.jsonObject(with: Data((text + "}").utf8)) as? [String: Any])
    }
    #expect(reports.map { $0["target"] as? String } == ["local", "local"])
  }

  @Test("Of a damaged packed file what came is read, and where nothing came nothing is")
  func damaged() throws {
    let result = try Program.sh(
      """
      seq 20000 | sed 's/^/2026-11-25T10:00:00Z INFO n /' | gzip >"$here/cut.log.gz"
      truncate -s -2000 "$here/cut.log.gz"
      "$whyslow" logs --file "$here/cut.log.gz" --format json
      """)
    #expect(result.status == 0, "\(result.errors)")
    let report = try report(result)
    let source = try #require((report["sources"] as? [[String: Any]])?.first)
    #expect(source["lines"] as? Int ?? 0 > 1000)
    #expect(result.output.contains("it cannot be unpacked to its end and may be damaged"))
    let nothing = try Program.sh(
      "echo none >\"$here/no.log.gz\"; \"$whyslow\" logs --file \"$here/no.log.gz\" --format json")
    #expect(nothing.status == 69)
    #expect(nothing.output.contains("it cannot be unpacked and may be damaged"))
  }

  @Test(
    "What cannot be read is said, with status 69",
    arguments: [
      ("--file \"$here/none\"", "there is no such file"),
      ("--file \"$here\"", "it is no regular file"),
      ("--file /dev/zero", "it is no regular file"),
    ])
  func unreadable(arguments: String, words: String) throws {
    let result = try Program.sh("\"$whyslow\" logs \(arguments)")
    #expect(result.status == 69)
    #expect(result.output.contains(words), "\(result.output)")
    #expect(!result.sentences.contains("the logs have no line"))
    #expect(result.output.hasPrefix("? The logs do not tell"))
  }

  @Test("Home Assistant wants a token, and it is in no argument")
  func token() throws {
    let result = try Program.sh(
      "env -u HASS_TOKEN \"$whyslow\" logs --home-assistant http://127.0.0.1:1")
    #expect(result.status == 69)
    #expect(result.errorLines.first?.contains("HASS_TOKEN") == true)
    let closed = try Program.sh(
      "HASS_TOKEN=secret-token \"$whyslow\" logs --home-assistant http://127.0.0.1:1")
    #expect(closed.status == 69)
    #expect(!(closed.errors + closed.output).contains("secret-token"))
  }

  @Test("Secrets of a line are in no report", arguments: ["text", "markdown", "json"])
  func secrets(format: String) throws {
    let result = try Program.sh(
      """
      for n in 1 2 3; do echo "2026-11-25T10:00:0${n}Z ERROR AMQP broker=amqp://u:hunter@rabbit:5672/vh \
      connection refused, ?token=hunter, Authorization: Bearer hunter"; done >"$here/a.log"
      "$whyslow" logs --file "$here/a.log" --format \(format)
      """)
    #expect(result.status == 1, "\(result.errors)")
    #expect(result.output.contains("rabbit:5672") && !result.output.contains("hunter"))
  }

  @Test("A target alone: whatever logs this machine has, within bounds")
  func local() throws {
    let result = try Program.sh("\"$whyslow\" logs --since 1d --format json")
    #expect([0, 1, 69].contains(result.status), "\(result.errors)")
    #expect(!result.output.isEmpty)
  }
}
