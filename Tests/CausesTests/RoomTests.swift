import Collector
import Model
import Runbook
import Testing

@testable import Causes

/// Remedies that name what is there, as the machine shows it.
@Suite struct RoomTests {
  private func causes(
    _ findings: [(CheckName, Finding)], _ change: (inout Observation) -> Void
  ) throws -> [ExplainedCause] {
    let text = "whyslow recording 1\n-- sample 1 at 100.0 wall 1.0 --\n"
    var observation = Observation(try Recording(parsing: Array(text.utf8)))
    change(&observation)
    return explain(diagnosis(findings), observation).causes
  }

  private func filesystem(_ point: String, _ type: String, _ device: String) -> Filesystem {
    let room = Filesystem.Room(total: 4.3e7, used: 4.2e7, available: 1e6)
    return Filesystem(
      mountPoint: point, type: type, device: device, isReadOnly: false, isImage: false,
      space: .success(room), inodes: .success(room))
  }

  @Test("A deleted file that fills a filesystem is named with its holder")
  func deleted() throws {
    let found = [found(.diskSpace, .critical, on: .mount("/t"), "used", 98, .percent)]
    func seen(_ bytes: Double) throws -> ExplainedCause {
      try #require(
        try causes(found) { observation in
          observation.disk.filesystems = .success([
            filesystem("/", "ext4", "/dev/vda"), filesystem("/t", "tmpfs", "tmpfs"),
          ])
          observation.services = .success(nil)
          observation.processes = .success([
            ProcessObservation(pid: 11622, parent: 1, name: "python3")
          ])
          var look = CloserLook(seconds: 1)
          look.deleted = .success([
            DeletedFile(pid: 9, descriptor: 3, path: "/tmp/x", bytes: 1e9, descriptors: 1),
            DeletedFile(
              pid: 11622, descriptor: 5, path: "/t/app.log", bytes: bytes, descriptors: 1),
          ])
          observation.closer = .success(look)
        }.first)
    }
    let cause = try seen(4.1e7)
    #expect(cause.name == "FullFilesystem")
    #expect(
      cause.culprits.map(\.subject) == [.mount("/t"), .process(pid: 11622, name: "python3")])
    let commands = cause.remedies.flatMap(\.commands)
    #expect(commands.first == "truncate -s 0 /proc/11622/fd/5")
    #expect(!commands.contains { $0.contains("du ") || $0.contains("journalctl") })
    #expect(!commands.contains { $0.contains("apt-get") || $0.contains("systemctl") })
    #expect(commands.contains("mount -o remount,size=83984k /t"))
    // A small one is not what fills it.
    let other = try seen(1e5)
    #expect(other.culprits.map(\.subject) == [.mount("/t")])
    #expect(other.remedies.flatMap(\.commands).contains { $0.hasPrefix("du -xh") })
  }

  @Test("On the mount of logs and packages these are shortened, and only there")
  func logs() throws {
    let mounts = ["/", "/var/log"]
    for (point, words) in [("/", "apt-get clean"), ("/var/log", "journalctl")] {
      let cause = try #require(
        try causes([found(.diskSpace, .critical, on: .mount(point))]) { observation in
          observation.disk.filesystems = .success(mounts.map { filesystem($0, "ext4", "/dev/a") })
        }.first)
      let commands = cause.remedies.flatMap(\.commands)
      for other in ["apt-get clean", "journalctl"] {
        #expect(commands.contains { $0.contains(other) } == (other == words), "\(point)")
      }
    }
  }

  @Test("A damaged filesystem is unmounted where it is mounted, and its device has its whole name")
  func damaged() throws {
    func remedy(
      _ subject: Subject, _ type: String = "ext4", detached: Set<String> = []
    ) throws -> Remedy {
      let cause = try #require(
        try causes([found(.diskFilesystemErrors, .critical, on: subject)]) { observation in
          observation.disk.devices = .success(
            ["sda", "sdb", "loop7"].map { BlockDevice(name: $0, kind: .solidState, isLeaf: true) })
          observation.disk.filesystems = .success([filesystem("/srv/a b", type, "/dev/sda1")])
          var look = CloserLook(seconds: 1)
          look.detachedLoops = detached
          observation.closer = .success(look)
        }.first)
      #expect(cause.name == "DamagedFilesystem")
      return try #require(cause.remedies.first)
    }
    for subject in [Subject.device("sda1"), .mount("/srv/a b")] {
      let mounted = try remedy(subject)
      #expect(mounted.commands == ["umount '/srv/a b'", "fsck -n /dev/sda1"])
      #expect(mounted.undo == "mount /dev/sda1 '/srv/a b'")
    }
    #expect(try remedy(.device("sda1"), "xfs").commands.last == "xfs_repair -n /dev/sda1")
    #expect(try remedy(.device("sdb1")).commands == ["fsck -n /dev/sdb1"])
    #expect(try remedy(.device("loop7")).commands == ["fsck -n /dev/loop7"])
    // The kernel removes the one, and lists the other on without a file.
    for gone in [
      try remedy(.device("loop3423")), try remedy(.device("loop7"), detached: ["loop7"]),
    ] {
      #expect(gone.action.contains("not there any more"))
      #expect(!gone.commands.contains { $0.contains("fsck") || $0.contains("umount") })
    }
  }

  @Test("The limit of a group that is gone is not written anywhere, and version 1 has its own")
  func groups() throws {
    func commands(_ groups: [Cgroup], old: Set<String>, of path: String) throws -> [String] {
      let causes = try causes([found(.cpuThrottling, .critical, on: .cgroup(path))]) {
        $0.cgroups = .success(groups)
        $0.oldControllers = old
      }
      let remedies = try #require(causes.first { $0.name == "CPUQuota" }).remedies
      return remedies.flatMap(\.commands).filter { $0.contains("cpu.") || $0.contains("CPUQuota") }
    }
    #expect(try commands([], old: ["cpu"], of: "/job") == [])
    #expect(try commands([], old: [], of: "/a/job.scope") == [])
    #expect(try commands([], old: [], of: "/a/job.service").count == 1)
    let unknown = try #require(
      try causes([found(.cpuThrottling, .critical, on: .cgroup("/job"))]) {
        $0.oldControllers = ["cpu"]
      }.first)
    let paths: [String] = unknown.remedies.flatMap { $0.commands }
    #expect(
      paths.contains { $0.contains("/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us") })
  }

  @Test("Lost datagrams get remedies of UDP, and TCP's own only where TCP lost something")
  func datagrams() throws {
    for (check, own, others) in [
      (CheckName.networkUDPErrors, "rmem_max", ["tcp_", "wmem"]),
      (.networkUDPSendErrors, "wmem_max", ["tcp_", "rmem"]),
      (.networkReceivePruned, "tcp_rmem", ["rmem_max"]),
      (.networkUDPMemory, "udp_mem", ["tcp_"]), (.networkTCPMemory, "tcp_mem", ["udp_mem"]),
    ] {
      let cause = try #require(try causes([found(check, .critical)]) { _ in }.first)
      let commands = cause.remedies.flatMap(\.commands)
      #expect(commands.contains { $0.contains(own) }, "\(check)")
      let strange = commands.filter { command in others.contains { command.contains($0) } }
      #expect(strange == [], "\(check)")
    }
  }

  @Test("To keep a dump is to say where to")
  func dumps() throws {
    let cause = try #require(
      try causes([found(.serviceCrashes, .critical, on: .unit("web.service"))]) { _ in }.first)
    let keep = try #require(cause.remedies.first)
    #expect(keep.action.contains("Keep a dump") && keep.commands[0].contains("core_pattern"))
  }
}
