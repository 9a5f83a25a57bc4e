public import Model

/// Which checks read what each command of the 60-second triage shows.
public enum TriageChecks {
  /// The names of the checks, by command; every check that is listed is in `Checklist.all`.
  public static let byCommand: [(command: String, names: Set<String>)] = [
    ("uptime", names(CPULoad())),
    (
      "dmesg | tail",
      names(
        CPUMachineCheck(), CPULockup(), CPUKernelFault(), CPUThermal(), MemoryOOMKill(),
        MemoryAllocationFailure(), MemoryECC(), DiskIOErrors(), DiskDeviceResets(),
        DiskArrayEvents(), DiskShareSilent(), DiskFilesystemErrors(), DiskReadOnly(),
        NetworkAdapterFaults(), NetworkLinkFlaps(), NetworkInterfaceHeld(), NetworkSYNFlood(),
        NetworkLimitsReached(), GPUXid(), GPUSwitchXid(), GPUHang(), LimitsForkRejected(),
        LimitsFileTable(), ServiceCrashes())
    ),
    (
      "vmstat 1",
      names(
        CPUBusy(), CPURunQueue(), CPUPressure(), CPUSteal(), CPUContextSwitches(),
        MemorySwapActivity())
    ),
    ("mpstat -P ALL 1", names(CPUCorePegged(), CPUSystemShare(), CPUSoftirq())),
    ("pidstat 1", names(CPUForkRate(), CPUThrottling())),
    ("iostat -xz 1", names(DiskUtilization(), DiskQueue(), DiskAwait(), DiskPressure())),
    (
      "free -m",
      names(MemoryAvailable(), MemorySwapUse(), MemoryPressureSome(), MemoryPressureFull())
    ),
    (
      "sar -n DEV 1",
      names(NetworkInterfaceErrors(), NetworkFIFO(), NetworkThroughput(), NetworkDrops())
    ),
    (
      "sar -n TCP,ETCP 1",
      names(
        NetworkRetransmits(), NetworkTimeouts(), NetworkListenOverflow(), NetworkSYNDrops(),
        NetworkConnectFailures())
    ),
    ("top", names(LimitsZombies(), LimitsPids(), LimitsThreads())),
  ]

  /// The checks of the triage, in the order of the checklist.
  public static let all: [any Check] = {
    let names = byCommand.reduce(into: Set()) { $0.formUnion($1.names) }
    return Checklist.all.filter { names.contains($0.name) }
  }()

  private static func names(_ checks: any Check...) -> Set<String> { Set(checks.map(\.name)) }
}
