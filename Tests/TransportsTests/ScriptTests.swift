import Foundation
import KernelText
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
  func parity(_ shell: [String]) async throws { try await compare(shell) }

  private func compare(_ shell: [String]) async throws {
    let script = ProbeScript(window: 0.3, version: "test")
    let reply = try await Connection(to: TargetAddress(hops: [])).run(
      shell, input: script.brief, deadline: 30)
    #expect(reply.status == 0, "\(reply.errors)")
    let recording = try #require(try await Connection.recording(in: reply.output))
    let here = collect(CollectionOptions(window: 0.3, version: "test"))
    try #require(!recording.isCut, "the script met its own deadline: is this machine busy?")
    #expect(recording.samples[1].text("whyslow").value?.string.contains("window 0.300\n") == true)
    for (there, local) in zip(recording.samples, here.samples) {
      let missing = Set(local.order).subtracting(there.order).filter { name in
        // What a driver or a command answers may come late, groups and mounts come and go, and the
        // owners of sockets are looked for where some are in trouble, connections again where one waits.
        name != "socket owners" && !name.hasPrefix("/proc/net/tcp") && !name.contains("cgroup")
          && !name.hasPrefix("/dev/kmsg")
          && !name.hasPrefix("df ")
      }
      #expect(missing.isEmpty, "not in the script's: \(missing.sorted())")
      #expect(there.processes.count > local.processes.count / 2)
    }
    let observation = Observation(recording)
    #expect(recording.samples[0].has("/proc/net/tcp"))
    #expect(observation.network.waiting.value != nil)
    #expect(observation.cpu.total.value != nil)
    #expect(observation.window.seconds > 0.25)
    #expect(observation.processes.value?.contains { $0.command != nil } == true)
  }
}

extension ScriptTests {
  static let awks = [["gawk"], ["mawk"], ["busybox", "awk"]].filter { awk in
    ["/bin/", "/usr/bin/"].contains { access($0 + awk[0], X_OK) == 0 }
  }

  @Test("It tells the same by every awk", arguments: awks)
  func awk(_ awk: [String]) async throws {
    // The one that it takes where there are several.
    let folder = NSTemporaryDirectory() + "whyslow-awk-\(getpid())-\(awk[0])"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = "\(folder)/mawk"
    let program = awk[0] == "mawk" ? "/usr/bin/mawk" : awk.joined(separator: " ")
    try Data("#!/bin/sh\nexec \(program) \"$@\"\n".utf8).write(to: URL(fileURLWithPath: path))
    try #require(chmod(path, 0o755) == 0)
    try await compare(["env", "PATH=\(folder):/usr/bin:/bin", "sh"])
  }

