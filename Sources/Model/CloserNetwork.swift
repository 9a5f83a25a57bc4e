/// An established TCP connection as the kernel measures it.
public struct TCPConnection: Sendable, Hashable {
  /// Both ends, `ADDRESS:PORT`.
  public var local: String, peer: String
  /// Bytes that came and nobody has read, and that were sent and not yet confirmed.
  public var unread: Double, unsent: Double
  /// The smoothed round-trip time and its deviation, in milliseconds.
  public var roundTrip: Double?, deviation: Double?
  /// The congestion window in segments.
  public var window: Double?
  /// Segments sent, and sent again, since it began.
  public var segments: Double?, retransmitted: Double
  /// Segments sent again within the window of the closer look; nil where it was seen but once.
  public var retransmittedNow: Double?

  /// A connection of which only its ends are known.
  public init(local: String, peer: String) {
    self.local = local
    self.peer = peer
    unread = 0
    unsent = 0
    retransmitted = 0
  }
}

/// A listening socket and who holds it.
public struct ListeningHolder: Sendable, Hashable {
  /// `ADDRESS:PORT`.
  public var address: String
  /// Connections that wait to be accepted, and how many may.
  public var queued: Double, backlog: Double
  /// The processes that hold it; empty where the kernel may not tell.
  public var holders: [Holder]

  /// A process.
  public struct Holder: Sendable, Hashable {
    /// Its number and the name the kernel keeps; not yet sanitised.
    public var pid: Int, name: String

    /// The process `pid`, called `name`.
    public init(pid: Int, name: String) {
      self.pid = pid
      self.name = name
    }
  }

  /// A socket at `address`.
  public init(address: String, queued: Double, backlog: Double, holders: [Holder]) {
    self.address = address
    self.queued = queued
    self.backlog = backlog
    self.holders = holders
  }
}

/// A names' server and what it took to answer.
public struct ResolverAnswer: Sendable {
  /// Its address, as /etc/resolv.conf has it.
  public var address: String
  /// Milliseconds to the quickest of its answers; why there was none.
  public var milliseconds: Measured<Double>
  /// Whether it kept silent whenever it was asked, twice at least; whether it has no such service.
  public var isSilent = false, isRefused = false
  /// The answer's status, such as `NOERROR`.
  public var status: String?

  /// The server at `address`.
  public init(_ address: String, milliseconds: Measured<Double>, status: String? = nil) {
    self.address = address
    self.milliseconds = milliseconds
    self.status = status
  }
}
