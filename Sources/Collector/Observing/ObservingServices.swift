import KernelText
import Model

extension Observer {
  /// What the service manager tells; nil where the first process is no manager that is known.
  func services() -> Measured<ServiceManager?> {
    let sections = ServiceProbes.all.map(\.name)
    guard sections.contains(where: last.has) else { return absence }
    return .success(
      ServiceManager(
        state: state, age: managerAge, failed: failedUnits,
        services: parsedOfEither(ServiceProbes.section(ServiceProbes.services), UnitText.parse)
          .flatMap(services)))
  }

  /// Where nobody asked a manager, process 1 tells whether there is one to ask.
  private var absence: Measured<ServiceManager?> {
    guard let first = last.processes.first(where: { $0.pid == 1 }),
      let name = last.processStat(first)?.name
    else {
      let detail = "process 1 is not seen, which is the service manager where there is one"
      return .failure(Gap(.missing, "/proc/1/stat", detail))
    }
    guard name == "systemd" else { return .success(nil) }
    return .failure(Gap(.missing, "systemctl", "systemd runs and was not asked"))
  }

  private var manager: Measured<UnitText> {
    parsed(ServiceProbes.section(ServiceProbes.manager), UnitText.parse).map { $0[0] }
  }

  private var state: Measured<String> {
    manager.flatMap { manager in
      guard let state = manager["SystemState"], state.allSatisfy(\.isLowercase) else {
        let section = ServiceProbes.section(ServiceProbes.manager)
        return .failure(Gap(.malformed, section, "no SystemState"))
      }
      return .success(state)
    }
  }

  private var managerAge: Double? {
    age(manager.value?.number("UserspaceTimestampMonotonic"))
  }

  /// An empty list says nothing by itself: it takes the manager's word that it was asked.
  private var failedUnits: Measured<[ServiceManager.FailedUnit]> {
    state.flatMap { _ in
      parsed(ServiceProbes.section(ServiceProbes.failed), UnitLine.parse).map { lines in
        lines.filter { $0.active == "failed" || $0.sub == "failed" }.map { line in
          ServiceManager.FailedUnit(
            name: line.name, description: line.description, isGone: line.load == "not-found")
        }
      }
    }
  }

  private func services(_ units: [UnitText]) -> Measured<[ServiceManager.Service]> {
    let section = ServiceProbes.section(ServiceProbes.services)
    let earlier = hasInterval ? parsed(section, in: first, UnitText.parse).value : nil
    let before = earlier.map { units in
      Dictionary(
        units.compactMap { unit in unit["Id"].map { ($0, unit) } },
        uniquingKeysWith: { first, _ in first })
    }
    // What came too late is the first text once more.
    let isLate = parsed(section, UnitText.parse).value == nil
    let services = units.compactMap { service($0, isLate ? nil : before) }
    guard !services.isEmpty else {
      return .failure(Gap(.malformed, section, "no service with its state"))
    }
    return .success(services)
  }

  private func service(_ unit: UnitText, _ before: [String: UnitText]?)
    -> ServiceManager.Service?
  {
    guard let name = unit["Id"], let state = unit["ActiveState"], let sub = unit["SubState"] else {
      return nil
    }
    let section = ServiceProbes.section(ServiceProbes.services)
    let restarts: Measured<Double> =
      unit.number("NRestarts").map { .success($0) }
      ?? .failure(Gap(.missing, section, "systemd before 235 does not count restarts"))
    return ServiceManager.Service(
      name: name, state: state, subState: sub, result: unit["Result"] ?? "",
      exitStatus: unit.number("ExecMainStatus"), restarts: restarts,
      newRestarts: restarts.flatMap { now in
        guard let before else {
          return .failure(Gap(.noInterval, section, "it takes two looks some time apart"))
        }
        // One that was not there had none to count: starting it by hand sets the counter to 0.
        let then = before[name]?.number("NRestarts") ?? 0
        return .success(max(0, now - then))
      },
      stateAge: age(unit.number("StateChangeTimestampMonotonic")),
      startAge: age(unit.number("ActiveEnterTimestampMonotonic")))
  }

  /// Seconds since `microseconds` after boot; 0 stands for never.
  private func age(_ microseconds: Double?) -> Double? {
    microseconds.flatMap { $0 > 0 ? max(0, last.time - $0 / 1e6) : nil }
  }
}
