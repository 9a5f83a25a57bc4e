import Model

/// Whether a user runs out of processes and threads.
struct LimitsUserTasks: Check {
  let resource = Resource.limits
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Processes and threads of each user against the limit that its processes have"
  let reason = """
    The limit is a process's own and what is counted is its user's: all that run as this user \
    together. At the limit a fork or a new thread fails with EAGAIN, also for the one who wants to \
    log in and look. Root is exempt. Judged is the limit of the process with most threads; another \
    may have set itself one of zero, to be locked in.
    """
  var thresholds: [Threshold] = [
    Self.many,
    .warning(
      90, .percent, source: "netdata health.d/processes.conf active_processes",
      reason: "Its share of the system's process numbers, taken for a user's."),
    .critical(
      95, .percent, source: "netdata health.d/processes.conf active_processes",
      reason: "Forks are about to fail."),
  ]
  private static let many = Threshold.floor(
    50, .count, source: "whyslow",
    reason: "A user with fewer tasks was given a limit of as many on purpose.")
  let byHand = "ps -eLo user= | sort | uniq -c | sort -n; grep processes /proc/PID/limits"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let limits = try observation.limits.processes.get()
    let processes = try observation.processes.get()
    let users = Dictionary(grouping: limits.filter { $0.user != 0 }, by: \.user)
    // Of most machines root has nearly all: then there is nothing to add up.
    let threads =
      users.isEmpty
      ? [:]
      : Dictionary(
        processes.map { ($0.pid, $0.threads) }, uniquingKeysWith: { first, _ in first })
    var judged: [JudgedPart] = []
    for (user, own) in users {
      // Whole numbers at the end of 64 bits have no sum.
      let tasks = own.reduce(0.0) { $0 + Double(threads[$1.pid] ?? 0) }
      let largest = own.filter { $0.taskLimit != .hidden }
        .max { (threads[$0.pid] ?? 0, $1.pid) < (threads[$1.pid] ?? 0, $0.pid) }
      guard effective(Self.many).isPassed(by: tasks), let largest,
        case .at(let limit) = largest.taskLimit, limit > 0
      else { continue }
      let process = processes.first { $0.pid == largest.pid }
      judged.append(judge(user, tasks, limit, process))
    }
    judged.sort { $0.measurement.quantity.value > $1.measurement.quantity.value }
    let findings = judged.compactMap(\.finding)
    if findings.isEmpty, let gap = observation.processGap { throw gap }
    return .of(
      findings, clear: judged.first?.measurement ?? Measurement("users at a limit", 0, .count))
  }

  private func judge(
    _ user: Int, _ tasks: Double, _ limit: Double, _ largest: ProcessObservation?
  ) -> JudgedPart {
    let share = Measurement("tasks of user \(user)", tasks / limit * 100, .percent)
    var evidence = [
      Measurement("processes and threads", tasks, .count), Measurement("limit", limit, .count),
    ]
    if let largest {
      evidence.append(
        Measurement(
          "threads", Double(largest.threads), .count,
          on: .process(pid: largest.pid, name: largest.name)))
    }
    return JudgedPart(
      measurement: share,
      finding: finding(
        share, "User \(user) is running out of processes and threads.", evidence: evidence))
  }
}
