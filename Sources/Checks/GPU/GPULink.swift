import Model

/// Whether a GPU's link to the machine is narrower or slower than it could be.
struct GPULink: Check {
  let resource = Resource.gpu
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Width and generation of each GPU's PCI Express link against the most possible"
  let reason = """
    A card that sits badly, or a lane that fails, halves the link or worse: the GPU computes as \
    fast as ever and waits for its data. An idle GPU lowers the generation by design, so it counts \
    only while the GPU is at work; laptops have fewer lanes than the chip could use.
    """
  var thresholds: [Threshold] = [Self.half, Self.width, Self.speed]
  private static let half = Threshold.note(
    1, .ratio, .below, label: "shared-slots", source: "whyslow; NVIDIA NVML PCIe link",
    reason: "Boards with two slots for such cards give each half of the lanes, at little cost.")
  private static let width = Threshold.warning(
    1, .ratio, .below, label: "width", source: "the performance checklist; NVIDIA NVML PCIe link",
    reason: "The number of lanes does not change with load: fewer are a fault or a wrong slot.")
  private static let speed = Threshold.warning(
    1, .ratio, .below, label: "generation",
    source: "the performance checklist; NVIDIA NVML PCIe link",
    reason: "Each generation less halves the speed; at full clocks the link is to be at its own.")
  let byHand =
    "nvidia-smi --query-gpu=pcie.link.width.current,pcie.link.width.max,"
    + "pcie.link.gen.gpucurrent,pcie.link.gen.max --format=csv"
  let toMeasure: String? = toMeasureGPU

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeGPUs(observation, absenceIsNothing: true, leastIsWorst: true, \.link) { gpu, link in
      let lanes = Measurement(
        "link width of the widest", link.width / link.widest, .ratio, on: gpu.subject)
      return JudgedPart(
        measurement: lanes, finding: narrow(gpu, link, lanes) ?? slow(gpu, link))
    }
  }

  private func narrow(_ gpu: GPU, _ link: GPU.Link, _ lanes: Measurement) -> Finding? {
    guard !gpu.isOfLaptop else { return nil }
    let mayShare = gpu.name.contains("GeForce") && link.width * 2 >= link.widest
    return finding(
      lanes, past: effective(mayShare ? Self.half : Self.width),
      "\(gpu.name) has fewer lanes than it could.",
      evidence: [
        Measurement("lanes", link.width, .count, on: gpu.subject),
        Measurement("most lanes", link.widest, .count, on: gpu.subject),
      ])
  }

  private func slow(_ gpu: GPU, _ link: GPU.Link) -> Finding? {
    guard link.isAtWork, let now = link.generation, let most = link.newest, most > 0 else {
      return nil
    }
    return finding(
      Measurement("link generation of the newest", now / most, .ratio, on: gpu.subject),
      past: effective(Self.speed), "\(gpu.name) is at work over a link below its speed.",
      evidence: [
        Measurement("generation", now, .count, on: gpu.subject),
        Measurement("newest generation", most, .count, on: gpu.subject),
      ] + gpu.load)
  }
}

extension GPU {
  fileprivate var isOfLaptop: Bool {
    ["Laptop", "Max-Q", "Mobile", "GeForce MX"].contains { name.contains($0) }
  }
}
