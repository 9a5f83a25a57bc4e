import KernelText
import Model

extension KernelRule {
  static let memory: [KernelRule] = [
    // mm/oom_kill.c __oom_kill_process:
    // "Memory cgroup out of memory: Killed process 1234 (python3) total-vm:327128kB, anon-rss:…"
    event(.outOfMemory, "Killed process ", read: kill),
    // mm/oom_kill.c before Linux 4.20, then followed by the line above:
    // "Out of memory: Kill process 1012 (heapster) score 1035 or sacrifice child"
    event(.outOfMemory, ": Kill process ", read: kill),
    // mm/oom_kill.c dump_oom_summary:
    // "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),…,oom_memcg=/a,task_memcg=/a/b,…"
    KernelRule(effect: .circumstance, anchor: "oom-kill:constraint=", read: constraint),
    // mm/memcontrol.c before Linux 4.19: "Task in /a/b killed as a result of limit of /a"
    KernelRule(effect: .circumstance, anchor: "killed as a result of limit of ", read: oldLimit),
    // mm/oom_kill.c dump_header: "python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0"
    KernelRule(
      effect: .circumstance, anchor: " invoked oom-killer: ",
      read: { text in
        var kill = KernelEvent.OutOfMemory()
        kill.invoker = text.before(" invoked oom-killer: ")?.string
        return Reading(details: .outOfMemory(kill))
      }),
    // mm/page_alloc.c warn_alloc: "kworker/0:1: page allocation failure: order:4, mode:0x40cc0(…)"
    event(.allocationFailure, ": page allocation failure: ") { text in
      guard let order = text.after("order:")?.leadingNumber else { return nil }
      let task = text.before(": page allocation failure: ")?.string ?? ""
      return Reading(details: .allocation(order: order, task: task))
    },
    // drivers/edac/edac_mc.c: "EDAC MC0: 1 CE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0 ("
    event(.memoryErrorUncorrected, "EDAC ", also: [" UE "]) { module($0, " UE ") },
    event(.memoryErrorCorrected, "EDAC ", also: [" CE "]) { module($0, " CE ") },
    event(.memoryErrorUncorrected, "UE memory read error") { module($0, "UE ") },
    event(.memoryErrorCorrected, "CE memory read error") { module($0, "CE ") },
    // mm/memory-failure.c: "Memory failure: 0x12f4: recovery action for dirty LRU page: Recovered"
    event(.memoryErrorUncorrected, "Memory failure: 0x", also: ["recovery action for"]),
    // mm/memory-failure.c: "…: Sending SIGBUS to java:1234 due to hardware memory corruption"
    event(
      .memoryErrorUncorrected, "hardware memory corruption",
      about: { text in
        let killed = text.after("Sending SIGBUS to ") ?? text.after("Killing ")
        return killed?.until(" ").processByColon
      }),
  ]

  /// The victim and its sizes: `Killed process 1234 (python3) total-vm:327128kB, anon-rss:…`.
  @Sendable private static func kill(_ text: Text) -> Reading? {
    guard let start = text.after("Killed process ") ?? text.after("Kill process "),
      let pid = start.leadingNumber, let rest = start.after("(")
    else { return nil }
    // The name may hold parentheses; what follows it does not.
    let end =
      rest.firstIndex(of: ") total-vm") ?? rest.firstIndex(of: ") score ")
      ?? rest.firstIndex(of: "), ") ?? rest.firstIndex(of: ") ")
      ?? rest.lastIndex(of: UInt8(ascii: ")")) ?? rest.count
    var kill = KernelEvent.OutOfMemory()
    let sizes = rest.slice(end, rest.count)
    kill.totalVirtual = kilobytes(sizes, "total-vm:")
    kill.anonymous = kilobytes(sizes, "anon-rss:")
    kill.file = kilobytes(sizes, "file-rss:")
    kill.shared = kilobytes(sizes, "shmem-rss:")
    kill.scoreAdjustment = sizes.after("oom_score_adj:")?.until(" ,").signedNumber.flatMap {
      Int(exactly: $0)
    }
    if text.hasPrefix("Memory cgroup ") { kill.constraint = "CONSTRAINT_MEMCG" }
    return Reading(
      about: .process(pid: pid, name: rest.slice(0, end).string), details: .outOfMemory(kill))
  }

  private static func kilobytes(_ text: Text, _ name: StaticString) -> Double? {
    text.after(name)?.leadingNumber.map { Double($0) * 1024 }
  }

  /// A path may hold commas; the key behind it does not stand in one.
  @Sendable private static func constraint(_ text: Text) -> Reading? {
    var kill = KernelEvent.OutOfMemory()
    kill.constraint = text.after("constraint=")?.until(",").string
    kill.limitedGroup = text.after("oom_memcg=")?.before(",task_memcg=")?.string
    kill.cgroup = text.after("task_memcg=")?.before(",task=")?.string
    kill.circumstances = text.string
    return Reading(details: .outOfMemory(kill))
  }

  @Sendable private static func oldLimit(_ text: Text) -> Reading? {
    var kill = KernelEvent.OutOfMemory()
    kill.constraint = "CONSTRAINT_MEMCG"
    kill.cgroup = text.after("Task in ")?.before(" killed as")?.string
    kill.limitedGroup = text.after(" limit of ")?.trimmed.string
    kill.circumstances = text.string
    return Reading(details: .outOfMemory(kill))
  }

  /// How many errors, and the module's label: `1 CE memory read error on LABEL (channel:1 …`.
  private static func module(_ text: Text, _ mark: StaticString) -> Reading? {
    let count = text.before(mark)?.lastWord?.number ?? 1
    let label = text.after(" on ").map { $0.before(" (") ?? $0 }?.trimmed
    return Reading(
      about: label.map { .device($0.string) }, count: Int(clamping: min(max(count, 1), 1_000_000)))
  }
}
