import Model

/// Whether a GPU is about to be slowed down by heat.
struct GPUTemperature: Check {
  let resource = Resource.gpu
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Degrees left until each GPU is slowed down by its own hardware"
  let reason = """
    What matters is how far a GPU is from its own limit, which differs by forty degrees from card \
    to card; the driver keeps most of them some degrees below it under load. GPUThrottle tells \
    whether heat costs speed.
    """
  var thresholds: [Threshold] = [
    .note(
      3, .celsius, .below, source: "whyslow: nvidia-smi's own limits",
      reason: "A warmer room or one more fan that fails, and it is slowed down."),
    .warning(
      0.5, .celsius, .below, source: "NVIDIA NVML NVML_TEMPERATURE_THRESHOLD_SLOWDOWN",
      reason: "At this temperature the hardware halves the clock."),
  ]
  let byHand = "nvidia-smi -q -d TEMPERATURE; sensors"
  let toMeasure: String? = toMeasureGPU

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeGPUs(observation, absenceIsNothing: true, leastIsWorst: true, \.temperature) {
      gpu, temperature in
      guard let left = temperature.left else { return nil }
      let room = Measurement("left until slowed down", left, .celsius, on: gpu.subject)
      let found = finding(
        room, "\(gpu.name) is as hot as it may become.",
        evidence: [
          Measurement("temperature", temperature.degrees, .celsius, on: gpu.subject)
        ] + gpu.load.filter { $0.name != "temperature" })
      return JudgedPart(measurement: room, finding: found)
    }
  }
}
