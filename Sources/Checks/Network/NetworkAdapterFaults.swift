import Model

/// Whether network adapters hang, are reset or report faults.
struct NetworkAdapterFaults: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Adapters that hung, were reset or reported faults, in the log of the last hour"
  let reason = """
    While a driver resets an adapter whose queue stands still nothing is sent or received, and \
    everybody sees retransmits. One reset that helped is over; several in an hour are a fault of \
    the adapter, its firmware or its driver. Failures of power, heat and firmware are such by \
    themselves. The first two minutes after boot do not count.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux net/sched/sch_generic.c dev_watchdog()",
      reason: "A reset that helped is over, and tells why there was a pause."),
    .warning(
      2, .count, label: "resets", source: "Linux net/sched/sch_generic.c dev_watchdog()",
      reason: "Several in an hour: the watchdog speaks after 5 s without a packet sent."),
    .warning(
      0, .count, label: "fault", source: "gpud components/accelerator/nvidia/infiniband",
      reason: "The adapter itself reports a lack of power, heat or broken firmware."),
  ]
  let byHand = "dmesg -T | grep -iE 'NETDEV WATCHDOG|unit hang|reset adapter|mlx5_core'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let kinds: [KernelEvent.Kind: [Threshold]] = [
      .adapterReset: thresholds.filter { $0.label != "fault" },
      .adapterFault: thresholds.filter { $0.label == "fault" },
      .adapterWarning: thresholds.filter { $0.level == .note },
    ]
    let events = log.recent(Set(kinds.keys), within: anHour).filter { event in
      event.kind == .adapterFault || !event.isOfBoot
    }
    // The hang, the watchdog and the reset tell of one case.
    let findings = eventFindings(events, kinds, in: log, incidents: [.adapterReset: 10]) { event in
      let name = event.about?.name ?? "An adapter"
      switch event.kind {
      case .adapterReset: return "\(name) stopped sending and had to be reset."
      case .adapterFault: return "\(name) reports a fault of its own."
      default: return "\(name) refused a command of its driver."
      }
    }
    return try verdict(
      findings, on: Set(kinds.keys), within: anHour, in: log, clear: "adapter faults")
  }
}
