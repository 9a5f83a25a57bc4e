import Model

/// Whether a GPU is at work all the time.
struct GPUBusy: Check {
  let resource = Resource.gpu
  let aspect = Aspect.utilization
  let summary = "Share of time in which each GPU worked"
  let reason = """
    A GPU that is always at work is what it was bought for, so this is context: who waits for it \
    waits for its own or another's work. The number says that something ran, not how much of the \
    GPU it used. A card that is divided into instances does not tell.
    """
  var thresholds: [Threshold] = [
    .note(
      90, .percent, source: "the performance checklist: compute is a note",
      reason: "Nearly all the time something runs on it; more work waits.")
  ]
  let byHand = "nvidia-smi dmon -s u; cat /sys/class/drm/card*/device/gpu_busy_percent"
  let toMeasure: String? = toMeasureGPU

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeGPUs(observation, \.busy) { gpu, busy in
      let share = Measurement("busy", busy, .percent, on: gpu.subject)
      let evidence = gpu.load.filter { $0.name != "busy" }
      return JudgedPart(
        measurement: share,
        finding: finding(share, "\(gpu.name) is at work all the time.", evidence: evidence))
    }
  }
}
