import Collector
import Foundation
import Model
import Testing
import Transports

@testable import Causes
@testable import Runbook

/// Remedies: their commands for every target, and whether they are applied already.
@Suite struct RemedyTests {
  private func command(_ target: String) -> String? {
    let scene = Scene(diagnosis([], target: target == "local" ? .local : .remote(target)), nil)
    return scene.place.onMachine("renice -n 19 -p 7")
  }

  @Test(
    "Commands are typed where whyslow was started",
    arguments: [
      ("local", "renice -n 19 -p 7"),
      ("ssh:root@node", "ssh root@node 'renice -n 19 -p 7'"),
      ("ssh:root@node:2222", "ssh -p 2222 root@node 'renice -n 19 -p 7'"),
      ("docker:web", "renice -n 19 -p 7"),
      ("ssh:node,docker:web", "ssh node 'renice -n 19 -p 7'"),
      ("lxc:101@pve", "ssh pve 'renice -n 19 -p 7'"),
      ("k8s-pod:shop/web/app", "kubectl exec -n shop web -c app -- sh -c 'renice -n 19 -p 7'"),
    ])
  func places(target: String, expected: String) {
    #expect(command(target) == expected)
  }

  @Test("Inside a container the command goes in")
  func inside() {
    let scene = Scene(diagnosis([], target: .remote("ssh:node,docker:web")), nil)
    #expect(
      scene.place.inside("cat /etc/hosts")
        == #"ssh node 'docker exec web sh -c '\''cat /etc/hosts'\'''"#)
  }

  @Test(
    "What a network namespace has for itself is set in the container, and all else on its host",
    arguments: [
      (
        "ssh:node,podman:web",
        #"ssh node 'nsenter -n -t "$(podman inspect -f '\''{{.State.Pid}}'\'' web)" sysctl -w "#
      ),
      ("docker:web", #"nsenter -n -t "$(docker inspect -f '{{.State.Pid}}' web)" sysctl -w "#),
      ("lxc:101", "lxc-attach -n 101 -- sh -c 'sysctl -w "), ("ssh:node", "ssh node 'sysctl -w "),
      ("local", "sysctl -w "),
    ])
  func namespaces(target: String, way: String) throws {
    func setting(_ name: String) -> (command: String?, isOfHost: Bool?) {
      let scene = Scene(diagnosis([], target: target == "local" ? .local : .remote(target)), nil)
      let remedies = Case(scene: scene, subject: .machine, proof: [])
        .sysctl(name, "7", .atLeast(7), "Set it.")
      return (remedies.first?.commands.first, remedies.first?.setting?.isOfHost)
    }
    let isContainer = !["local", "ssh:node"].contains(target)
    let own = setting("net.core.somaxconn")
    #expect(
      own.command?.hasPrefix(way + "net.core.somaxconn=7") == true, "\(own.command ?? "none")")
    #expect(own.isOfHost == !isContainer)
    // One for all of the machine, though a container sees it.
    let shared = setting("net.core.rmem_max")
    #expect(shared.command?.contains("nsenter") == false && shared.isOfHost == true)
    #expect(shared.command?.contains("lxc-attach") == false)
  }

  @Test("A group is changed by whoever manages it")
  func managers() throws {
    let id = String(repeating: "4f1c", count: 16)
    for (path, expected) in [
      ("/system.slice/web.service", "systemctl set-property web.service CPUQuota=200%"),
      ("/docker/\(id)", "docker update --cpus 2.0 4f1c4f1c4f1c"),
      ("/machine.slice/libpod-\(id).scope", "podman update --cpus 2.0 4f1c4f1c4f1c"),
      ("/lxc.payload.101", "pct set 101 --cpulimit 2.0"),
      ("/odd name", "echo '200000 100000' >'/sys/fs/cgroup/odd name/cpu.max'"),
    ] {
      let explanation = explained([
        found(.cpuThrottling, .critical, on: .cgroup(path)),
        found(.cpuThrottling, .critical, on: .cgroup(path)),
      ])
      let remedies = try #require(explanation.causes.first).remedies
      let quota = Causes.cpuQuota
      #expect(explanation.causes.map(\.name) == [quota.name])
      // Twice a quota that is not known is one processor; two are asked for here.
      let manager = GroupManager(of: path, in: Scene.empty.place)
      #expect(manager.raise(.cpu(2), of: path, version: 2)?.command == expected)
      #expect(!remedies.isEmpty)
    }
  }

  @Test(
    "The limit that is raised is the one that was reached",
    arguments: [
      (
        [
          found(.limitsForkRejected, on: .cgroup("/docker/\(String(repeating: "4f1c", count: 16))"))
        ],
        "docker update --pids-limit 4915 4f1c4f1c4f1c"
      ),
      (
        [found(.limitsForkRejected, on: .cgroup("/system.slice/web.service"))],
        "systemctl set-property web.service TasksMax=4915"
      ), ([found(.limitsPids)], "sysctl -w kernel.pid_max=4194304"),
      (
        [
          (
            CheckName.limitsUserTasks,
            Finding(
              .warning, Measurement("tasks of user 1000", 97, .percent), "It runs out.",
              evidence: [
                Measurement("limit", 4096, .count),
                Measurement("threads", 900, .count, on: .process(pid: 7, name: "java")),
              ])
          )
        ], "prlimit --pid 7 --nproc=8192:8192"
      ),
    ] as [([(CheckName, Finding)], String)])
  func reached(findings: [(CheckName, Finding)], expected: String) throws {
    let cause = try #require(explained(findings).causes.first)
    #expect(cause.name == "ProcessLimit")
    #expect(cause.remedies.first?.commands == [expected])
    #expect(cause.remedies.contains { $0.term == .lasting })
  }

