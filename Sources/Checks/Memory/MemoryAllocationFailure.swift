import Model

/// Whether the kernel was refused memory.
struct MemoryAllocationFailure: Check {
  let resource = Resource.memory
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Page allocation failures in the kernel's log in the last hour"
  let reason = """
    The kernel asked for pages and got none: a driver dropped a packet, a call failed. The order \
    in the line tells why: order 0 is a shortage, a higher one fragmentation. Many callers cope, \
    so it is a warning.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "Linux mm/page_alloc.c warn_alloc()",
      reason: "The kernel logs only those failures that it holds worth a warning.")
  ]
  let byHand = "dmesg -T | grep -i 'page allocation failure'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let kinds: [KernelEvent.Kind: [Threshold]] = [.allocationFailure: thresholds]
    let findings = eventFindings(kinds, within: anHour, in: log, evidence: \.order) { event in
      guard case .allocation(_, let task) = event.details, !task.isEmpty else {
        return "The kernel was refused memory."
      }
      return "The kernel was refused memory while \(task) was running."
    }
    return try verdict(
      findings, on: Set(kinds.keys), within: anHour, in: log, clear: "page allocation failures")
  }
}

extension KernelEvent {
  /// How many pages in a row were wanted, as a power of two.
  fileprivate var order: [Measurement] {
    guard case .allocation(let order, _) = details else { return [] }
    return [Measurement("order", Double(order), .count)]
  }
}
