// Tables of the kernel that may fill, and queues that may stand, as the full depth sees them.

/// The table of tracked connections of the machine's own network namespace.
public struct ConnectionTracking: Sendable, Hashable {
  /// Connections tracked now, and the most that may be; a limit of 0 is none.
  public var count: Double, limit: Double
  /// How the counters of `/proc/net/stat/nf_conntrack` grew, all processors together.
  public var activity: Measured<Activity>

  /// What became of connections in the window, in number.
  public struct Activity: Sendable, Hashable {
    /// Packets that were dropped, those of `insertFailed` among them.
    public var dropped: Double
    /// Entries that another processor had made meanwhile: the packet was dropped.
    public var insertFailed: Double
    /// Entries given up to make room in a full table.
    public var earlyDropped: Double
    /// Lookups begun again because the table changed under them.
    public var searchRestarts: Double

    /// The growth of the four counters.
    public init(
      dropped: Double, insertFailed: Double, earlyDropped: Double, searchRestarts: Double
    ) {
      self.dropped = dropped
      self.insertFailed = insertFailed
      self.earlyDropped = earlyDropped
      self.searchRestarts = searchRestarts
    }
  }

  /// A table with `count` of `limit` entries; no tracking at all is none of none.
  public init(count: Double, limit: Double, activity: Measured<Activity>) {
    self.count = count
    self.limit = limit
    self.activity = activity
  }
}

/// The table of neighbours of one protocol, which all network namespaces share.
public struct NeighbourTable: Sendable, Hashable {
  /// `arp_cache` for IPv4, `ndisc_cache` for IPv6.
  public var name: String
  /// Neighbours known now.
  public var entries: Double
  /// `gc_thresh3`, past which no further one is let in.
  public var limit: Measured<Double>
  /// How often in the window there was no room for one.
  public var overflows: Double

  /// A table with its use.
  public init(name: String, entries: Double, limit: Measured<Double>, overflows: Double) {
    self.name = name
    self.entries = entries
    self.limit = limit
    self.overflows = overflows
  }
}

/// A root queueing discipline over the window: all that its interface sends passes it.
public struct QueueingDiscipline: Sendable, Hashable {
  /// The interface; not yet sanitised.
  public var interface: String
  /// Such as `fq_codel`.
  public var kind: String
  /// Sent in the window.
  public var bytesPerSecond: Double, packets: Double
  /// Dropped in the window, and times that packets were held back.
  public var dropped: Double, overlimits: Double
  /// Bytes that waited at both ends of the window, the lesser number of the two.
  public var standingBytes: Double
  /// Packets that waited at its end.
  public var backlogPackets: Double

  /// A discipline with its traffic.
  public init(
    interface: String, kind: String, bytesPerSecond: Double, packets: Double, dropped: Double,
    overlimits: Double, standingBytes: Double, backlogPackets: Double
  ) {
    self.interface = interface
    self.kind = kind
    self.bytesPerSecond = bytesPerSecond
    self.packets = packets
    self.dropped = dropped
    self.overlimits = overlimits
    self.standingBytes = standingBytes
    self.backlogPackets = backlogPackets
  }
}

/// A bond of interfaces.
public struct Bond: Sendable, Hashable {
  /// The bond's own interface; not yet sanitised.
  public var name: String
  /// Such as `fault-tolerance (active-backup)`.
  public var mode: String
  /// Whether the bond as a whole has a link.
  public var isUp: Bool
  /// The names of its members.
  public var members: [String]
  /// Those without a link.
  public var down: [String]
  /// Those with a link that the other end did not take into the group that carries the traffic.
  public var apart: [String]

  /// A bond with its members.
  public init(
    name: String, mode: String, isUp: Bool, members: [String], down: [String], apart: [String]
  ) {
    self.name = name
    self.mode = mode
    self.isUp = isUp
    self.members = members
    self.down = down
    self.apart = apart
  }
}
