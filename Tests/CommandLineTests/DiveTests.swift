import Foundation
import Testing

/// Dives, and profiles with the machine's own perf.
@Suite(.serialized, .enabled(if: Program.isBuilt, "the program is not built"))
struct DiveTests {
  @Test("A dive takes a closer look, and a recording keeps it")
  func closer() throws {
    let result = try Program.sh(
      """
      "$whyslow" record --dive --window 100ms -o "$here/a.rec" || exit 70
      grep -c '^-- layer dive machine --$' "$here/a.rec"
      "$whyslow" dive disk --recording "$here/a.rec" --format json
      """)
    #expect(result.output.hasPrefix("1\n"))
    #expect(result.sentences.contains("From the mount to the disk"))
    #expect(!result.sentences.contains("none was taken"))
    #expect(result.status <= 2 && result.errors.isEmpty, "\(result.errors)")
  }

  @Test("What cannot be drawn is refused before anything is looked at")
  func usage() throws {
    for words in [
      "dive cpu --flame x.svg", "dive cpu --profile 1h", "dive cpu --profile 10s --recording x",
      "diagnose --profile 1s --flame /nonexistent/x.svg",
    ] {
      let result = try Program.sh("\"$whyslow\" \(words)")
      #expect(result.status == 64, "\(words): \(result.errors)")
      #expect(result.errorLines.count == 1)
    }
  }

  private static let perfWorks =
    (try? Program.sh("perf record -a -g -o - -- sleep 0.1 | perf script -i - | grep -q :"))?.status
    == 0

  @Test(
    "A profile says how long it takes, draws one file for its owner alone, and leaves nothing",
    .enabled(if: perfWorks, "perf cannot look at this machine"))
  func profile() throws {
    // Here children are born with signals blocked, so that only SIGKILL ends one.
    let result = try Program.sh(
      """
      cd "$here"
      sh -c 'i=0; while [ $i -lt 50000000 ]; do i=$((i + 1)); done' & busy=$!
      "$whyslow" dive cpu --window 100ms --profile 1s --flame "$here/a.svg" --format json
      ls -A "$here"; stat -c %a "$here/a.svg"; grep -c '<title>' "$here/a.svg"
      "$whyslow" dive cpu --window 100ms --profile 1s --flame "$here/a.svg" >/dev/null
      kill -9 $busy
      """)
    #expect(result.errors.contains("Note: profiling local for 1 s: perf record -F "))
    #expect(result.errors.contains("the flame graph is in"))
    #expect(result.errors.contains("in the place of an earlier file"))
    #expect(result.output.contains("\"Functions of the kernel\""))
    let lines = result.output.split(separator: "\n").suffix(5)
    #expect(lines.contains("a.svg") && lines.contains("600"))
    #expect(!result.output.contains("perf.data"))
  }

  private static let isParanoid =
    Program.isRoot && Program.has("setpriv") && Program.has("perf")
    && (try? Program.sh("[ $(cat /proc/sys/kernel/perf_event_paranoid) -gt 0 ]"))?.status == 0

  @Test(
    "Where perf is not allowed, one line says what mends it",
    .enabled(if: isParanoid, "everybody may use perf here, or nobody"))
  func refused() throws {
    let result = try Program.sh(
      """
      cp "$whyslow" "$here/whyslow"; chmod 755 "$here" "$here/whyslow"
      export HOME=/nonexistent
      setpriv --reuid=65534 --regid=65534 --clear-groups \
        "$here/whyslow" dive cpu --window 100ms --profile 1s
      """)
    #expect(result.status <= 2)
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 2, "\(lines)")
    #expect(lines.last?.contains("sysctl kernel.perf_event_paranoid=-1") == true)
    #expect(result.sentences.contains("which functions the time goes to"))
  }
}
