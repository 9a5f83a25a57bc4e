/// What is asked of systemd, where it runs.
enum ServiceProbes {
  /// Services that may trouble somebody, not those that have done their work or were never
  /// started; asked twice, since the restarts of the window are the difference.
  static let services = [
    "systemctl", "show", "--no-pager", "--state=running,activating,deactivating,failed",
    "--property=Id,ActiveState,SubState,Result,NRestarts,ExecMainStatus,"
      + "StateChangeTimestampMonotonic,ActiveEnterTimestampMonotonic", "*.service",
  ]

  /// Units of every kind that have failed.
  static let failed = [
    "systemctl", "list-units", "--failed", "--all", "--plain", "--no-legend", "--no-pager",
  ]

  /// The manager itself.
  static let manager = [
    "systemctl", "show", "--no-pager",
    "--property=SystemState,UserspaceTimestampMonotonic",
  ]

  /// There where systemd runs.
  private static let need = CommandProbe.Need.path("/run/systemd/system")

  static let all = [
    CommandProbe(arguments: services, need: need, isCounted: true),
    CommandProbe(arguments: failed, need: need), CommandProbe(arguments: manager, need: need),
  ]

  /// The name of the section with what `arguments` printed.
  static func section(_ arguments: [String]) -> String { arguments.joined(separator: " ") }
}
