import KernelText
import Model

extension KernelRule {
  static let processors: [KernelRule] = [
    // arch/x86/kernel/cpu/mce/core.c:
    // "mce: [Hardware Error]: CPU 2: Machine Check: 0 Bank 5: be00000000800400"
    event(.machineCheck, "Machine Check", also: ["Hardware Error", " Bank "]) { text in
      // Bit 61 of the status word: the error was not corrected. Intel SDM 15.3.2.2, AMD APM 9.3.2.
      let status = text.after(" Bank ")?.after(": ")?.until(" ").hexadecimal
      let isUncorrected = status.map { $0 & 1 << 61 != 0 } ?? true
      return Reading(kind: isUncorrected ? nil : .machineCheckCorrected)
    },
    // arch/x86/kernel/cpu/mce/dev-mcelog.c: an uncorrected one would have said so
    event(.machineCheckCorrected, "Machine check events logged"),
    // drivers/edac/mce_amd.c: "[Hardware Error]: Corrected error, no action required."
    event(.machineCheckCorrected, "[Hardware Error]: Corrected error"),
    event(.machineCheckCorrected, "[Hardware Error]: Deferred error"),
    event(.machineCheck, "[Hardware Error]: Uncorrected"),
    // drivers/firmware/efi/cper.c: "{1}[Hardware Error]: event severity: recoverable"
    event(.machineCheck, "[Hardware Error]: event severity: ") { text in
      switch text.after("severity: ")?.trimmed.string {
      case "corrected": Reading(kind: .machineCheckCorrected)
      case "recoverable", "fatal": Reading()
      default: nil
      }
    },
    // drivers/pci/pcie/aer.c: "nvme 0000:01:00.0: PCIe Bus Error: severity=Corrected, type=…"
    event(.busError, "PCIe Bus Error: severity=") { text in
      let address = text.before("PCIe Bus Error")?.pciAddress
      return Reading(
        about: address.map { .device($0) },
        kind: text.contains("severity=Corrected") ? .busErrorCorrected : nil)
    },
    // kernel/watchdog.c: "watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [kworker/1:2:1234]"
    event(
      .softLockup, "BUG: soft lockup",
      about: { text in
        text.lastIndex(of: UInt8(ascii: "[")).flatMap {
          text.slice($0 + 1, text.count).before("]")?.processByColon
        }
      }),
    // kernel/workqueue.c: "BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 stuck for 40s!"
    event(.softLockup, "BUG: workqueue lockup"),
    // kernel/watchdog.c: "watchdog: Watchdog detected hard LOCKUP on cpu 3"
    event(.hardLockup, "hard LOCKUP on cpu"),
    // kernel/rcu/tree_stall.h: "rcu: INFO: rcu_preempt self-detected stall on CPU"
    event(.rcuStall, "self-detected stall", also: ["rcu"]),
    event(.rcuStall, "detected stalls on", also: ["rcu"]),
    event(.rcuStall, "detected expedited stalls", also: ["rcu"]),
    event(.rcuStall, "kthread starved for ", also: ["rcu"]),
    // kernel/hung_task.c: "INFO: task dd:1234 blocked for more than 120 seconds."
    event(.hungTask, " for more than ", also: ["task ", " blocked ", " seconds"]) { text in
      guard let task = text.after("task ")?.before(" blocked ")?.processByColon else { return nil }
      return Reading(about: task)
    },
    // kernel/sched/rt.c
    event(.realTimeThrottled, "RT throttling activated"),
    // drivers/thermal/intel/therm_throt.c:
    // "CPU3: Core temperature is above threshold, cpu clock is throttled (total events = 12)"
    event(.thermal, "above threshold", also: ["temperature"]),
    // drivers/thermal/thermal_core.c: "thermal thermal_zone0: acpitz: critical temperature reached"
    event(.thermal, "critical temperature reached"),
    // kernel/time/clocksource.c, in the wordings of two ages
    event(.clockUnstable, "Marking clocksource ", also: [" unstable"]),
    event(.clockUnstable, "Clocksource ", also: [" unstable"]),
    event(.kernelFault, "Kernel panic - not syncing"),
    // arch/x86/mm/fault.c, in three wordings of three ages
    event(.kernelFault, "BUG: unable to handle "),
    event(.kernelFault, "BUG: kernel NULL pointer dereference"),
    // arch/arm64/mm/fault.c
    event(.kernelFault, "Unable to handle kernel "),
    event(.kernelFault, "Internal error: ", also: ["[#"]),
    // lib/bug.c
    event(.kernelFault, "kernel BUG at "),
    // arch/x86/kernel/dumpstack.c: "Oops: 0000 [#1] SMP", "divide error: 0000 [#1] SMP"
    event(.kernelFault, "Oops: ", also: [" [#"]),
    event(.kernelFault, "divide error: ", also: [" [#"]),
    event(.kernelFault, "general protection fault", also: [" [#"]),
    event(.kernelFault, "invalid opcode: ", also: [" [#"]),
    event(.kernelFault, "stack segment: ", also: [" [#"]),
    // mm/page_alloc.c, kernel/fork.c, kernel/sched/core.c, lib/list_debug.c, lib/refcount.c
    event(.kernelFault, "BUG: Bad page "),
    event(.kernelFault, "BUG: Bad rss-counter"),
    event(.kernelFault, "BUG: scheduling while atomic"),
    event(.kernelFault, "list_add corruption"),
    event(.kernelFault, "list_del corruption"),
    event(.kernelFault, "refcount_t: ", also: ["use-after-free"]),
    // OpenZFS module/os/linux/spl/spl-err.c: "PANIC at zio.c:345:zio_buf_alloc()"
    event(.kernelFault, "PANIC at "),
  ]
}
