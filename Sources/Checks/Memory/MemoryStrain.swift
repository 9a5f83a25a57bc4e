import Model

// High use of memory is what an operating system is for; it hurts when tasks wait for pages.
// These two numbers say whether they do, for the checks whose own number cannot.

/// The share of time stalled above which a shortage of memory is felt.
let memoryStallFloor = Threshold.floor(
  5, .percent, label: "memory stall", source: "melisai anomaly.go memory_psi_pressure",
  reason: "Below this share of time stalled for memory, use of it delays nobody.")

/// The pages that processes scan themselves, above which a shortage of memory is felt.
let memoryReclaimFloor = Threshold.floor(
  10, .pagesPerSecond, label: "direct reclaim", source: "melisai anomaly.go, direct reclaim",
  reason: "Below this, kswapd frees memory in the background before anybody has to wait.")

extension Check {
  /// Whether tasks wait for memory; nil where neither pressure nor reclaim was measured.
  func isStrained(_ memory: MemoryObservation) -> Bool? {
    let stalled = memory.pressure.value.map { isStalled($0) }
    let scanned = memory.activity.value.flatMap { try? $0.rate(.scanDirect) }
    let reclaims = scanned.map { effective(memoryReclaimFloor).isPassed(by: $0) }
    if stalled == nil && reclaims == nil { return nil }
    return stalled == true || reclaims == true
  }

  /// What a number about reclaim may weigh: all, if tasks stalled for memory too; a warning, if
  /// that is not known; one step less, if they did not.
  func cap(_ measurement: Measurement, by memory: MemoryObservation) -> Severity {
    guard let pressure = memory.pressure.value else { return .warning }
    return isStalled(pressure) ? .critical : oneStepLess(measurement)
  }

  /// Whether tasks of a machine or a cgroup stall for memory.
  func isStalled(_ pressure: Pressure) -> Bool {
    effective(memoryStallFloor).isPassed(by: pressure.some.window)
  }
}

extension MemoryObservation {
  /// The numbers that `isStrained` rests on, as far as they were measured.
  var strainEvidence: [Measurement] {
    var evidence: [Measurement] = []
    if let some = pressure.value?.some {
      evidence.append(Measurement("memory pressure some", some.window, .percent))
    }
    if let scanned = activity.value.flatMap({ try? $0.rate(.scanDirect) }) {
      evidence.append(Measurement("direct reclaim", scanned, .pagesPerSecond))
    }
    return evidence
  }
}

extension Check {
  /// What a number about free memory may weigh: a warning where tasks stalled for memory or nobody
  /// knows whether they did, a note where they did not.
  func mostWithoutPressure(_ memory: MemoryObservation) -> Severity {
    guard let some = memory.pressure.value?.some else { return .warning }
    return effective(memoryStallFloor).isPassed(by: some.window) ? .warning : .note
  }
}
