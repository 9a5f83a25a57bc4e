import Model

/// Whether services end and are started again, over and over.
struct ServiceRestarts: Check {
  let resource = Resource.service
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Services that systemd starts again and again"
  let reason = """
    A service that crashes at once and is started again looks active most of the time, and every \
    start takes processors, disks and the patience of those who wait for it. systemd counts its \
    restarts since somebody started it by hand: so it takes one in the window, or a wait for the \
    next, or so many since the boot that the last five minutes had their share.
    """
  var thresholds: [Threshold] = [Self.past, Self.loop, Self.recent]
  private static let past = Threshold.note(
    2, .count, label: "past", source: "node_exporter node-mixin NodeSystemdServiceCrashlooping",
    reason: "The last was minutes ago, the others may be of last month.")
  private static let loop = Threshold.warning(
    2, .count, source: "node_exporter node-mixin NodeSystemdServiceCrashlooping",
    reason: "One or two may be a fault that passed; a third in five minutes is a loop.")
  private static let recent = Threshold.floor(
    300, .seconds, label: "age", source: "node_exporter node-mixin NodeSystemdServiceCrashlooping",
    reason: "Five minutes are the time over which restarts are counted.")
  let byHand = "systemctl show -p Id,NRestarts,SubState '*.service'; journalctl -u UNIT -n 50"
  let toMeasure: String? =
    toMeasureServices + " Before systemd 235: journalctl -b | grep 'Scheduled restart job'."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    guard let manager = try observation.services.get() else {
      return .clear(Measurement("systemd units", 0, .count))
    }
    let services = try manager.services.get()
    return try judgeEach(
      services, nothing: Measurement("services", Double(services.count), .count), \.restarts
    ) { service, restarts in
      let subject = Subject.unit(service.name)
      let count = Measurement("restarts", restarts, .count, on: subject)
      let new = service.newRestarts.value ?? 0
      let isLooping = new > 0 || service.subState == "auto-restart"
      let isRecent = service.startAge.map { !effective(Self.recent).isPassed(by: $0) } ?? false
      // One that was given up has failed, which is told as that.
      guard service.state != "failed", isLooping || isRecent else {
        return JudgedPart(measurement: count)
      }
      // So many since the boot that any five minutes had more than two.
      let isSteady = restarts * 300 / max(observation.machine.uptime ?? .infinity, 300) > 2
      let how = service.result == "success" ? "" : " (\(service.result))"
      let found = finding(
        count, past: isLooping || isSteady ? Self.loop : Self.past,
        "\(service.name) ends\(how) and is started again and again.",
        evidence: [
          Measurement("restarts in the window", new, .count, on: subject),
          service.startAge.map { Measurement(Measurement.lastStart, $0, .seconds, on: subject) },
        ].compactMap { $0 })
      return JudgedPart(measurement: count, finding: found)
    }
  }
}
