public import Model

/// Every check, resource by aspect, in the order in which they are judged.
///
/// A check that is not here does not exist; the tests see to it that all are, once each, with a
/// fixture that fires and one that stays silent.
public enum Checklist {
  /// All of them, once each.
  public static let all: [any Check] = [
    // CPU
    CPUMachineCheck(),
    CPULockup(),
    CPUThermal(),
    CPUBusy(),
    CPUCorePegged(),
    CPUSystemShare(),
    CPUSoftirq(),
    CPUSteal(),
    CPURunQueue(),
    CPUPressure(),
    CPURunDelay(),
    CPUThrottling(),
    CPULoad(),
    CPUContextSwitches(),
    CPUForkRate(),
    CPUCgroupPressure(),
    // Memory
    MemoryOOMKill(),
    MemoryAllocationFailure(),
    MemoryECC(),
    MemoryHardwareCorrupted(),
    MemoryAvailable(),
    MemoryCommit(),
    MemorySlabUnreclaimable(),
    MemoryHugePages(),
    MemorySwapUse(),
    MemoryCgroupUse(),
    MemorySwapActivity(),
    MemoryPressureSome(),
    MemoryPressureFull(),
    MemoryReclaim(),
    MemoryMajorFaults(),
    MemoryRefaults(),
    MemoryCompaction(),
    MemoryHugePageSplits(),
    MemoryCgroupLimit(),
    MemoryCgroupPressure(),
    // Disk
    DiskIOErrors(),
    DiskFilesystemErrors(),
    DiskReadOnly(),
    DiskUtilization(),
    DiskSpace(),
    DiskInodes(),
    DiskQueue(),
    DiskAwait(),
    DiskPressure(),
    DiskBlockedTasks(),
    DiskWriteback(),
    DiskCgroupThrottle(),
    DiskCgroupPressure(),
  ]
}
