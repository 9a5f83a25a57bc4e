import Checks
import FoundationEssentials
import KernelText
import Model
import Testing

@testable import Collector

/// What the kernel's messages tell, each by its words.
@Suite struct KernelEventTests {
  @Test("Every class has an example in docs/kernel-log.md, which is recognised as such")
  func examples() throws {
    let examples = try KernelLogExample.all()
    for example in examples {
      let log = KernelLog(reading: "<3>[    1.0] " + example.line + "\n")
      #expect(log.events.map(\.kind) == [example.kind], "\(example.line)")
    }
    let told = Set(examples.map(\.kind))
    for kind in KernelEvent.Kind.allCases where !told.contains(kind) {
      Issue.record("docs/kernel-log.md has no example of \(kind.rawValue)")
    }
  }

  @Test("A program that writes the same is told from the kernel, class by class")
  func claims() throws {
    for example in try KernelLogExample.all() where example.kind.isFault {
      let text = """
        whyslow recording 1
        -- sample 1 at 9997.0 wall 1795368118.0 --
        -- sample 2 at 10000.0 wall 1795368121.0 --
        -- /proc/mounts --
        /dev/mapper/vg0-root / ext4 rw,relatime 0 0
        -- dmesg -r --
        <5>[    0.000000] Linux version 6.1.0
        <12>[ 9998.000000] \(example.line)

        """
      let observation = Observation(try Recording(parsing: Array(text.utf8)))
      let findings = Checklist.all.flatMap { $0.judge(observation).verdict.findings }
      #expect(
        findings.contains { finding in
          finding.severity == .note
            && finding.statement.contains("(\(example.kind.rawValue)) into the kernel's log")
            && finding.quotes == [example.line]
        }, "no check tells of \(example.kind.rawValue)")
      #expect(findings.allSatisfy { $0.severity == .note }, "\(example.line)")
      #expect(observation.kernelLog.value?.events == [])
    }
  }

  @Test("A kill is one event, with all that its report tells")
  func kill() throws {
    let log = KernelLog(
      reading: """
        <4>[  100.000001] python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
        <4>[  100.000002] CPU: 1 PID: 1234 Comm: python3 Not tainted 6.1.0 #1
        <6>[  100.000003] memory: usage 131072kB, limit 131072kB, failcnt 12
        <6>[  100.000004] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,\
        oom_memcg=/kube,pods,task_memcg=/kube,pods/a,task=(sd-pam), x,pid=1235,uid=0
        <3>[  100.000005] Memory cgroup out of memory: Killed process 1235 ((sd-pam), x) \
        total-vm:327128kB, anon-rss:306328kB, file-rss:11132kB, shmem-rss:4kB, UID:0 pgtables:712kB \
        oom_score_adj:-900
        <6>[  100.100000] oom_reaper: reaped process 1235 ((sd-pam), x), now anon-rss:0kB

        """)
    let event = try #require(log.events.first)
    #expect(log.events.count == 1)
    #expect(event.about == .process(pid: 1235, name: "(sd-pam), x"))
    guard case .outOfMemory(let kill) = event.details else {
      Issue.record("no report")
      return
    }
    #expect(kill.constraint == "CONSTRAINT_MEMCG")
    #expect(kill.limitedGroup == "/kube,pods")
    #expect(kill.cgroup == "/kube,pods/a")
    #expect(kill.invoker == "python3")
    #expect(kill.totalVirtual == 327_128.0 * 1024)
    #expect(kill.anonymous == 306_328.0 * 1024)
    #expect(kill.file == 11_132.0 * 1024)
    #expect(kill.shared == 4096)
    #expect(kill.scoreAdjustment == -900)
    #expect(kill.circumstances?.hasPrefix("oom-kill:constraint=") == true)
  }

  @Test("An older kernel announces a kill and then tells it: one event")
  func oldKill() {
    let log = KernelLog(
      reading: """
        <6>[  100.000001] Task in /a/b killed as a result of limit of /a
        <3>[  100.000002] Memory cgroup out of memory: Kill process 1012 (heapster) score 1035 or sacrifice child
        <3>[  100.000003] Killed process 1013 (child) total-vm:8kB, anon-rss:4kB, file-rss:0kB
        <3>[  200.000002] Out of memory: Kill process 7 (a) score 3 or sacrifice child

        """)
    #expect(
      log.events.map(\.about) == [.process(pid: 1013, name: "child"), .process(pid: 7, name: "a")])
    guard case .outOfMemory(let kill)? = log.events.first?.details else { return }
    #expect(kill.constraint == "CONSTRAINT_MEMCG")
    #expect(kill.cgroup == "/a/b")
  }

  @Test("What the kernel left out counts with the message behind it")
  func suppressed() {
    let log = KernelLog(
      reading: """
        <4>[  100.000001] net_ratelimit: 41 callbacks suppressed
        <4>[  100.000002] nf_conntrack: nf_conntrack: table full, dropping packet
        <4>[  100.000003] nf_conntrack: nf_conntrack: table full, dropping packet
        <4>[  200.000001] kauditd_printk_skb: 22 callbacks suppressed
        <4>[  200.000002] nf_conntrack: nf_conntrack: table full, dropping packet

        """)
    #expect(log.events.map(\.count) == [42, 1, 1])
  }

  @Test("What an earlier boot left in a file is not of now")
  func earlierBoot() {
    let log = KernelLog(
      reading: """
        Nov 21 17:00:00 host kernel: [ 9000.0] Out of memory: Killed process 7 (a) total-vm:8kB
        Nov 22 17:00:00 host kernel: [    0.0] Linux version 6.1.0
        Nov 22 17:00:00 host kernel: [ 9000.0] I/O error, dev sda, sector 1 op 0x0:(READ)

        """)
    #expect(log.events.map(\.kind) == [.ioError])
    #expect(log.start == 0)
    let journal = KernelLog(
      reading: """
        {"_BOOT_ID":"a","_TRANSPORT":"kernel","__MONOTONIC_TIMESTAMP":"9000","MESSAGE":"md/raid:md0: Cannot continue operation (2/4 failed)."}
        {"_BOOT_ID":"b","_TRANSPORT":"kernel","__MONOTONIC_TIMESTAMP":"1","MESSAGE":"hello"}
        {"_BOOT_ID":"b","_TRANSPORT":"kernel","__MONOTONIC_TIMESTAMP":"9000","MESSAGE":"VFS: file-max limit 9223 reached"}

        """)
    #expect(journal.events.map(\.kind) == [.fileTableFull])
  }

  @Test("Words of the same kind that tell of nothing wrong", arguments: harmlessLines)
  func harmless(line: String) {
    #expect(KernelLog(reading: "<3>[    1.0] \(line)\n").events.filter(\.kind.isFault) == [])
  }

  @Test("Random bytes behind every anchor are read or passed over")
  func random() {
    var random = Seeded(state: 11)
    for rule in KernelRule.all {
      for _ in 0..<20 {
        var bytes = Array("<3>[    1.0] ".utf8)
        for _ in 0..<3 {
          for mark in [rule.anchor] + rule.also {
            for _ in 0..<Int.random(in: 0...6, using: &random) {
              bytes.append(
                Array(" :[](){},.'=#0123456789aZ\u{e9}".utf8).randomElement(using: &random) ?? 0)
            }
            bytes += Array(mark.description.utf8)
          }
        }
        _ = KernelLog(reading: String(decoding: bytes, as: UTF8.self) + "\n")
      }
    }
  }

  @Test("Every anchor can be found")
  func anchors() {
    for rule in KernelRule.all { #expect(rule.anchor.utf8CodeUnitCount >= 4) }
  }
}

