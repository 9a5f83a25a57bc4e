/// Whether the logs show the time going to somebody else.
public enum LogDecision: Sendable {
  /// It goes to another party, which is to be measured next.
  case external(LogBlame)
  /// What is slow is the application's own, as far as the log tells.
  case own(String)
  /// The logs time nothing that is slow and tell of no failed call.
  case clear(String)
  /// The logs tell neither; why.
  case silent(String)

  /// The name in JSON.
  public var word: String {
    switch self {
    case .external: "external"
    case .own: "own"
    case .clear: "clear"
    case .silent: "silent"
    }
  }

  /// The party to be measured next, if any.
  public var blame: LogBlame? { if case .external(let blame) = self { blame } else { nil } }
}

/// The party that the time goes to.
public struct LogBlame: Sendable {
  /// The calls.
  public var call: LogCall
  /// Why, in a sentence with its numbers.
  public var reason: String
  /// What to measure: a URL where the log has one, else the host with its port.
  public var endpoint: String

  /// The blame on `call`.
  public init(_ call: LogCall, reason: String, endpoint: String) {
    self.call = call
    self.reason = reason
    self.endpoint = endpoint
  }
}
