import Model

/// Whether programs crash again and again.
struct ServiceCrashes: Check {
  let resource = Resource.service
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Programs that the kernel stopped for accesses they may not make, in the last hour"
  let reason = """
    A service that crashes and is restarted loses its caches and its connections, and spends its \
    time starting: users see it as slow. One crash is a bug that somebody met; several of one \
    program are a pattern. Only crashes by a fault are in the kernel's log, and only those that the \
    program does not handle itself.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux arch/x86/mm/fault.c show_signal_msg()",
      reason: "Any in the last hour is context."),
    .warning(
      4, .count, source: "systemd.unit DefaultStartLimitBurst=5",
      reason: "Five crashes of one program: systemd would give up a service for less time."),
  ]
  let byHand = "dmesg -T | grep -E 'segfault|traps:'; coredumpctl list"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let crashes = log.recent([.programFault], within: anHour)
    let findings = grouped(crashes, by: \.program).compactMap { program, members in
      // A single crash is of a process, several are of a program.
      let subject = members.count == 1 ? members[0].about ?? .machine : .unit(program)
      return eventFinding(
        Measurement("crashes", Double(members.total), .count, on: subject), members, thresholds,
        in: log
      ) { event in
        guard case .program(_, let library?) = event.details else { return "\(program) crashed." }
        return "\(program) crashed in \(library)."
      }
    }
    return try verdict(findings, on: [.programFault], within: anHour, in: log, clear: "crashes")
  }
}

extension KernelEvent {
  /// The name of the program that crashed.
  fileprivate var program: String {
    if case .program(let name, _) = details { name } else { "A program" }
  }
}
