import Model

/// Whether the service manager itself has come to rest.
struct ServiceState: Check {
  let resource = Resource.service
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Whether systemd has finished the boot, and services that do not end"
  let reason = """
    A boot that waits for one unit holds back all that come after it; in maintenance mode nothing \
    but a shell runs. A service told to stop is killed after 90 seconds unless it asked for more: \
    one that hangs for longer keeps its resources and everybody who waits for it. Services that \
    take long to start may be jobs that run as long as they start, and are not judged.
    """
  var thresholds: [Threshold] = [Self.boot, Self.stop, Self.down]
  private static let boot = Threshold.warning(
    900, .seconds, label: "boot", source: "systemd-system.conf(5): units have 90 s to start",
    reason: "Ten units in a row may use up their time; then something hangs.")
  private static let stop = Threshold.warning(
    120, .seconds, label: "stop", source: "systemd-system.conf(5) DefaultTimeoutStopSec 90 s",
    reason:
      "Past its time it was killed and has not died: it waits in the kernel, or asked for more."
  )
  private static let down = Threshold.warning(
    0, .count, label: "maintenance", source: "systemctl(1) is-system-running",
    reason: "In the rescue and emergency modes the machine's services do not run.")
  let byHand = "systemctl is-system-running; systemctl list-jobs"
  let toMeasure: String? = toMeasureServices

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    guard let manager = try observation.services.get() else {
      return .clear(Measurement("systemd units", 0, .count))
    }
    let state = try manager.state.get()
    let services = try manager.services.get()
    let hanging = services.filter { $0.state == "deactivating" }.compactMap(stopping)
    let whole = [
      ["initializing", "starting"].contains(state) ? slowBoot(manager) : nil,
      state == "maintenance" ? inRescue : nil,
    ].compactMap { $0 }
    return .of(whole + hanging, clear: Measurement("services that do not end", 0, .count))
  }

  private func slowBoot(_ manager: ServiceManager) -> Finding? {
    finding(
      Measurement("booting for", manager.age ?? 0, .seconds), past: effective(Self.boot),
      "The boot has not come to its end.")
  }

  private var inRescue: Finding? {
    finding(
      Measurement("maintenance mode", 1, .count), past: effective(Self.down),
      "The system runs in its rescue or emergency mode.")
  }

  private func stopping(_ service: ServiceManager.Service) -> Finding? {
    guard let age = service.stateAge else { return nil }
    return finding(
      Measurement("stopping for", age, .seconds, on: .unit(service.name)),
      past: effective(Self.stop), "\(service.name) was told to stop and does not end.")
  }
}