  @Test(
    "A setting says whether the remedy is applied",
    arguments: [
      (Setting.Wanted.atMost(10), "10\n", true), (.atMost(10), "60\n", false),
      (.atLeast(4096), "4096", true), (.atLeast(4096), "128", false),
      (.atLeast(100_000), "max 100000", true), (.atLeast(100_000), "20000 100000", false),
      (.atLeast(2), "CPUQuotaPerSecUSec=infinity", true),
      (.lastAtLeast(6), "4 5 6", true), (.lastAtLeast(7), "4 5 6", false),
      (.word(["bfq"]), "mq-deadline [bfq] none", true),
      (.word(["active"]), "inactive\n", false), (.word(["active"]), "active\n", true),
      (.noWord(["always"]), "[always] madvise never", false),
    ])
  func settings(wanted: Setting.Wanted, text: String, isApplied: Bool) {
    let setting = Setting("it", .file("/x"), wanted).read(text)
    switch setting.state {
    case .applied: #expect(isApplied)
    case .pending: #expect(!isApplied)
    case .unchecked: Issue.record("not read: \(text)")
    }
  }

  @Test("A number that is not there is not called applied")
  func unread() {
    guard case .unchecked = Setting("it", .file("/x"), .atLeast(1)).read("what?").state else {
      Issue.record("it was read")
      return
    }
  }

  @Test("On this machine settings are read; in a recording those that it has")
  func checked() async throws {
    let explanation = explained([
      found(.networkConntrack, .critical, "conntrack table", 99, .percent),
      found(.networkEphemeralPorts, .critical, on: .socket("a to b")),
    ])
    let recording = try Recording(
      parsing: Array(
        """
        whyslow recording 1
        -- sample 1 at 100 wall 1795368121 --
        -- /proc/sys/net/ipv4/ip_local_port_range --
        1024 65000
        -- end --

        """.utf8))
    let recorded = await explanation.checked(in: .machine(recording), at: nil)
    let ports = recorded.causes.flatMap(\.remedies).compactMap(\.setting)
    #expect(
      ports.first { $0.name == "net.ipv4.ip_local_port_range" }?.state == .applied("1024 65000"))
    #expect(
      ports.first { $0.name == "net.ipv4.tcp_tw_reuse" }?.state
        == .unchecked("it is not in the recording"))
    let empty = try Recording(
      parsing: Array("whyslow recording 1\n-- sample 1 at 1 wall 1 --\n-- end --\n".utf8))
    let live = await explanation.checked(
      in: .machine(empty), at: TargetAddress(hops: []), deadline: 20)
    let reuse = live.causes.flatMap(\.remedies).compactMap(\.setting)
      .first { $0.name == "net.ipv4.ip_local_port_range" }
    switch reuse?.state {
    case .applied(let text)?, .pending(let text)?: #expect(text.contains { $0.isNumber })
    default: Issue.record("it was not read: \(String(describing: reuse))")
    }
  }

  @Test("What is to last over a boot is not read where it only holds until then")
  func lasting() {
    let cases = Causes.all.map { cause in
      (cause, Case(scene: .empty, subject: .machine, proof: []))
    }
    var kept = 0
    for (cause, one) in cases {
      for remedy in cause.remedies(one) where remedy.term == .lasting {
        if case .boot? = remedy.setting?.source { kept += 1 }
        let isRunning =
          switch remedy.setting?.source {
          case .file(let path)?: path.hasPrefix("/proc/sys/")
          case .command(let words)?: words.contains("is-active")
          case .boot?, nil: false
          }
        #expect(!isRunning, "\(cause.name): \(remedy.action)")
      }
    }
    #expect(kept > 5)
  }

  @Test("What the files of sysctl.d set is read as the system reads it")
  func boot() throws {
    let files = FileManager.default
    let root = files.temporaryDirectory.appending(path: "whyslow-boot-\(UUID())")
    defer { try? files.removeItem(at: root) }
    func write(_ path: String, _ text: String) throws {
      let file = root.appending(path: path)
      try files.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    try write("etc/sysctl.d/90-a.conf", "# vm.swappiness=1\nnet/core/rmem_max = 26214400")
    try write("etc/sysctl.d/50-b.conf", "net.core.rmem_max=4096\n-vm.max_map_count = 5\n")
    try write("usr/lib/sysctl.d/90-a.conf", "vm.swappiness=7\n")
    try write("usr/lib/sysctl.d/10-c.conf", "net.ipv4.tcp_rmem = 4096 131072 6291456\n")
    try write("etc/sysctl.conf", "vm.max_map_count=6\n")
    func said() throws -> String {
      let process = Process()
      let pipe = Pipe()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments =
        ["-c", bootScript, "sh", root.path, "net.core.rmem_max", "net.ipv4.tcp_rmem"]
        + ["vm.swappiness", "vm.max_map_count"]
      process.standardOutput = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return String(decoding: data, as: UTF8.self)
    }
    let same = "net.core.rmem_max=26214400\nnet.ipv4.tcp_rmem=4096 131072 6291456\nvm.swappiness=\n"
    #expect(try said() == same + "vm.max_map_count=6\n")
    try write("run/systemd/system/x", "")
    #expect(try said() == same + "vm.max_map_count=5\n")
    #expect(Setting("it", .boot("vm.swappiness"), .atMost(10)).unset.state == .pending("nothing"))
  }

  @Test("A hostile name stays one word")
  func quoting() {
    #expect("a'b; rm -rf /".shellQuoted == #"'a'\''b; rm -rf /'"#)
    #expect("web.service".shellQuoted == "web.service")
    #expect("".shellQuoted == "''")
  }
}
