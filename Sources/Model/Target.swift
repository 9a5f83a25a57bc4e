/// What is slow.
public enum Target: Sendable, Hashable {
  /// This machine.
  case local
  /// Text of this or another machine, saved earlier.
  case recording(path: String)
}

extension Target: CustomStringConvertible {
  /// The target as it is written on the command line.
  public var description: String {
    switch self {
    case .local: "local"
    case .recording(let path): "recording " + path
    }
  }
}
