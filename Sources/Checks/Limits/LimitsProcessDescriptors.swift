import Model

/// Whether a process runs out of open files.
struct LimitsProcessDescriptors: Check {
  let resource = Resource.limits
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Open files of each process against its own soft limit"
  let reason = """
    Files, sockets and pipes count alike. At the limit the next one fails with EMFILE, "Too many \
    open files": a server accepts no more connections while processors and memory are idle. The \
    default of 1024 is soon reached by a leak or by a busy proxy. Programs that lower their own \
    limit to a handful do so to lock themselves in.
    """
  var thresholds: [Threshold] = [
    Self.many,
    .warning(
      85, .percent, source: "netdata health.d/file_descriptors.conf, apps_group_…_utilization",
      reason: "A burst of connections takes the rest."),
    .critical(
      95, .percent, source: "netdata health.d/file_descriptors.conf, apps_group_…_utilization",
      reason: "The next few opens fail."),
  ]
  private static let many = Threshold.floor(
    64, .count, source: "whyslow",
    reason: "With fewer open the limit is one that the program set itself, to be locked in.")
  let byHand = "ls /proc/PID/fd | wc -l; grep 'open files' /proc/PID/limits"
  let toMeasure: String? = "Run as root; from Linux 6.2 on anybody may count them."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let processes = try observation.limits.processes.get()
    var judged: [JudgedPart] = []
    for process in processes {
      guard case .counted(let files) = process.files, case .at(let limit) = process.fileLimit,
        effective(Self.many).isPassed(by: files), limit > 0
      else { continue }
      let name = observation.processes.value?.first { $0.pid == process.pid }?.name
      let subject = Subject.process(pid: process.pid, name: name ?? "process")
      let share = Measurement("open files", files / limit * 100, .percent, on: subject)
      let found = finding(
        share, "\(subject.name) is running out of open files.",
        evidence: [
          Measurement("files open", files, .count, on: subject),
          Measurement("soft limit", limit, .count, on: subject),
        ])
      judged.append(JudgedPart(measurement: share, finding: found))
    }
    judged.sort { $0.measurement.quantity.value > $1.measurement.quantity.value }
    let findings = Array(judged.compactMap(\.finding).prefix(20))
    if findings.isEmpty, let gap = hidden(processes) ?? observation.processGap { throw gap }
    let nothing = Measurement("processes", Double(processes.count), .count)
    return .of(findings, clear: judged.first?.measurement ?? nothing)
  }

  private func hidden(_ processes: [ProcessLimits]) -> Gap? {
    let hidden = processes.count { $0.files == .hidden || $0.isLimitHidden }
    guard hidden > 0 else { return nil }
    let whose = hidden == 1 ? "1 process" : "\(hidden) processes"
    return Gap(.forbidden, "/proc/PID/fd", "the open files of \(whose) of others are hidden")
  }
}

extension ProcessLimits {
  /// Whether its many files cannot be held against a limit.
  fileprivate var isLimitHidden: Bool {
    if case .counted(let files) = files { fileLimit == .hidden && files >= 64 } else { false }
  }
}