  @Test("Packed it is the same, also where nobody can unpack it", arguments: present)
  func packed(_ shell: [String]) async throws {
    let noise = (0..<4000).map { String($0 * $0 * 7919 % 104_729, radix: 36) }.joined()
    let text = "echo whole${whyslow_unread:+ by its variable}\nexit 3\n#\(noise)\n"
    let script = try #require(await PackedScript(Array(text.utf8)))
    let here = Connection(to: TargetAddress(hops: []))
    var command = shell + script.command.dropFirst()
    let reply = try await here.run(command, fed: script.input, deadline: 20)
    #expect(reply.text == "whole by its variable\n" && reply.status == 3, "\(reply.errors)")

    // Where the server lets no variable in, or less of it.
    var input = script.input
    for left in [nil, input.variable.map { Array($0[..<($0.count / 2)]) + [0] }] {
      input.variable = left
      let reply = try await here.run(command, fed: input, deadline: 20)
      #expect(reply.text == "whole\n" && reply.status == 3, "\(reply.errors)")
    }

    // Busybox has all of it in itself.
    guard shell[0] != "busybox" else { return }
    // Neither gzip nor anything else but what the loader needs.
    let bare = NSTemporaryDirectory() + "whyslow-bare-\(getpid())-\(shell[0])"
    defer { try? FileManager.default.removeItem(atPath: bare) }
    try FileManager.default.createDirectory(atPath: bare, withIntermediateDirectories: true)
    for tool in ["dd", "sh"] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(bare)/\(tool)", withDestinationPath: "/bin/\(tool)")
    }
    let program = ["/bin/", "/usr/bin/"].map { $0 + shell[0] }.first { access($0, X_OK) == 0 }
    command[0] = try #require(program)
    let plain = try await here.run(
      ["env", "PATH=\(bare)"] + command, fed: script.input, deadline: 20)
    #expect(plain.output.suffix(6) == Array("whole\n".utf8) && plain.status == 3, "\(plain.errors)")
  }

  @Test("What comes by both ways is read once, and hurries nobody", arguments: present)
  func twice(_ shell: [String]) async throws {
    let script = ProbeScript(window: 0.3, version: "test")
    let packed = try #require(await PackedScript(script.brief))
    let reply = try await Connection(to: TargetAddress(hops: [])).run(
      shell + packed.command.dropFirst(), fed: packed.input, deadline: 30)
    let recording = try #require(try await Connection.recording(in: reply.output))
    #expect(recording.samples.count == 2 && !recording.isCut && !recording.wasInterrupted)
  }

  @Test("The kernel's log comes in two parts and is one")
  func log() throws {
    let head = "\(ProbeScript.beginning)1.0 wall 100.0 --\n"
    var recording = try Recording(
      parsing: Array(
        (head + "-- dmesg -r --\n<6>[    0.5] one\n-- sample 2 at 2.0 wall 101.0 --\n"
          + "-- dmesg -r --\n<6>[    1.5] two\n-- end --\n").utf8))
    recording.tidy(masksSecrets: false)
    #expect(
      recording.samples[1].text("dmesg -r").value?.string == "<6>[    0.5] one\n<6>[    1.5] two\n")
    #expect(!recording.samples[0].has("dmesg -r"))
  }

  private static let hasSS = ["/bin/ss", "/usr/bin/ss", "/sbin/ss"].contains { (path: String) in
    access(path, X_OK) == 0
  }

  @Test("It tells who has a socket whose queue is full", .enabled(if: hasSS), arguments: present)
  func owner(_ shell: [String]) async throws {
    let server = try #require(Listener())
    defer { server.close() }
    let reply = try await Connection(to: TargetAddress(hops: [])).run(
      shell, input: ProbeScript(window: 0.3, version: "test").brief, deadline: 30)
    let recording = try #require(try await Connection.recording(in: reply.output))
    let owners = recording.samples[1].text("socket owners").value?.string ?? "none"
    #expect(owners.contains("\(server.inode) \(getpid()) "), "\(owners)")
    // The last of its clients gets no answer, which both looks at the connections tell.
    let waiting = try Observation(recording).network.waiting.get()
    #expect(waiting.contains { $0.reason == .answer && $0.remote.hasSuffix(":\(server.port)") })
  }
}

/// A socket that listens, accepts nobody and has clients waiting.
private struct Listener {
  private var all: [Int32] = []
  let inode: UInt64
  let port: UInt16

  init?() {
    let kind = Int32(SOCK_STREAM.rawValue)
    let server = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    func with(_ body: (UnsafeMutablePointer<sockaddr>) -> Int32) -> Int32 {
      withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
      }
    }
    let length = size
    guard with({ bind(server, $0, length) }) == 0, listen(server, 0) == 0,
      with({ getsockname(server, $0, &size) }) == 0
    else { return nil }
    all = [server]
    port = UInt16(bigEndian: address.sin_port)
    for _ in 0..<3 {
      let client = socket(AF_INET, kind | Int32(SOCK_NONBLOCK.rawValue), 0)
      _ = with { connect(client, $0, length) }
      all.append(client)
    }
    var status = stat()
    guard fstat(server, &status) == 0 else { return nil }
    inode = UInt64(status.st_ino)
  }

  func close() { for one in all { Foundation.close(one) } }
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

extension Reply {
  fileprivate var text: String { String(decoding: output, as: UTF8.self) }
}
