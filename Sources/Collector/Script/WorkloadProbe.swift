import Model

extension CommandProbe {
  /// Asks the machine about `workload`: its manager there, and the control groups it is in.
  static func telling(of workload: Workload) -> CommandProbe {
    let script = String(decoding: PackageResources.workload_sh, as: UTF8.self)
    return CommandProbe(
      arguments: ["sh", "-c", script, "sh", workload.kind.rawValue, workload.name]
        + workload.keys,
      need: .path("/proc"), deadline: 5, acceptsFailure: true,
      title: WorkloadSection.name(workload))
  }
}
