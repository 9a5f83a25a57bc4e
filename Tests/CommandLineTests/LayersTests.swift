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

  @Test("Interrupted, what the inside has seen until then is judged, too")
  func interruptedInside() throws {
    let result = try Program.sh(
      manager(state: "running", inside: #"exec "\$@""#) + """

        "$whyslow" use -t podman:web --window 20s & program=$!
        sleep 2; kill -INT $program; wait $program
        """)
    #expect(result.status == 130, "\(result.errors)")
    #expect(result.seconds < 8)
    #expect(!result.sentences.contains("interrupted before it answered"))
  }

  @Test("The triage tells whose doing it is, also of one that is idle")
  func triage() throws {
    let result = try Program.sh(
      manager(state: "running", inside: #"exec "\$@""#) + """

        "$whyslow" quick -t podman:web --window 500ms --format json
        """)
    let layers = try #require(try object(result.output)["layers"] as? [String: Any])
    let verdicts = try #require(layers["verdicts"] as? [[String: Any]])
    let cpu = try #require(verdicts.first { $0["resource"] as? String == "cpu" })
    #expect(cpu["blame"] as? String != "unknown", "\(cpu)")
  }

  @Test("What a container need not have, since its host is asked for it, is not missed inside")
  func checked() throws {
    let lacks = "echo 'whyslow access 1'; echo 'lacks log'; echo 'lacks tool ss'; echo 'lacks psi'"
    let result = try Program.sh(
      manager(state: "running", inside: lacks) + """

        "$whyslow" target check podman:web
        """)
    #expect(result.status == 0)
    #expect(result.output.contains("inside no ss (sockets) (apt install iproute2)"))
    #expect(!result.output.contains("inside the kernel's log"))
    #expect(!result.output.contains("inside no pressure"))
  }

  /// A folder with a `systemctl` that knows one unit, which does not run.
  private let systemd = """
    cat >"$here/systemctl" <<'END'
    #!/bin/sh
    for name; do :; done
    case $name in
    nginx.service) printf '%s\n' LoadState=loaded ActiveState=inactive ControlGroup= ;;
    *.service) printf '%s\n' LoadState=not-found ActiveState=inactive ControlGroup= ;;
    esac
    END
    chmod +x "$here/systemctl"
    PATH=$here:$PATH
    """

  @Test("A unit that systemd does not know is out of reach, and not one that does not run")
  func noSuchUnit() throws {
    for command in ["use --window 500ms -t", "target check"] {
      let result = try Program.sh(systemd + "\n\"$whyslow\" \(command) systemd:ngnix")
      #expect(result.status == 69)
      #expect((result.output + result.errors).contains("there is no such unit there"))
    }
    let result = try Program.sh(systemd + "\n\"$whyslow\" use --window 500ms -t systemd:nginx")
    #expect(result.sentences.contains("The state of systemd:nginx.service is inactive."))
    let check = try Program.sh(systemd + "\n\"$whyslow\" target check systemd:nginx")
    #expect(check.status == 0)
    #expect(check.output.contains("it does not run (inactive) (systemctl start nginx.service)"))
  }

  @Test("Of many containers of one machine none waits for its manager's answers about the others")
  func many() throws {
    let names = ["one", "two", "three", "four", "five"]
    let result = try Program.sh(
      """
      pid=$$
      cat >"$here/podman" <<END
      #!/bin/sh
      for name; do :; done
      case \\$1 in
      container) sleep 1; printf '%s\\n' "pid $pid" 'state running oom-killed false exit 0' "id \\$name" ;;
      ps) echo "neighbour 82b0450ee9fef7d3 beside-\\$name" ;;
      exec) echo 'sh: not found' >&2; exit 127 ;;
      esac
      END
      printf '#!/bin/sh\\nfor line; do :; done\\nexec sh -c "$line"\\n' >"$here/ssh"
      chmod +x "$here/podman" "$here/ssh"
      PATH=$here:$PATH
      "$whyslow" use --window 1s --format json \(names.map { "-t ssh:node,podman:\($0)" }
        .joined(separator: " "))
      """)
    #expect(result.errors.isEmpty, "\(result.errors)")
    for name in names { #expect(result.output.contains("\"podman:\(name)\"")) }
  }

  @Test("A login that is turned away is tried once more")
  func turnedAway() throws {
    let result = try Program.sh(
      """
      cat >"$here/ssh" <<END
      #!/bin/sh
      for line; do :; done
      [ -e "$here/tried" ] || {
        : >"$here/tried"
        echo 'kex_exchange_identification: read: Connection reset by peer' >&2
        exit 255
      }
      exec sh -c "\\$line"
      END
      chmod +x "$here/ssh"
      PATH=$here:$PATH
      "$whyslow" use --window 500ms -t ssh:node >"$here/report" || [ $? -le 2 ] && grep -c ssh:node "$here/report"
      """)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.isEmpty)
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
