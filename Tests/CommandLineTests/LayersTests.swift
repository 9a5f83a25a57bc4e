import Foundation
import Testing

/// Targets that run on a machine, with a stand-in for their manager.
@Suite(.serialized, .enabled(if: Program.isBuilt, "the program is not built"))
struct LayersTests {
  /// A folder with a `podman` that knows one container called `web`, in which `inside` is what exec
  /// does; `$pid` is its first process.
  private func manager(state: String, inside: String) -> String {
    """
    pid=$$
    cat >"$here/podman" <<END
    #!/bin/sh
    case \\$1 in
    container)
      for name; do :; done
      [ "\\$name" = web ] || { echo 'no such container' >&2; exit 125; }
      printf '%s\\n' 'pid \(state == "running" ? "'$pid'" : "0")' \
      'state \(state) oom-killed \(state != "running") exit 0 restarts 3'
      ;;
    ps) echo 'neighbour 82b0450ee9fef7d3 other' ;;
    exec) shift 3; \(inside) ;;
    esac
    END
    chmod +x "$here/podman"
    PATH=$here:$PATH
    """
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("A container is read together with this machine, within a second more than the window")
  func both() throws {
    let result = try Program.sh(
      manager(state: "running", inside: #"exec "\$@""#) + """

        "$whyslow" use -t podman:web --window 1s --format json
        """)
    #expect(result.errors.isEmpty, "\(result.errors)")
    let layers = try #require(try object(result.output)["layers"] as? [String: Any])
    let workload = try #require(layers["workload"] as? [String: Any])
    #expect(workload["target"] as? String == "podman:web")
    #expect(workload["insideGap"] == nil)
    #expect((layers["verdicts"] as? [Any])?.count == 3)
    #expect(result.seconds < 6)
  }

  @Test("What is recorded is judged the same, with what was not read inside")
  func recorded() throws {
    let result = try Program.sh(
      manager(state: "running", inside: "echo 'sh: not found' >&2; exit 127") + """

        "$whyslow" record -t podman:web --window 500ms -o "$here/web.rec" || exit 9
        grep -cE '^-- layer (workload|host) ' "$here/web.rec"
        "$whyslow" use --recording "$here/web.rec"
        """)
    #expect(result.output.hasPrefix("2\n"), "\(result.errors)")
    #expect(result.sentences.contains("podman:web is judged from its host alone: no POSIX shell"))
  }

  @Test("One that was killed for want of memory is told of, though it does not run")
  func ended() throws {
    let result = try Program.sh(
      manager(
        state: "exited", inside: "echo 'Error: container state improper' >&2; exit 255") + """

          "$whyslow" use -t podman:web --window 500ms
          """)
    #expect(result.status == 2, "\(result.errors)")
    #expect(result.sentences.contains("podman:web was ended by the kernel for want of memory."))
    #expect(result.sentences.contains("The state of podman:web is exited."))
  }

  @Test("Interrupted half way, the host's report comes at once")
  func interrupted() throws {
    let result = try Program.sh(
      manager(state: "running", inside: "sleep 20") + """

        "$whyslow" use -t podman:web --window 20s & program=$!
        sleep 1; kill -INT $program; wait $program
        """)
    #expect(result.status == 130, "\(result.errors)")
    #expect(result.seconds < 6)
    #expect(result.output.contains("Both layers"))
    #expect(result.sentences.contains("interrupted before it answered"))
  }

  @Test("One that nobody knows is out of reach")
  func unknown() throws {
    let result = try Program.sh(
      manager(state: "running", inside: "echo 'no such container' >&2; exit 125") + """

        "$whyslow" use -t podman:wbe --window 500ms
        """)
    #expect(result.status == 69)
    #expect(result.errors.contains("there is no such container"), "\(result.errors)")
    #expect(result.output.isEmpty)
  }
}
