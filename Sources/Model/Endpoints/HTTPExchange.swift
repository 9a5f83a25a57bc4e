/// A part of a request that takes time of its own.
///
/// The raw value is the name in JSON.
public enum Phase: String, Sendable, CaseIterable {
  case dns, tcp, tls, wait, transfer

  /// The name for people.
  public var title: String {
    switch self {
    case .dns, .tcp, .tls: rawValue.uppercased()
    case .wait: "server wait"
    case .transfer: "transfer"
    }
  }
}

/// When the phases of a request ended, as curl counts: whole microseconds since its beginning.
///
/// A mark of 0 was not reached, or is not part of such a request.
public struct PhaseMarks: Sendable, Hashable {
  /// The marks by their names in curl(1): `time_namelookup` and so on.
  public var nameLookup = 0, connect = 0, appConnect = 0, startTransfer = 0, total = 0

  /// Marks of which none is reached.
  public init() {}

  /// Microseconds that `phase` took by itself; nil where it was not reached.
  ///
  /// The phases of a request that succeeded add up to its total.
  public subscript(phase: Phase) -> Int? {
    let beforeServer = max(nameLookup, connect, appConnect)
    switch phase {
    case .dns: return nameLookup > 0 ? nameLookup : nil
    // A connection that is used again has marks that do not advance.
    case .tcp: return connect > 0 ? max(connect - nameLookup, 0) : nil
    case .tls: return appConnect > 0 ? max(appConnect - max(connect, nameLookup), 0) : nil
    case .wait: return startTransfer > 0 ? max(startTransfer - beforeServer, 0) : nil
    case .transfer: return startTransfer > 0 ? max(total - startTransfer, 0) : nil
    }
  }
}

/// Why a request came to nothing, and in which phase.
public struct HTTPFailure: Sendable, Hashable {
  /// Where it ended.
  public var phase: Phase
  /// Microseconds from the end of the phase before to the failure.
  public var microseconds: Int
  /// Why, in one plain sentence.
  public var sentence: String
  /// What that usually means, in a sentence.
  public var meaning: String

  /// A failure in `phase` after `microseconds`.
  public init(_ phase: Phase, after microseconds: Int, _ sentence: String, means meaning: String) {
    self.phase = phase
    self.microseconds = microseconds
    self.sentence = sentence
    self.meaning = meaning
  }
}

/// One request over HTTP and its answer, as curl(1) saw them.
public struct HTTPExchange: Sendable, Hashable {
  /// What was asked for, secrets masked.
  public var url = ""
  /// When its phases ended.
  public var marks = PhaseMarks()
  /// The status of the answer; nil where none came.
  public var status: Int?
  /// `1.1`, `2`; nil where none came.
  public var version: String?
  /// The version of TLS; nil without TLS or where it is not told.
  public var tls: String?
  /// The address that was connected to.
  public var address: String?
  /// All addresses that were tried, in their order.
  public var tried: [String] = []
  /// Whether a proxy of the environment was between.
  public var isProxied = false
  /// Bytes of the body as they came, so compressed ones where it was.
  public var bytes = 0.0
  /// How the body was compressed; nil where it was not.
  public var encoding: String?
  /// The kind of content, without its parameters.
  public var contentType: String?
  /// How many connections were made for it; 0 where one was used again.
  public var connections: Int?
  /// Where the answer points to, secrets masked; nil where it does not.
  public var redirect: String?
  /// Why nothing came, or not all.
  public var failure: HTTPFailure?

  /// An exchange of which nothing is known yet.
  public init() {}

  /// Microseconds that `phase` took, or until it failed.
  public func microseconds(of phase: Phase) -> Int? {
    failure?.phase == phase ? failure?.microseconds : marks[phase]
  }
}
