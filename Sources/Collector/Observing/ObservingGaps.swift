import Model

extension Observer {
  /// What was asked of the machine as a whole and not read.
  ///
  /// What a check needs is told by that check; this lists every answer that was no text, so that
  /// nothing that was asked goes unmentioned.
  var gaps: [Gap] {
    var gaps = last.order.compactMap { name -> Gap? in
      guard case .failed(let kind, let detail) = last.sections[name], !isExpected(name, kind) else {
        return nil
      }
      return Gap(kind, name, detail)
    }
    gaps += facts.cuts.map(leftOut)
    gaps += [hiddenProcesses, cut].compactMap { $0 }
    return gaps
  }

  /// Why processes may be missing from the table.
  var hiddenProcesses: Gap? {
    if hidesProcesses {
      return Gap(.forbidden, "/proc", "processes of other users are hidden (hidepid)")
    }
    if last.leavesOutProcesses { return leftOut("more than \(ProcessSampler.limit) processes") }
    return facts.cuts.first { $0.hasSuffix("processes") }.map(leftOut)
  }

  /// What was not looked at because there is too much of it.
  func leftOut(_ what: String) -> Gap { Gap(.cut, what, "left out to keep the run bounded") }

  /// Absence that tells nothing: a driver without a speed, no Wi-Fi, a log found another way.
  private func isExpected(_ name: String, _ kind: Gap.Kind) -> Bool {
    if kind == .missing, name.hasPrefix("/sys/") || name == "/proc/net/wireless" { return true }
    return isKernelLog(name) && kernelLogSource != nil
  }

  /// Process 1 is always there; a table without it is not whole.
  private var hidesProcesses: Bool {
    !last.processes.isEmpty && last.processes.allSatisfy { $0.pid != 1 } && last.has("whyslow")
  }
}
