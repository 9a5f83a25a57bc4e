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

  /// The name or address by which ssh(1) goes there.
  var host: String? {
    guard case .target(let address) = self, address.hops.count == 1,
      case .ssh(let destination)? = address.hops.first
    else { return nil }
    let host = destination.name.split(separator: "@").last.map(String.init) ?? ""
    return host.isEmpty ? nil : host
  }

  /// The name by which ssh(1) goes there, as far as it is one of the network's.
  var name: String? { host.flatMap { IPAddress($0) == nil ? $0 : nil } }
}
