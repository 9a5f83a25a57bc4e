import Model

/// Whether the kernel killed processes for want of memory.
struct MemoryOOMKill: Check {
  let resource = Resource.memory
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Processes killed for want of memory, on the machine or inside a cgroup"
  let reason = """
    A kill in the window is critical: work is being lost now. One in the last 30 min is a \
    warning: what was killed may still be missing, or restarting. The victim is whoever held the \
    most and seldom who asked for the last page. Kills since boot are context only.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "netdata health.d/ram.conf oom_kill; Coroot model/check.go",
      reason: "Any kill in the last 30 min: a process is gone without having chosen to."),
    .critical(
      0, .count, source: "PCP pmieconf, OOM kill",
      reason: "Any kill in the window: memory runs out while we look."),
  ]
  let byHand = "dmesg -T | grep -iE 'oom-kill|killed process'; grep oom_kill /proc/vmstat"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    var findings = logged(observation)
    // The log names the victim; a cgroup only how many, and the machine's counter not even where.
    if !findings.contains(where: { $0.severity == .critical }) {
      let inCgroups = cgroupKills(observation)
      findings += inCgroups.isEmpty ? machineKills(observation) : inCgroups
    }
    guard let log = observation.kernelLog.value else {
      if findings.isEmpty { _ = try observation.kernelLog.get() }
      return .of(findings, clear: Measurement("OOM kills", 0, .count))
    }
    if findings.isEmpty, let gap = machineCount(observation).gap, gap.kind != .missing { throw gap }
    return try verdict(
      findings, on: [.outOfMemory], within: halfAnHour, in: log, clear: "OOM kills")
  }

  private func logged(_ observation: Observation) -> [Finding] {
    guard let log = observation.kernelLog.value else { return [] }
    let killers = killedIn(observation.cgroups.value ?? [])
    return recentFindings(
      [.outOfMemory: thresholds], within: halfAnHour, in: log, during: observation.window,
      evidence: \.held
    ) { event in
      let victim = event.about?.name ?? "a process"
      guard case .outOfMemory(let kill) = event.details, let group = kill.limitedGroup else {
        return "The kernel killed \(victim) for want of memory."
      }
      return "The kernel killed \(victim) for want of memory: \(group) was at its limit."
    }.map { finding in
      guard finding.severity == .critical else { return finding }
      return Finding(
        finding.severity, finding.measurement, passed: finding.threshold, finding.statement,
        evidence: finding.evidence + killers.map(\.measurement), quotes: finding.quotes)
    }
  }

  private func cgroupKills(_ observation: Observation) -> [Finding] {
    killedIn(observation.cgroups.value ?? []).compactMap { kills in
      finding(
        kills.measurement, "Processes of \(kills.cgroup.path) were killed for want of memory.",
        evidence: kills.cgroup.memory.value?.limit.map {
          [Measurement("limit", $0, .bytes, on: .cgroup(kills.cgroup.path))]
        } ?? [])
    }
  }

  private func machineKills(_ observation: Observation) -> [Finding] {
    guard let kills = machineCount(observation).value else { return [] }
    return [
      finding(
        Measurement("OOM kills", kills, .count),
        "The kernel killed processes for want of memory; the log does not say which.")
    ].compactMap { $0 }
  }

  /// Counted since Linux 4.13.
  private func machineCount(_ observation: Observation) -> Measured<Double> {
    Measured { () throws(Gap) in try observation.memory.activity.get().delta(.oomKill) }
  }

  /// The groups that lost processes in the window; v2 adds the kills of a group to its parents.
  private func killedIn(_ cgroups: [Cgroup]) -> [(cgroup: Cgroup, measurement: Measurement)] {
    let killed = cgroups.compactMap { group -> (cgroup: Cgroup, measurement: Measurement)? in
      guard let kills = group.memory.value?.oomKills.value, kills > 0 else { return nil }
      return (group, Measurement("OOM kills", kills, .count, on: .cgroup(group.path)))
    }
    return killed.filter { parent in
      !killed.contains { $0.cgroup.path.hasPrefix(parent.cgroup.path + "/") }
    }
  }
}

private let halfAnHour = 1800.0

extension KernelEvent {
  /// What the victim held.
  fileprivate var held: [Measurement] {
    guard case .outOfMemory(let kill) = details else { return [] }
    let sizes = [
      ("anonymous", kill.anonymous), ("file", kill.file), ("shared", kill.shared),
      ("virtual", kill.totalVirtual),
    ]
    var held = sizes.compactMap { name, bytes in
      bytes.map { Measurement(name, $0, .bytes, on: about ?? .machine) }
    }
    if let adjustment = kill.scoreAdjustment, adjustment != 0 {
      held.append(
        Measurement("oom_score_adj", Double(adjustment), .count, on: about ?? .machine))
    }
    return held
  }
}
