import Model

/// Whether the system runs out of open files.
struct LimitsFileDescriptors: Check {
  let resource = Resource.limits
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Open files of the whole system against file-max"
  let reason = """
    At the limit nobody but root opens a file, a socket or a pipe: ENFILE, "Too many open files \
    in system". The limit of each process is another one and is reached far earlier by most \
    programs that leak.
    """
  var thresholds: [Threshold] = [
    .warning(
      70, .percent, source: "node_exporter node-mixin NodeFileDescriptorLimit",
      reason: "The default limit is so high that ordinary loads stay far below."),
    .critical(
      90, .percent, source: "node_exporter node-mixin NodeFileDescriptorLimit",
      reason: "A burst of connections takes the rest."),
  ]
  let byHand = "cat /proc/sys/fs/file-nr"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let files = try observation.limits.files.get()
    let share = try percent(files.used, of: files.limit, "/proc/sys/fs/file-nr")
    let open = Measurement("open files", share, .percent)
    let found = finding(
      open, "The system is running out of open files.",
      evidence: [
        Measurement("files open", files.used, .count), Measurement("limit", files.limit, .count),
      ])
    return .of([found].compactMap { $0 }, clear: open)
  }
}
