import Model

/// Whether a GPU has memory left.
struct GPUMemory: Check {
  let resource = Resource.gpu
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Memory of each GPU that is taken, of what programs may take"
  let reason = """
    A program that asks for more than is left fails, or works out of the machine's memory at a \
    tenth of the speed. Many frameworks take nearly all of it when they start and divide it \
    themselves, so a full GPU is told and no more until the next request is bound to fail.
    """
  var thresholds: [Threshold] = [
    .note(
      90, .percent, source: "the performance checklist; JAX and vLLM documentation",
      reason: "Frameworks take 75 to 95 % of it beforehand, so that much is no fault."),
    .warning(
      98, .percent, source: "the performance checklist",
      reason: "What is left is too little for another program, or for one more large tensor."),
  ]
  let byHand = "nvidia-smi; cat /sys/class/drm/card*/device/mem_info_vram_used"
  let toMeasure: String? = toMeasureGPU

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeGPUs(observation, absenceIsNothing: true, \.memory) { gpu, memory in
      let used = Measurement("memory used", memory.percent, .percent, on: gpu.subject)
      let holders = gpu.processes.prefix(3).compactMap { process in
        process.memory.map {
          Measurement(
            "GPU memory", $0, .bytes,
            on: .process(pid: process.pid, name: process.name.lastPathComponent))
        }
      }
      let found = finding(
        used, "The memory of \(gpu.name) is nearly all taken.",
        evidence: [
          Measurement("used", memory.used, .bytes, on: gpu.subject),
          Measurement("for programs", memory.limit, .bytes, on: gpu.subject),
        ] + holders)
      return JudgedPart(measurement: used, finding: found)
    }
  }
}

extension String {
  fileprivate var lastPathComponent: String { split(separator: "/").last.map(String.init) ?? self }
}
