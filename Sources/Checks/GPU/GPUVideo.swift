import Model

/// Whether a GPU's video engines are at work all the time.
struct GPUVideo: Check {
  let resource = Resource.gpu
  let aspect = Aspect.utilization
  let summary = "Share of time in which each GPU's video encoder or decoder worked"
  let reason = """
    Streams are encoded and decoded by engines of their own, of which a card has few: they can be \
    full while the GPU itself is idle, and then frames are late. It is context, as for the GPU.
    """
  var thresholds: [Threshold] = [
    .note(
      90, .percent, source: "the performance checklist: encoder",
      reason: "Nearly all the time the engine works; one more stream makes all of them late.")
  ]
  let byHand = "nvidia-smi dmon -s u"
  let toMeasure: String? = toMeasureGPU

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeGPUs(observation, absenceIsNothing: true, \.video) { gpu, busy in
      let share = Measurement("video engine busy", busy, .percent, on: gpu.subject)
      return JudgedPart(
        measurement: share,
        finding: finding(
          share, "A video engine of \(gpu.name) is at work all the time.", evidence: gpu.load))
    }
  }
}
