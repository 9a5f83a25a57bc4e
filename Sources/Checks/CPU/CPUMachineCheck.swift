import Model

/// Whether the processors reported hardware errors.
struct CPUMachineCheck: Check {
  let resource = Resource.cpu
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Machine checks and errors of the PCI Express bus in the kernel's log of an hour"
  let reason = """
    A machine check is the processor's own report of faulty hardware. A corrected one cost a \
    little time, and many foretell worse; an uncorrected one lost data, and the kernel killed the \
    task or took the page out of use. Bit 61 of the bank's status word tells them apart. The bus \
    repeats what it lost, so that its corrected errors are notes.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "node-problem-detector; netdata health.d/memory.conf ecc_memory_ce",
      reason: "Healthy hardware reports few; a corrected one is an early sign and no more."),
    .warning(
      10, .count, label: "corrected", source: "mcelog.conf, ce-error-threshold = 10 / 24h",
      reason: "As many corrected ones in an hour foretell worse."),
    .warning(
      0, .count, label: "bus", source: "Linux Documentation/PCI/pcieaer-howto.rst",
      reason: "An uncorrected error of the bus lost a transaction; a driver had to begin again."),
    .critical(
      0, .count, source: "netdata health.d/memory.conf ecc_memory_ue",
      reason: "An uncorrected error means that data was lost."),
  ]
  let byHand = "dmesg | grep -iE 'mce|machine check|hardware error'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let corrected = thresholds.filter { $0.label == "corrected" || $0.level == .note }
    return try judgeEvents(
      [
        .machineCheck: thresholds.filter { $0.level == .critical },
        .machineCheckCorrected: corrected,
        .busError: thresholds.filter { $0.label == "bus" },
        .busErrorCorrected: thresholds.filter { $0.level == .note },
      ], within: anHour, in: observation.kernelLog.get(), clear: "machine checks"
    ) { event in
      switch event.kind {
      case .machineCheck: "A processor reported a hardware error that it could not correct."
      case .machineCheckCorrected: "A processor reported a hardware error and corrected it."
      case .busError: "\(event.about?.name ?? "A device") lost a transaction on its bus."
      default: "\(event.about?.name ?? "A device") repeats what its bus lost."
      }
    }
  }
}
