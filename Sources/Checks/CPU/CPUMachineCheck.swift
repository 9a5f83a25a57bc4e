import Model

/// Whether the processors reported hardware errors.
struct CPUMachineCheck: Check {
  let resource = Resource.cpu
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Machine checks in the kernel's log of the last hour"
  let reason = """
    A machine check is the processor's own report of faulty hardware. A corrected one cost a \
    little time and foretells worse; an uncorrected one lost data, and the kernel killed the task \
    or took the page out of use. Bit 61 of the bank's status word tells them apart.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "node-problem-detector; netdata health.d/memory.conf ecc_memory_ce",
      reason: "Healthy hardware reports none; a corrected one is an early sign."),
    .critical(
      0, .count, source: "netdata health.d/memory.conf ecc_memory_ue",
      reason: "An uncorrected error means that data was lost."),
  ]
  let byHand = "dmesg | grep -iE 'mce|machine check|hardware error'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    var log = try observation.kernelLog.get()
    // One error is several lines; the others give its address and time.
    log.events.removeAll { $0.kind == .machineCheck && !$0.isReport }
    var corrected = log
    var uncorrected = log
    corrected.events.removeAll { $0.isUncorrected }
    uncorrected.events.removeAll { !$0.isUncorrected }
    let findings =
      eventFindings([.machineCheck: .critical], within: 3600, in: uncorrected) { _ in
        "A processor reported a hardware error that it could not correct."
      }
      + eventFindings([.machineCheck: .warning], within: 3600, in: corrected) { _ in
        "A processor reported a hardware error."
      }
    if findings.isEmpty { try log.requireReach(3600) }
    return .of(findings, clear: Measurement("machine checks", 0, .count))
  }
}

extension KernelEvent {
  /// Whether a line about a machine check is the one that says what it was.
  fileprivate var isReport: Bool {
    let text = line.text.lowercased()
    return text.contains("machine check") || text.contains("uncorrected")
  }

  /// Whether a machine check says that the error was not corrected.
  ///
  /// `mce: [Hardware Error]: CPU 2: Machine Check: 0 Bank 5: be00000000800400` has it in the UC
  /// bit of the status word; the decoders of EDAC write it out.
  fileprivate var isUncorrected: Bool {
    let words = line.text.split(separator: " ")
    if let bank = words.firstIndex(of: "Bank"), words.indices.contains(bank + 2),
      let status = UInt64(words[bank + 2], radix: 16)
    {
      return status & 1 << 61 != 0
    }
    let text = line.text.lowercased()
    return text.contains("uncorrected") || text.contains("fatal")
  }
}
