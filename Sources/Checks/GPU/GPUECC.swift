import Model

/// Whether a GPU's memory destroys data.
struct GPUECC: Check {
  let resource = Resource.gpu
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Memory errors of each GPU, and repairs that wait or have failed"
  let reason = """
    An error that could not be corrected ends the program whose data it destroyed, and cells that \
    wait for repair are replaced only when the GPU is reset. Corrected errors lose nothing. Cards \
    without error correction have nothing to tell; what happened before the driver was loaded is \
    not counted.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, label: "corrected", source: "NVIDIA Data Center GPU Manager, memory health",
      reason: "Nothing is lost; many in a short time announce worse."),
    Self.destroyed, Self.pending, Self.growing, Self.failed,
  ]
  private static let destroyed = Threshold.warning(
    0, .count, label: "uncorrected", source: "the performance checklist; NVIDIA Xid 48 and 94",
    reason: "Since the driver was loaded, data was destroyed; the card wants a reset and a look.")
  private static let pending = Threshold.warning(
    0, .count, label: "repair-pending", source: "NVIDIA GPU Memory Error Management, row remapping",
    reason: "Bad cells stay in use until the GPU is reset.")
  private static let growing = Threshold.critical(
    0, .count, label: "uncorrected-now", source: "the performance checklist; NVIDIA Xid 48 and 94",
    reason: "Data is destroyed while programs use it.")
  private static let failed = Threshold.critical(
    0, .count, label: "repair-failed", source: "NVIDIA GPU Memory Error Management, row remapping",
    reason: "No spare cells are left; NVIDIA takes such a card back.")
  let byHand = "nvidia-smi -q -d ECC,ROW_REMAPPER,PAGE_RETIREMENT"
  let toMeasure: String? = toMeasureGPU

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeGPUs(observation, absenceIsNothing: true, \.memoryErrors) { gpu, errors in
      let uncorrected = count("uncorrected memory errors", errors.uncorrected, gpu)
      return JudgedPart(measurement: uncorrected, finding: worst(gpu, errors, uncorrected))
    }
  }

  /// The gravest that is known of one card; the rest is its evidence.
  private func worst(_ gpu: GPU, _ errors: GPU.MemoryErrors, _ uncorrected: Measurement) -> Finding?
  {
    let new = count("uncorrected memory errors in the window", errors.newUncorrected ?? 0, gpu)
    let failed = count("failed repairs", errors.hasRepairFailed ? 1 : 0, gpu)
    let pending = count("repairs pending", errors.isRepairPending ? 1 : 0, gpu)
    let corrected = count("corrected memory errors in the window", errors.newCorrected ?? 0, gpu)
    let evidence = [
      uncorrected, count("corrected memory errors", errors.corrected, gpu), pending,
    ]
    let name = gpu.name
    return finding(
      failed, past: effective(Self.failed), "\(name) has no spare cells left for its bad memory.",
      evidence: evidence)
      ?? finding(
        new, past: effective(Self.growing), "The memory of \(name) destroys data.",
        evidence: evidence)
      ?? finding(
        uncorrected, past: effective(Self.destroyed),
        "The memory of \(name) has destroyed data since its driver was loaded.",
        evidence: [pending])
      ?? finding(
        pending, past: effective(Self.pending),
        "Bad memory of \(name) stays in use until it is reset.", evidence: [uncorrected])
      ?? finding(corrected, past: effective(thresholds[0]), "The memory of \(name) errs.")
  }

  private func count(_ name: String, _ value: Double, _ gpu: GPU) -> Measurement {
    Measurement(name, value, .count, on: gpu.subject)
  }
}
