import Model

/// Whether file servers stopped answering.
struct DiskShareSilent: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Servers of network filesystems that did not answer, in the log of the last hour"
  let reason = """
    Whoever touches a file of a server that does not answer waits in uninterruptible sleep, for \
    ever with a hard mount. The kernel tells when the server answers again; then it is over, and a \
    note. Locks that could not be reclaimed after a server's restart are lost for good.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux net/sunrpc/clnt.c rpc_check_timeout()",
      reason: "A server that answers again has only been slow."),
    .warning(
      0, .count, source: "gpud components/nfs; Linux net/sunrpc/clnt.c",
      reason: "A server that has not answered since: what wants its files waits."),
  ]
  let byHand =
    "dmesg -T | grep -E 'not responding|server .* OK'; nfsstat -c; cat /proc/self/mountstats"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let kinds: Set<KernelEvent.Kind> = [.shareSilent, .shareLockLost, .shareWriteback]
    let notes = thresholds.filter { $0.level == .note }
    let events = log.recent(kinds, within: anHour)
    let answers = log.lastTimes(of: .shareAnswers)
    let over = events.filter { $0.isOver(by: answers) }
    let open = events.filter { !$0.isOver(by: answers) && $0.kind != .shareWriteback }
    let hung = events.filter { $0.kind == .shareWriteback }
    let findings =
      eventFindings(
        open, [.shareSilent: thresholds, .shareLockLost: thresholds], in: log, statement)
      + eventFindings(over, [.shareSilent: notes], in: log) { event in
        "The file server \(event.about?.name ?? "") was silent for a while and answers again."
      } + eventFindings(hung, [.shareWriteback: notes], in: log, statement)
    return try verdict(
      findings, on: kinds, within: anHour, in: log, clear: "silent file servers")
  }

  private func statement(_ event: KernelEvent) -> String {
    switch event.kind {
    case .shareSilent: "The file server \(event.about?.name ?? "") does not answer."
    case .shareLockLost: "Locks on a file server were lost when it restarted."
    default: "A task hangs while it writes to a file server."
    }
  }
}
