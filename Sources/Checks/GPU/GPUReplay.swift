import Model

/// Whether a GPU's link has to send again.
struct GPUReplay: Check {
  let resource = Resource.gpu
  let aspect = Aspect.errors
  let summary = "Packets that each GPU's PCI Express link had to send again"
  let reason = """
    A packet that arrives damaged is sent again by the link itself, and nothing is lost but time. \
    One now and then is normal; many are a bad contact, riser or cable. It is counted over the \
    window.
    """
  var thresholds: [Threshold] = [
    Self.few,
    .warning(
      8, .count, label: "a-minute", source: "NVIDIA Data Center GPU Manager, PCIe health",
      reason: "Eight a minute are the most that NVIDIA's driver writers recommend."),
  ]
  private static let few = Threshold.floor(
    2, .count, source: "whyslow", reason: "In a short window one replay makes a high rate.")
  let byHand = "nvidia-smi -q | grep -i replay"
  let toMeasure: String? = toMeasureGPU

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let minutes = observation.window.seconds / 60
    return try judgeGPUs(observation, absenceIsNothing: true, \.replays) { gpu, replays in
      let rate = Measurement(
        "replays a minute", minutes > 0 ? replays / minutes : 0, .count, on: gpu.subject)
      let isEnough = effective(Self.few).isPassed(by: replays)
      let found = finding(
        rate, "The link of \(gpu.name) has to send packets again.",
        evidence: [Measurement("replays", replays, .count, on: gpu.subject)])
      return JudgedPart(measurement: rate, finding: isEnough ? found : nil)
    }
  }
}