private let harmlessLines = [
  "mce: CPU supports 10 MCE banks", "EDAC MC: Ver: 3.0.0", "RAS: Correctable Errors collector",
  "NMI watchdog: Enabled. Permanently consumes one hw-PMU counter.",
  "mce: CPU3: Core temperature/speed normal", "ata1: SATA link up 6.0 Gbps (SStatus 133)",
  "operation not supported error, dev sdb, sector 2048 op 0x3:(DISCARD) flags 0x800",
  "XFS (sda1): Mounting V5 Filesystem", "XFS (sda1): Ending recovery (logdev: internal)",
  "EXT4-fs (sda1): recovery complete", "md/raid1:md0: active with 2 out of 2 mirrors",
  "IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready",
  "nf_conntrack version 0.5.0 (7933 buckets, 31732 max)",
  "perf: interrupt took too long (2509 > 2500), lowering kernel.perf_event_max_sample_rate",
  "device-mapper: thin: Data device (dm-3) discard unsupported: Disabling discard passdown.",
  "usb 2-1: new SuperSpeed USB device number 2 using xhci_hcd",
  "NVRM: Xid error: xyz, invalid data", "nfs: server 10.0.0.5 starting",
  "bcache: register_bcache() error : device already registered (emitting change event)",
  "raid6: using avx2x2 recovery algorithm", "Out of memory handling is ready",
]

/// A class and a line of it, as docs/kernel-log.md shows it.
struct KernelLogExample {
  let kind: KernelEvent.Kind
  let line: String

  static func all() throws -> [KernelLogExample] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/kernel-log.md")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    return try rows.compactMap { row -> KernelLogExample? in
      let parts = row.split(separator: "`", omittingEmptySubsequences: false)
      guard row.hasPrefix("| `"), parts.count > 3 else { return nil }
      let kind = try #require(KernelEvent.Kind(rawValue: String(parts[1])), "\(parts[1])")
      return KernelLogExample(kind: kind, line: String(parts[3]).replacing("\\|", with: "|"))
    }
  }
}

extension KernelLog {
  /// The log in `text`, read at 10,000 s after boot.
  init(reading text: String, at now: Double = 10_000, wallTime: Double = 1_795_368_121) {
    let clock = KernelLogClock(uptime: now, wallTime: wallTime, zone: 0)
    var reader = KernelEventReader()
    let extent = KernelLogText(Text(text), clock: clock).search(for: KernelRule.anchors) {
      reader.take($0, $1)
    }
    self.init(
      source: "test", now: now, isEmpty: extent.isEmpty, start: reader.start ?? extent.start,
      events: reader.events, claims: reader.claims)
  }
}

/// SplitMix64: the same numbers in every run.
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
