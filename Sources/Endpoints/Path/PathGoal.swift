public import Transports

/// The far end of a path: a machine that can be looked at, or a name or address that can only be
/// asked.
public enum PathGoal: Sendable {
  case target(TargetAddress)
  case host(String)

  /// What is asked for, as on the command line.
  var description: String {
    switch self {
    case .target(let address): address.description
    case .host(let name): name
    }
  }
}
