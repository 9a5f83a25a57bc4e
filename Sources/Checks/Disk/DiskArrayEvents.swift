import Model

/// Whether arrays and pools of disks lost members or stopped.
struct DiskArrayEvents: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "What md, ZFS and thin pools logged: members lost, pools stopped, work under way"
  let reason = """
    An array without one of its members reads more to answer the same, and has nothing left to \
    lose. An array or a pool that cannot go on lets every write wait or fail. A check or a rebuild \
    competes with all other I/O until it is done; it is planned work and named for that. A rebuild \
    that is done ends the trouble.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux drivers/md/md.c md_do_sync()",
      reason: "A check or rebuild that was begun and is not done explains slow disks."),
    .warning(
      0, .count, source: "node_exporter node-mixin NodeRAIDDiskFailure",
      reason: "Any member lost in the last hour: the next failure loses data."),
    .critical(
      0, .count, source: "OpenZFS module/zfs/zio.c zio_suspend(); Linux drivers/md/dm-thin.c",
      reason: "An array or pool that stopped in the last hour: writes wait or fail."),
  ]
  let byHand = "cat /proc/mdstat; zpool status -x; dmesg -T | grep -E 'md/raid|md:|Pool'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let warning = thresholds.filter { $0.level == .warning }
    let critical = thresholds.filter { $0.level == .critical }
    let kinds: [KernelEvent.Kind: [Threshold]] = [
      .arrayMemberFailed: warning, .arrayDegraded: warning, .arrayFailed: critical,
      .poolFailed: critical, .poolFull: critical,
    ]
    let rebuilt = log.lastTimes(of: .arrayWorkDone) { event in
      event.details == .work("recovery") || event.details == .work("resync")
    }
    let widened = log.lastTimes(of: .poolRecovered)
    let events = log.recent(Set(kinds.keys), within: anHour).filter { event in
      !event.isOver(by: event.kind == .poolFull ? widened : rebuilt)
    }
    let findings = eventFindings(events, kinds, in: log) { event in
      let name = event.about?.name ?? "An array"
      switch event.kind {
      case .arrayMemberFailed: return "\(name) lost a member."
      case .arrayDegraded: return "\(name) runs without all its members."
      case .arrayFailed: return "\(name) lost too many members to go on."
      case .poolFull: return "The thin pool \(name) has no room left to write."
      default: return "The pool \(name) stopped after an error that it could not correct."
      }
    }
    return try verdict(
      findings + underWay(log), on: Set(kinds.keys).union([.arrayWork, .arrayWorkDone]),
      within: anHour, in: log, clear: "array events")
  }

  /// Work that was begun at any time and has not ended.
  private func underWay(_ log: KernelLog) -> [Finding] {
    let done = log.lastTimes(of: .arrayWorkDone)
    let last = log.lastTimes(of: .arrayWork)
    let begun = log.events.filter { event in
      guard event.kind == .arrayWork, let about = event.about, let time = event.line.time else {
        return false
      }
      return !event.isOver(by: done) && last[about] == time
    }
    let notes = thresholds.filter { $0.level == .note }
    return eventFindings(begun, [.arrayWork: notes], in: log) { event in
      guard case .work(let work) = event.details else { return "An array is being worked on." }
      return "The \(work) of \(event.about?.name ?? "an array") is under way; it ends by itself."
    }
  }
}
