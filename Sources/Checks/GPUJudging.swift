import Model

// What the checks of GPUs share.

extension Check {
  /// The verdict on every GPU of the machine, which may have none.
  ///
  /// `absenceIsNothing` says that a GPU that does not tell has nothing to judge, `leastIsWorst`
  /// that the least number is the one to show where all are well.
  func judgeGPUs<Value>(
    _ observation: Observation, absenceIsNothing: Bool = false, leastIsWorst: Bool = false,
    _ value: (GPU) -> Measured<Value>, _ judge: (GPU, Value) -> JudgedPart?
  ) throws(Gap) -> Verdict {
    let gpus = try observation.gpus.get()
    var least: Measurement?
    let verdict = try judgeEach(
      gpus, nothing: Measurement("GPUs", Double(gpus.count), .count),
      absenceIsNothing: absenceIsNothing, value
    ) { gpu, value in
      guard let part = judge(gpu, value) else { return nil }
      let number = part.measurement.quantity.value
      if number < least?.quantity.value ?? .infinity { least = part.measurement }
      return part
    }
    guard leastIsWorst, case .clear = verdict, let least else { return verdict }
    return .clear(least)
  }
}

extension GPU {
  /// The GPU as the thing that a finding is about.
  var subject: Subject { .gpu(name) }

  /// How busy it is and how near its power limit, as evidence.
  var load: [Measurement] {
    [
      busy.value.map { Measurement("busy", $0, .percent, on: subject) },
      power.value.map { Measurement("power of its limit", $0, .percent, on: subject) },
      temperature.value.map { Measurement("temperature", $0.degrees, .celsius, on: subject) },
    ].compactMap { $0 }
  }
}

/// What tells of a GPU where its driver's files do not.
let toMeasureGPU = """
  By hand: nvidia-smi -q for NVIDIA's own driver (nvidia-smi -pm 1 lets it answer at once), amd-smi \
  metric for AMD, intel_gpu_top for Intel.
  """
