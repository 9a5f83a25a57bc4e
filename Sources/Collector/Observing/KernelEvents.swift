import Model

extension KernelEvent {
  /// The event that `line` tells of; nil for the many lines that tell of nothing wrong.
  ///
  /// The wording is that of the kernel's own `printk` calls, named beside each.
  init?(_ line: KernelLog.Line) {
    let text = line.text
    for pattern in Self.patterns where pattern.matches(text) {
      self.init(kind: pattern.kind, about: pattern.about(text), line: line)
      return
    }
    return nil
  }

  private struct Pattern {
    let kind: Kind
    /// Each group must have a member in the text.
    let contains: [[String]]
    var without: [String] = []
    var about: @Sendable (String) -> Subject? = { _ in nil }

    func matches(_ text: String) -> Bool {
      contains.allSatisfy { group in group.contains { text.holds($0) } }
        && !without.contains { text.holds($0) }
    }
  }

  /// fs/xfs/xfs_error.c, xfs_fsops.c, xfs_buf.c and xfs_log.c.
  private static let xfsDamage = [
    "orrupt", "CRC error", "nternal error", "I/O error", "writeback error", "hutting down",
    "hut down", "hutdown", "mount failed", "recovery failed", "ailed to recover", "xfs_repair",
  ]

  private static let patterns: [Pattern] = [
    // mm/oom_kill.c __oom_kill_process, and the name before Linux 4.20
    Pattern(
      kind: .outOfMemory,
      contains: [["Out of memory: Kill", "Memory cgroup out of memory: Kill", "Killed process "]],
      about: victim),
    // arch/x86/kernel/cpu/mce
    Pattern(
      kind: .machineCheck, contains: [["mce: [Hardware Error]", "Machine check events logged"]],
      without: [" corrected", "Corrected"]),
    // drivers/edac/edac_mc.c: "EDAC MC0: 1 CE …" and "… 1 UE …"
    Pattern(kind: .memoryErrorUncorrected, contains: [["EDAC "], [" UE "]]),
    Pattern(kind: .memoryErrorCorrected, contains: [["EDAC "], [" CE "]]),
    // kernel/watchdog.c
    Pattern(kind: .softLockup, contains: [["BUG: soft lockup"]], about: processInBrackets),
    Pattern(
      kind: .hardLockup, contains: [["Watchdog detected hard LOCKUP", "hard LOCKUP on cpu"]]),
    // kernel/rcu/tree_stall.h
    Pattern(
      kind: .rcuStall,
      contains: [
        ["rcu:", "INFO: rcu", "rcu_"],
        ["self-detected stall", "detected stalls", "detected expedited stalls"],
      ]),
    // kernel/hung_task.c: "INFO: task dd:1234 blocked for more than 120 seconds."
    Pattern(
      kind: .hungTask, contains: [["INFO: task "], ["blocked for more than"]], about: hungTask),
    // mm/page_alloc.c warn_alloc: "kworker/0:1: page allocation failure: order:4, …"
    Pattern(kind: .allocationFailure, contains: [["page allocation failure"]]),
    // block/blk-core.c: "I/O error, dev sda, sector 2048 op 0x0:(READ) …", fs/buffer.c
    Pattern(
      kind: .ioError,
      contains: [
        [
          "I/O error, dev ", "Buffer I/O error on dev", "critical medium error, dev ",
          "Medium Error",
        ]
      ],
      about: device),
    // fs/ext4/super.c, fs/xfs, fs/btrfs/messages.c
    Pattern(
      kind: .remountReadOnly,
      contains: [["Remounting filesystem read-only", "forced readonly"]], about: filesystemDevice),
    Pattern(
      kind: .filesystemError,
      contains: [
        [
          "EXT4-fs error", "EXT3-fs error", "EXT2-fs error", "BTRFS error", "BTRFS critical",
          "F2FS-fs error",
        ]
      ],
      about: filesystemDevice),
    // fs/xfs says a lot that is no damage: mounts, recoveries, deprecated formats, features
    Pattern(
      kind: .filesystemError, contains: [["XFS ("], xfsDamage], about: filesystemDevice),
    // kernel/cgroup/pids.c: "cgroup: fork rejected by pids controller in /lab"
    Pattern(
      kind: .forkRejected, contains: [["fork rejected by pids controller"]], about: rejectingGroup),
    // arch/x86/kernel/cpu/mce/therm_throt.c
    Pattern(
      kind: .thermal,
      contains: [["temperature above threshold", "temperature is above threshold"]]),
  ]
}

