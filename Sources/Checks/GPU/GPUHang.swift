import Model

/// Whether GPUs hang or lose memory, as drivers other than NVIDIA's tell it.
struct GPUHang: Check {
  let resource = Resource.gpu
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Hangs, resets and memory errors of GPUs in the kernel's log of the last hour"
  let reason = """
    A GPU that hangs is reset by its driver, and the program that used it loses its work. Once is \
    mostly that program's doing, again and again the GPU's or the driver's. An error in its memory \
    that could not be corrected has lost data.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux drivers/gpu/drm/amd/amdgpu/amdgpu_device.c",
      reason: "One hang was ended by a reset."),
    .warning(
      2, .count, label: "hangs", source: "Linux drivers/gpu/drm/i915/i915_gpu_error.c",
      reason: "More than two in an hour are no accident; i915 bans a context after as many."),
    .warning(
      0, .count, label: "memory", source: "Linux Documentation/gpu/amdgpu/ras.rst",
      reason: "Any error in memory that was not corrected: data was lost."),
  ]
  let byHand = "dmesg -T | grep -iE 'amdgpu|i915|peermem' | grep -iE 'reset|hang|timeout|error'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let kinds: [KernelEvent.Kind: [Threshold]] = [
      .gpuHang: thresholds.filter { $0.label != "memory" },
      .gpuMemoryError: thresholds.filter { $0.label == "memory" },
      .gpuPeerMemory: thresholds.filter { $0.level == .note },
    ]
    // The timeout and the reset tell of one hang.
    let findings = eventFindings(kinds, within: anHour, in: log, incidents: [.gpuHang: 10]) {
      event in
      switch event.kind {
      case .gpuHang: "A GPU hung and was reset."
      case .gpuMemoryError: "A GPU's memory made an error that could not be corrected."
      default: "Memory that a GPU shared with an adapter was let go too late."
      }
    }
    return try verdict(
      findings, on: Set(kinds.keys), within: anHour, in: log, clear: "GPU hangs")
  }
}
