import Model

/// Whether a driver asks for a GPU to be reset.
struct GPURecovery: Check {
  let resource = Resource.gpu
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "GPUs of which the driver says that they need a reset, a reboot or to be drained"
  let reason = """
    After a fault that it cannot clear itself the driver says what would: until then programs on \
    this GPU fail or run without part of it. Only NVIDIA's drivers from 560 on say so.
    """
  var thresholds: [Threshold] = [
    Self.drain,
    .critical(
      0, .count, source: "NVIDIA NVML nvmlDeviceGpuRecoveryAction_t",
      reason: "The GPU does not work as it is."),
  ]
  private static let drain = Threshold.warning(
    0, .count, label: "drain", source: "NVIDIA NVML nvmlDeviceGpuRecoveryAction_t",
    reason: "What runs may end its work; nothing new is to begin.")
  let byHand = "nvidia-smi -q | grep -i 'recovery action'"
  let toMeasure: String? = toMeasureGPU

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeGPUs(observation, absenceIsNothing: true, \.recovery) { gpu, action in
      let needed = Measurement("recovery needed", action == nil ? 0 : 1, .count, on: gpu.subject)
      guard let action else { return JudgedPart(measurement: needed) }
      let statement = "The driver asks for \(gpu.name) to be recovered: \(action)."
      // "Drain P2P" and "Drain and Reset"
      let found =
        action.hasPrefix("Drain")
        ? finding(needed, past: effective(Self.drain), statement) : finding(needed, statement)
      return JudgedPart(measurement: needed, finding: found)
    }
  }
}
