import Model

/// Whether units of the service manager have failed.
struct ServiceFailed: Check {
  let resource = Resource.service
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Units of systemd that have failed: services, mounts, timers, sockets and others"
  let reason = """
    What has failed is not running and nobody tries again: a mount, a cache or a helper that others \
    wait for. A unit that has been so for longer than a day, or whose file is gone, is told and no \
    more: somebody knows of it or nobody misses it. Users' own units are not seen.
    """
  var thresholds: [Threshold] = [Self.old, Self.failed, Self.day]
  private static let old = Threshold.note(
    0, .count, label: "old", source: "whyslow",
    reason: "What failed days ago and was left so is not why it is slow today.")
  private static let failed = Threshold.warning(
    0, .count, source: "node_exporter node-mixin NodeSystemdServiceFailed; netdata systemdunits",
    reason: "A unit that failed is a part of the system that does not work.")
  private static let day = Threshold.floor(
    86_400, .seconds, label: "age", source: "whyslow",
    reason: "Within a day of a failure somebody may still look for its consequence.")
  let byHand = "systemctl --failed; systemctl status UNIT; journalctl -u UNIT -n 50"
  let toMeasure: String? = toMeasureServices

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let none = Measurement("failed units", 0, .count)
    guard let manager = try observation.services.get() else {
      return .clear(Measurement("systemd units", 0, .count))
    }
    let services = Dictionary(
      (manager.services.value ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return .of(
      try manager.failed.get().prefix(50).compactMap { unit in
        judged(unit, services[unit.name], in: observation)
      }, clear: none)
  }

  private func judged(
    _ unit: ServiceManager.FailedUnit, _ service: ServiceManager.Service?,
    in observation: Observation
  ) -> Finding? {
    let subject = Subject.unit(unit.name)
    let isOld = service?.stateAge.map { effective(Self.day).isPassed(by: $0) } ?? false
    let how = (service?.result).flatMap { $0 == "success" || $0.isEmpty ? nil : " (\($0))" } ?? ""
    return finding(
      Measurement("failed", 1, .count, on: subject),
      past: isOld || unit.isGone ? Self.old : Self.failed,
      unit.isGone
        ? "\(unit.name) had failed before its file was removed."
        : "\(unit.name) has failed\(how).",
      evidence: [
        service?.stateAge.map { Measurement(Measurement.since, $0, .seconds, on: subject) },
        service?.exitStatus.map { Measurement("exit status", $0, .count, on: subject) },
        service?.restarts.value.flatMap { restarts in
          restarts > 0 ? Measurement("restarts before", restarts, .count, on: subject) : nil
        },
      ].compactMap { $0 })
  }
}

/// What lets systemd tell of its units.
let toMeasureServices = """
  Run it where systemctl reaches systemd, with /proc/1 in sight: on the host itself, or within the \
  container whose services are meant.
  """
