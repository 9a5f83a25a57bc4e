/// Why something was not measured, so that the report can say so instead of looking green.
public struct Gap: Error, Sendable, Hashable {
  /// The answers a machine gives when it does not give a number; each calls for another remedy.
  public enum Kind: String, Sendable, CaseIterable {
    /// The file, counter or device does not exist on this kernel or machine.
    case missing
    /// It exists and may not be read with the present rights.
    case forbidden
    /// It was read and does not say what its documentation promises.
    case malformed
    /// It did not answer before its deadline.
    case timedOut = "timed-out"
    /// It takes two samples and there was only one, or the counter went backwards between them.
    case noInterval = "no-interval"
    /// There was too little activity in the window for the number to mean anything.
    case tooLittle = "too-little"
    /// It was left out on purpose, to keep the run bounded.
    case cut
  }

  /// Which of the answers it was.
  public let kind: Kind
  /// What was asked: a path, a counter or a command.
  public let source: String
  /// What was answered, in a few words: the error's text or what was wrong with the content.
  public let detail: String

  /// A gap of `kind` at `source`, with `detail` in a few words.
  public init(_ kind: Kind, _ source: String, _ detail: String) {
    self.kind = kind
    self.source = source
    self.detail = detail
  }
}

extension Gap {
  /// The gap of what nobody has looked for yet.
  static func unasked(_ source: String) -> Gap { Gap(.missing, source, "it was not looked for") }
}

/// A value, or why there is none.
///
/// `try value.get()` inside a check turns a gap into the verdict *unmeasured*.
public typealias Measured<Value> = Result<Value, Gap>

extension Result where Failure == Gap {
  /// The value if it was measured.
  public var value: Success? { try? get() }

  /// Why it was not measured, if it was not.
  public var gap: Gap? {
    if case .failure(let gap) = self { gap } else { nil }
  }
}
