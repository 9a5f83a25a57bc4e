/// What is slow.
public enum Target: Sendable, Hashable {
  /// This machine.
  case local
  /// Another machine or something that runs on one, as it is written on the command line.
  case remote(String)
  /// Text of this or another machine, saved earlier.
  case recording(path: String)
}

extension Target: CustomStringConvertible {
  /// The target as it is written on the command line.
  public var description: String {
    switch self {
    case .local: "local"
    case .remote(let address): address
    case .recording(let path): "recording " + path
    }
  }
}
