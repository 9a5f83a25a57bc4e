import Checks
import FoundationEssentials
import Model
import Testing

@testable import Collector

/// Kernel logs of other projects, held to their labels or to what a careful reader found in them.
@Suite struct KernelLogUpstreamTests {
  /// One of gpud's lines and its label.
  private struct Labelled {
    let suite: String
    let label: String
    let line: String

    static func all() throws -> [Labelled] {
      try Upstream.text("kernel-logs/gpud/labelled-lines.tsv").split(separator: "\n").compactMap {
        row in
        let fields = row.split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false)
        guard fields.count == 4 else { return nil }
        return Labelled(
          suite: "\(fields[0]) \(fields[1])", label: String(fields[2]), line: String(fields[3]))
      }
    }
  }

  /// What each of gpud's labels is called here; a number is that of an Xid or SXid.
  private static let kinds: [String: KernelEvent.Kind] = [
    "eventPCIPowerInsufficient": .adapterFault, "eventPortModuleHighTemperature": .adapterFault,
    "eventAccessRegFailed": .adapterWarning, "messageAccessRegFailed": .adapterWarning,
    "eventNCCLSegfaultInLibnccl": .programFault, "eventPeermemInvalidContext": .gpuPeerMemory,
    "eventBlockedTooLong": .hungTask, "eventSoftLockup": .softLockup,
    "eventNFSServerNotResponding": .shareSilent, "eventNFSServerOK": .shareAnswers,
    "eventNFSLockReclaimFailed": .shareLockLost, "eventNFSWritebackHang": .shareWriteback,
  ]

  /// What `true` means in each of gpud's suites.
  private static let affirmed: [String: KernelEvent.Kind] = [
    "TestHasNCCLSegfaultInLibnccl": .programFault, "TestHasPeermemInvalidContext": .gpuPeerMemory,
    "TestHasBlockedTooLong": .hungTask, "TestHasSoftLockup": .softLockup,
  ]

  @Test(
    "gpud's lines get their label, and the false ones stay silent",
    .enabled(if: Upstream.has("kernel-logs"), Upstream.absence("kernel-logs")))
  func gpud() throws {
    let lines = try Labelled.all()
    #expect(lines.count == 114)
    for labelled in lines {
      let event = KernelLog(reading: labelled.line + "\n").events.first
      let label = labelled.label
      let place = "\(label): \(labelled.line)"
      // Places of GPUs, which are no messages.
      if labelled.suite.hasSuffix("TestNormalizePCIBDF") {
        #expect(event == nil, "\(place)")
      } else if label.hasPrefix("true") {
        let kind = Self.affirmed.first { labelled.suite.hasSuffix($0.key) }?.value
        #expect(event?.kind == kind && kind != nil, "\(place)")
      } else if let number = Int(label), number != 0 {
        #expect(event?.number == number, "\(place)")
      } else if label.contains("0000:") {
        let address = event?.about?.name ?? ""
        #expect(address.count > 6 && label.contains(address), "\(place)")
      } else if let kind = Self.kinds.first(where: { label.hasPrefix($0.key) })?.value {
        #expect(event?.kind == kind, "\(place)")
      } else {
        #expect(["false", "0", "\"\"", "None"].contains(label), "\(place)")
        // SXid 11111 is in no list: it is told, and means nothing.
        #expect(event == nil || event?.number == 11111, "\(place)")
        try expectNothing(labelled.line)
      }
    }
  }

  @Test(
    "A Dell server whose fifth GPU stopped answering: five times Xid 119",
    .enabled(if: Upstream.has("kernel-logs"), Upstream.absence("kernel-logs")))
  func xid119() throws {
    let text = try Upstream.text("kernel-logs/gpud/dmesg-with-xid-119.log")
    let log = KernelLog(reading: text)
    #expect(log.events.map(\.number) == [119, 119, 119, 119, 119])
    #expect(Set(log.events.map(\.about)) == [.gpu("0000:9b:00")])
    #expect(
      log.events.map(\.details).suffix(2) == [
        .xid(119, process: "cache_mgr_main"), .xid(119, process: "gpud"),
      ])
  }

  @Test(
    "A GPU server that only starts containers: nothing",
    .enabled(if: Upstream.has("kernel-logs"), Upstream.absence("kernel-logs")))
  func quiet() throws {
    let log = KernelLog(reading: try Upstream.text("kernel-logs/gpud/kmsg.1.log"))
    #expect(log.events == [])
    #expect(log.start == 206.764307)
  }

  @Test(
    "node-problem-detector's eight texts are recognised",
    .enabled(if: Upstream.has("kernel-logs"), Upstream.absence("kernel-logs")),
    arguments: [
      ("au_opts_verify", [.unionMount]), ("aufs_umount_hung", [.hungTask]),
      ("divide_zero", [.kernelFault]), ("docker_hung", [.hungTask]),
      ("null_pointer", [.kernelFault, .kernelFault]), ("oom_kill", [.outOfMemory]),
      ("readonly_filesystem", [.remountReadOnly]), ("unregister_netdevice", [.interfaceHeld]),
    ] as [(String, [KernelEvent.Kind])])
  func nodeProblemDetector(name: String, kinds: [KernelEvent.Kind]) throws {
    let text = try Upstream.text("kernel-logs/npd/\(name)") + "\n"
    let events = KernelLog(reading: text).events
    #expect(events.map(\.kind) == kinds)
    let subject: Subject? =
      switch name {
      case "aufs_umount_hung": .process(pid: 21568, name: "umount.aufs")
      case "docker_hung": .process(pid: 20744, name: "docker")
      case "oom_kill": .process(pid: 1012, name: "heapster")
      case "readonly_filesystem": .device("sda1")
      case "unregister_netdevice": .interface("lo")
      default: nil
      }
    #expect(events.first?.about == subject)
  }

  /// A line that each pattern of kernel-monitor.json fits.
  private static let reasons: [(String, String, KernelEvent.Kind)] = [
    (
      "OOMKilling", "Killed process 7 (a b) total-vm:8kB, anon-rss:4kB, file-rss:0kB", .outOfMemory
    ),
    ("TaskHung", "task a b:77 blocked for more than 300 seconds.", .hungTask),
    (
      "UnregisterNetDevice",
      "unregister_netdevice: waiting for eth0 to become free. Usage count = 3", .interfaceHeld
    ),
    (
      "KernelOops", "BUG: unable to handle kernel NULL pointer dereference at 0000000000000078",
      .kernelFault
    ),
    ("KernelOops", "divide error: 0000 [#1] SMP", .kernelFault),
    ("Ext4Error", "EXT4-fs error (device sda1): ext4_find_entry:1455", .filesystemError),
    ("Ext4Warning", "EXT4-fs warning (device sda1): ext4_end_bio:323", .filesystemWarning),
    ("IOError", "Buffer I/O error on dev sda1, logical block 0, async page read", .ioError),
    (
      "XfsHasShutdown", "XFS (sda1): Log I/O error detected. Shutting down filesystem",
      .filesystemError
    ),
    ("MemoryReadError", "CE memory read error on CPU_SrcID#0_DIMM#0", .memoryErrorCorrected),
    (
      "CperHardwareErrorCorrected", "{1}[Hardware Error]: event severity: corrected",
      .machineCheckCorrected
    ),
    (
      "CperHardwareErrorRecoverable", "{1}[Hardware Error]: event severity: recoverable",
      .machineCheck
    ),
    ("CperHardwareErrorFatal", "{1}[Hardware Error]: event severity: fatal", .machineCheck),
    ("DockerHung", "task docker:20744 blocked for more than 120 seconds.", .hungTask),
  ]

  @Test(
    "Every reason of node-problem-detector has its class",
    .enabled(if: Upstream.has("kernel-logs"), Upstream.absence("kernel-logs")))
  func reasons() throws {
    let patterns = try Upstream.text("kernel-logs/npd/patterns-reference.json")
    let wanted = patterns.split(separator: "\n").compactMap { row in
      row.contains("\"reason\"") ? String(row.split(separator: "\"")[3]) : nil
    }
    #expect(wanted == Self.reasons.map(\.0))
    for (reason, line, kind) in Self.reasons {
      #expect(KernelLog(reading: "<3>[  1.0] \(line)\n").events.map(\.kind) == [kind], "\(reason)")
    }
  }

  /// What a careful reader finds in the kernel logs of the two sosreports, written down before the
  /// first run, from reading all their lines but the records of auditing.
  ///
  /// The Kubernetes node: it boots in a virtual machine, its disk is larger than its partition
  /// table says, AppArmor denies sockets to the API server all along. One thing went wrong: 1530 s
  /// after boot a write to loop11 failed. It is a flush without data, of a snap that was being
  /// taken away: nothing was lost.
  ///
  /// The RabbitMQ node: it boots, bcache refuses devices that it already has (three times, each
  /// harmless), Open vSwitch lacks a timeout policy, containers start, XFS is mounted cleanly, an
  /// interrupt took 0.7 ms. Nothing went wrong.
  private static let found: [String: [String]] = [
    "kubernetes/sos_commands/kernel/dmesg": ["I/O error on loop11 at 1530"],
    "kubernetes/var/log/kern.log": ["I/O error on loop11 at 1530"],
    "kubernetes/var/log/dmesg": [], "rabbitmq/sos_commands/kernel/dmesg": [],
  ]

  @Test(
    "The kernel logs of two sosreports give what a careful reader finds",
    .enabled(if: Upstream.has("hotsos"), Upstream.absence("hotsos")),
    arguments: ["kubernetes", "rabbitmq"])
  func sosreports(name: String) async throws {
    let tree = try await Unpacked("hotsos/\(name).tar.xz")
    for (path, expected) in Self.found where path.hasPrefix(name) {
      let text = String(decoding: try tree.bytes(path), as: UTF8.self)
      let log = KernelLog(reading: text, at: 1540, wallTime: 1_644_607_430)
      let events = log.events.map { event in
        "\(event.kind.rawValue) on \(event.about?.name ?? "-") at \(Int(event.line.time ?? -1))"
      }
      #expect(events == expected, "\(path)")
      #expect(log.claims == [], "\(path)")
      #expect(log.start.map { $0 < 1 } == true, "\(path)")
      try expectNothing(text, at: 1540)
    }
  }

  /// Logs among the samples of insights-core, and what is in them.
  private static let samples: [String: [KernelEvent.Kind]] = [
    "MSGINFO": [], "TS_MSGINFO": [], "DMESG_EXAMPLE": [], "DMESG_LOG": [], "DMESG_CMD": [],
    "IRIS_MESSAGES_LOG": [], "JOURNAL_ALL_MSGINFO": [], "JOURNAL_SINCE_BOOT_MSGINFO": [],
    "VMCORE_DMESG_TXT": [],
    // An array is started without one of its two mirrors, and raid1 stumbles over it.
    "VMCORE_DMESG_CRASH": [.arrayDegraded, .kernelFault, .kernelFault],
  ]

  @Test(
    "The logs among insights' samples are read or refused",
    .enabled(if: Upstream.has("insights"), Upstream.absence("insights")))
  func insights() async throws {
    let samples = try await Upstream.insights.value
    var read = 0
    for row in samples.split(separator: UInt8(ascii: "\n")) {
      guard let sample = try? JSONDecoder().decode(Sample.self, from: Data(row)) else { continue }
      let events = KernelLog(reading: sample.text).events.map(\.kind)
      if let expected = Self.samples[sample.name] {
        #expect(events == expected, "\(sample.file) \(sample.name)")
        read += 1
      }
    }
    #expect(read >= Self.samples.count)
  }

  private struct Sample: Decodable {
    let file: String
    let name: String
    let text: String
  }

  /// That no check convicts by `text` as the kernel's log.
  private func expectNothing(_ text: String, at now: Int = 10_000) throws {
    let escaped = text.split(separator: "\n").map { line in
      line.hasPrefix("-- ") || line.hasPrefix("\\") ? "\\" + line : line
    }
    let recording = """
      whyslow recording 1
      -- sample 1 at \(now - 3).0 wall 1644607427.0 --
      -- sample 2 at \(now).0 wall 1644607430.0 --
      -- dmesg -r --
      <5>[    0.000000] Linux version 6.1.0
      \(escaped.joined(separator: "\n"))

      """
    let observation = Observation(try Recording(parsing: Array(recording.utf8)))
    for check in Checklist.all {
      for finding in check.judge(observation).verdict.findings where finding.severity > .note {
        Issue.record("\(check.name) convicts by \(finding.quotes)")
      }
    }
  }
}

extension KernelEvent {
  /// The number of an Xid or SXid.
  fileprivate var number: Int? {
    switch details {
    case .xid(let number, _), .switchXid(let number, _, _): number
    default: nil
    }
  }
}
