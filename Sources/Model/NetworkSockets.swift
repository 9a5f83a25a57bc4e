// Single sockets and who has them, as the full depth sees them.

/// A process that has a socket; of several, the one found first.
public struct SocketOwner: Sendable, Hashable {
  /// The process number.
  public var pid: Int
  /// The name the kernel keeps; not yet sanitised.
  public var name: String

  /// The process `pid` called `name`.
  public init(pid: Int, name: String) {
    self.pid = pid
    self.name = name
  }

  /// The process as a subject.
  public var subject: Subject { .process(pid: pid, name: name) }
}

/// A TCP socket that listens.
public struct ListeningSocket: Sendable, Hashable {
  /// Its address and port.
  public var address: String
  /// Connections that waited to be accepted, by sample.
  public var queued: [Double]
  /// The backlog; one connection more than it may wait.
  public var backlog: Double
  /// Connections that it dropped in the window; nil where the kernel does not tell.
  public var dropped: Double?
  /// The socket's number; 0 where the kernel does not tell.
  public var inode: UInt64
  /// Who has it; looked for only where its queue fills or it drops.
  public var owner: SocketOwner?

  /// A socket at `address`.
  public init(
    address: String, queued: [Double], backlog: Double, dropped: Double?, inode: UInt64,
    owner: SocketOwner?
  ) {
    self.address = address
    self.queued = queued
    self.backlog = backlog
    self.dropped = dropped
    self.inode = inode
    self.owner = owner
  }

  /// How full the queue was at both looks, in percent of what it holds; the lesser of the two.
  public var fill: Double { (queued.min() ?? 0) / (backlog + 1) * 100 }

  /// How full it was at the fuller look.
  public var peak: Double { (queued.max() ?? 0) / (backlog + 1) * 100 }
}

/// A TCP connection that waited for its other end at both ends of the window.
public struct WaitingConnection: Sendable, Hashable {
  /// What it waits for.
  public enum Reason: Sendable {
    /// An answer to its first packet: SYN-SENT.
    case answer
    /// Room in the other end's closed window.
    case window
  }

  /// What it waits for.
  public var reason: Reason
  /// Both ends, each with its port.
  public var local: String, remote: String
  /// Bytes that wait to be sent, and how many fewer than at the first look.
  public var unsent: Double, taken: Double
  /// Whether this machine opened it.
  public var isOpenedHere: Bool
  /// Who has it.
  public var owner: SocketOwner?

  /// A connection between `local` and `remote`.
  public init(
    _ reason: Reason, local: String, remote: String, unsent: Double, taken: Double,
    isOpenedHere: Bool, owner: SocketOwner?
  ) {
    self.reason = reason
    self.local = local
    self.remote = remote
    self.unsent = unsent
    self.taken = taken
    self.isOpenedHere = isOpenedHere
    self.owner = owner
  }
}

/// A UDP socket that threw datagrams away in the window.
public struct DroppingSocket: Sendable, Hashable {
  /// Its address and port.
  public var address: String
  /// Datagrams thrown away in the window.
  public var dropped: Double
  /// Bytes that wait to be read.
  public var unread: Double
  /// The socket's number.
  public var inode: UInt64
  /// Who has it.
  public var owner: SocketOwner?

  /// A socket at `address`.
  public init(
    address: String, dropped: Double, unread: Double, inode: UInt64, owner: SocketOwner?
  ) {
    self.address = address
    self.dropped = dropped
    self.unread = unread
    self.inode = inode
    self.owner = owner
  }
}

/// Use of the local ports that outgoing connections get.
public struct PortUse: Sendable, Hashable {
  /// The ports there are: the range less those reserved.
  public var ports: Double
  /// The destinations with the most sockets, the most first; none where the sockets of the machine
  /// are too few to be counted by destination.
  public var destinations: [Destination]
  /// The most that a destination can have: what was counted, or all sockets of the machine.
  public var most: Double
  /// Ports that UDP sockets hold, or at most hold.
  public var udpPorts: Double
  /// Why the sockets may be more than were counted; nil where all were.
  public var cut: Gap?

  /// The sockets between one local address and one other and its port.
  public struct Destination: Sendable, Hashable {
    /// This end's address.
    public var local: String
    /// The other end's, with its port.
    public var remote: String
    /// All of them, and those in TIME_WAIT.
    public var sockets: Double, timeWait: Double
    /// Whether a new connection may take the port of one in TIME_WAIT.
    public var reusesTimeWait: Bool
    /// The number of one of the sockets; 0 where no process has any.
    public var inode: UInt64
    /// Who has that one.
    public var owner: SocketOwner?

    /// The sockets between `local` and `remote`.
    public init(
      local: String, remote: String, sockets: Double, timeWait: Double, reusesTimeWait: Bool,
      inode: UInt64, owner: SocketOwner?
    ) {
      self.local = local
      self.remote = remote
      self.sockets = sockets
      self.timeWait = timeWait
      self.reusesTimeWait = reusesTimeWait
      self.inode = inode
      self.owner = owner
    }

    /// Ports that a new connection to the same destination cannot have.
    public var taken: Double { reusesTimeWait ? sockets - timeWait : sockets }
  }

  /// Use of `ports` ports.
  public init(
    ports: Double, destinations: [Destination], most: Double, udpPorts: Double, cut: Gap?
  ) {
    self.ports = ports
    self.destinations = destinations
    self.most = most
    self.udpPorts = udpPorts
    self.cut = cut
  }
}
