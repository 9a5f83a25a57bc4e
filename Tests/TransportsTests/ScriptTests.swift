import Foundation
import Model
import Testing

@testable import Collector
@testable import Transports

/// The script under every shell that is here.
@Suite struct ScriptTests {
  static let shells = [["dash"], ["bash"], ["busybox", "sh"]]

  static let present = shells.filter { shell in
    ["/bin/", "/usr/bin/"].contains { access($0 + shell[0], X_OK) == 0 }
  }

  @Test("It prints what local collection records", arguments: present)
  func parity(_ shell: [String]) async throws {
    let script = ProbeScript(window: 0.3, version: "test")
    let reply = try await Connection(to: TargetAddress(hops: [])).run(
      shell, input: script.brief, deadline: 30)
    #expect(reply.status == 0, "\(reply.errors)")
    let recording = try #require(try await Connection.recording(in: reply.output))
    let here = collect(CollectionOptions(window: 0.3, version: "test"))
    #expect(!recording.isCut)
    for (there, local) in zip(recording.samples, here.samples) {
      let missing = Set(local.order).subtracting(there.order).filter { name in
        // What a driver or a command answers may come late, groups and mounts come and go; the
        // owners of sockets are looked for here alone, and where some are in trouble.
        name != "socket owners" && !name.contains("cgroup") && !name.hasPrefix("/dev/kmsg")
          && !name.hasPrefix("df ")
      }
      #expect(missing.isEmpty, "not in the script's: \(missing.sorted())")
      #expect(there.processes.count > local.processes.count / 2)
    }
    let observation = Observation(recording)
    #expect(observation.cpu.total.value != nil)
    #expect(observation.window.seconds > 0.25)
    #expect(observation.processes.value?.contains { $0.command != nil } == true)
  }
}

/// The closer look's script under every shell that is here.
@Suite struct CloserScriptTests {
  @Test("It reads what local collection reads", arguments: ScriptTests.present)
  func parity(_ shell: [String]) async throws {
    var request = DiveRequest(
      [.cpu, .memory, .disk, .network], threadsOf: [Int(getpid())], memoryOf: [Int(getpid())])
    request.window = 0.3
    let script = ProbeScript(closer: request, version: "test")
    let reply = try await Connection(to: TargetAddress(hops: [])).run(
      shell, input: script.brief, deadline: 30)
    let there = try #require(try await Connection.recording(in: reply.output))
    let here = await collectCloser(request, version: "test")
    #expect(!there.isCut)
    for (theirs, ours) in zip(there.samples, here.samples) {
      let missing = Set(ours.order).subtracting(theirs.order).filter { name in
        // Threads of a test come and go; a command may be late here.
        !name.contains("/task/") && ours.text(name).value != nil
      }
      #expect(missing.isEmpty, "not in the script's: \(missing.sorted())")
    }
    for recording in [there, here] {
      let look = try CloserLook.measured(CloserRecording(recording)).get()
      #expect(look.seconds > 0.2)
      #expect(try look.threads.get().contains { $0.pid == Int(getpid()) })
      #expect(try look.proportional.get().first?.size.get().proportional ?? 0 > 100_000)
      #expect(try look.stacks.get().isEmpty == false)
    }
  }

  @Test("A hostile request is quoted, and one for nothing asks nothing")
  func nothing() {
    #expect(DiveRequest([.gpu]).isEmpty)
    let text = ProbeScript(closer: DiveRequest([.network]), version: "test").text
    #expect(text.contains("each_resolver") && !text.contains("smartctl"))
  }
}

/// The patterns of the script, held against what local collection finds.
@Suite struct FilePatternTests {
  private static let patterns =
    FilePatterns.counted + FilePatterns.standing + FilePatterns.drivers
    + FilePatterns.countedInstead.map(\.other) + FilePatterns.standingInstead.map(\.other)
    + FilePatterns.standingOfEach.map { "\($0.directories)/\($0.file)" }
    + (GPUProbes.amd(["hwmon*"]) + GPUProbes.intel + ["device/vendor", "device/power/*"]).map {
      "\(GPUProbes.directory)/card*/\($0)"
    }

  private static func isCovered(_ path: String) -> Bool {
    patterns.contains { fnmatch($0, path, FNM_PATHNAME) == 0 }
  }

  @Test("Every path that is looked for has a pattern")
  func hardware() throws {
    let root = NSTemporaryDirectory() + "whyslow-patterns-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: root) }
    for path in Self.machine {
      let url = URL(fileURLWithPath: root + path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("0x1002\n".utf8).write(to: url)
    }
    let hardware = HardwareProbes(root: root)
    let storage = StorageProbes(root: root)
    let found =
      hardware.counted + hardware.standing + storage.counted + storage.standing + storage.drivers
      + GPUProbes.files(of: "card0", root: root)
      + ["sda", "nvme0n1", "vda", "dm-0"].flatMap { Probes.disk($0) + Probes.queue($0) }
      + Probes.interface("eth0").counted + Probes.interface("eth0").standing
      + Probes.interfaceKind("eth0") + Probes.driver("eth0") + Probes.counted + Probes.standing
      + Probes.closeCounted + Probes.closeStanding
    #expect(found.count > 120)
    let missing = found.filter { !Self.isCovered($0) && !$0.hasPrefix("/sys/kernel/mm") }
    #expect(missing.isEmpty, "no pattern has \(missing)")
  }

  @Test("A machine without any of it is proved to be so")
  func bare() {
    let hardware = HardwareProbes(root: "/nonexistent")
    let missing = (hardware.counted + hardware.standing).filter { !Self.isCovered($0) }
    #expect(missing.isEmpty, "no pattern has \(missing)")
  }

  private static let machine = [
    "/sys/devices/system/cpu/cpu0/topology/thread_siblings_list",
    "/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count",
    "/sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq",
    "/sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq",
    "/sys/devices/system/node/node0/cpulist", "/sys/devices/system/node/node1/cpumap",
    "/sys/devices/system/edac/mc/mc0/dimm0/dimm_ce_count",
    "/sys/devices/system/edac/mc/mc0/dimm0/dimm_label",
    "/sys/devices/system/edac/mc/mc1/csrow0/ch0_ce_count",
    "/sys/devices/system/edac/mc/mc1/csrow0/ue_count",
    "/sys/devices/system/edac/mc/mc2/rank3/dimm_ue_count",
    "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages",
    "/sys/block/md0/md/array_state", "/sys/block/dm-0/dm/name", "/sys/block/dm-0/slaves/sda/dev",
    "/sys/block/sda/device/state", "/sys/class/nvme/nvme0/state", "/proc/spl/kstat/zfs/tank/state",
    "/sys/fs/btrfs/0f8e4a4b-5d3e-4a5e-9c63-0d9c1a2b3c4d/devices/sdb/size",
    "/sys/fs/btrfs/0f8e4a4b-5d3e-4a5e-9c63-0d9c1a2b3c4d/devinfo/1/error_stats",
    "/sys/fs/ext4/sda1/errors_count", "/sys/class/drm/card0/device/vendor",
    "/sys/class/drm/card0/device/power/runtime_status",
    "/sys/class/drm/card0/device/gpu_busy_percent",
    "/sys/class/drm/card0/device/hwmon/hwmon3/temp1_input",
  ]
}