/// The victim in `… Killed process 1234 (python3) total-vm:…`.
@Sendable private func victim(_ text: String) -> Subject? {
  guard let start = text.after("process "), let open = start.firstIndex(of: "("),
    let pid = Int(start[..<open].split(separator: " ").first.map { $0.filter(\.isNumber) } ?? "")
  else { return nil }
  let rest = start[start.index(after: open)...]
  // The name may hold parentheses; what follows it does not.
  let tail = rest.range(of: ") total-vm") ?? rest.range(of: "), ") ?? rest.range(of: ") ")
  let end = tail?.lowerBound ?? rest.lastIndex(of: ")") ?? rest.endIndex
  return .process(pid: pid, name: String(rest[..<end]))
}

/// The last brackets of `… stuck for 22s! [stress:1234]`.
@Sendable private func processInBrackets(_ text: String) -> Subject? {
  guard let open = text.lastIndex(of: "["), let close = text.lastIndex(of: "]"), open < close
  else { return nil }
  return process(text[text.index(after: open)..<close])
}

/// The task in `INFO: task dd:1234 blocked for more than 120 seconds`.
@Sendable private func hungTask(_ text: String) -> Subject? {
  guard let start = text.after("INFO: task "), let end = start.range(of: " blocked for") else {
    return nil
  }
  return process(start[..<end.lowerBound])
}

/// `name:pid`, where the name may hold colons: `kworker/0:1:77`.
private func process(_ text: Substring) -> Subject? {
  guard let colon = text.lastIndex(of: ":"), let pid = Int(text[text.index(after: colon)...]) else {
    return nil
  }
  return .process(pid: pid, name: String(text[..<colon]))
}

/// The name after `dev ` or `device `: `I/O error, dev sda, sector 2048`.
@Sendable private func device(_ text: String) -> Subject? {
  guard let rest = text.after(", dev ") ?? text.after("on dev ") ?? text.after("on device ") else {
    return bracketedDevice(text)
  }
  return .device(String(rest.prefix { $0 != "," && $0 != " " && $0 != ":" }))
}

/// The first brackets of `sd 2:0:0:0: [sda] tag#0 Sense Key : Medium Error`.
private func bracketedDevice(_ text: String) -> Subject? {
  guard let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]") else {
    return nil
  }
  return .device(String(text[text.index(after: open)..<close]))
}

/// The parentheses of `EXT4-fs error (device loop0): …` or `XFS (sda1): …`.
@Sendable private func filesystemDevice(_ text: String) -> Subject? {
  guard let open = text.firstIndex(of: "("), let close = text[open...].firstIndex(of: ")") else {
    return nil
  }
  let inside = text[text.index(after: open)..<close]
  let name = inside.hasPrefix("device ") ? inside.dropFirst(7) : inside
  return .device(String(name.prefix { $0 != ":" }))
}

@Sendable private func rejectingGroup(_ text: String) -> Subject? {
  text.after("pids controller in ").map { .cgroup(String($0)) }
}

extension String {
  /// Whether `mark` stands anywhere in the text.
  ///
  /// Byte by byte: the library's search of characters costs a table for each call, which for every
  /// pattern of every line adds up to more than all other judging.
  fileprivate func holds(_ mark: String) -> Bool {
    utf8.withContiguousStorageIfAvailable { text in
      mark.utf8.withContiguousStorageIfAvailable { text.holds($0) }
    }?.flatMap { $0 } ?? contains(mark)
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func holds(_ mark: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = mark.first, mark.count <= count else { return mark.isEmpty }
    for start in 0...(count - mark.count) where self[start] == first {
      if (1..<mark.count).allSatisfy({ self[start + $0] == mark[$0] }) { return true }
    }
    return false
  }
}

extension StringProtocol {
  /// What follows the first `mark`.
  fileprivate func after(_ mark: String) -> SubSequence? {
    range(of: mark).map { self[$0.upperBound...] }
  }

  /// Where `mark` first stands.
  fileprivate func range(of mark: String) -> Range<Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(mark) { return index..<self.index(index, offsetBy: mark.count) }
      index = self.index(after: index)
    }
    return nil
  }
}
