/// `/proc/net/bonding/NAME`: a bond and its members.
///
/// ```
/// Ethernet Channel Bonding Driver: v3.7.1 (April 27, 2011)
/// Bonding Mode: IEEE 802.3ad Dynamic link aggregation
/// MII Status: up
/// Active Aggregator Info:
///         Aggregator ID: 1
/// Slave Interface: enp0s8
/// MII Status: down
/// Aggregator ID: 2
/// ```
/// drivers/net/bonding/bond_procfs.c; what stands before the first member is the bond's own.
public struct BondText: Sendable, Hashable {
  /// An interface of the bond.
  public struct Member: Sendable, Hashable {
    /// Not yet sanitised.
    public var name: String
    /// `up`, `going down`, `down` or `going back`.
    public var status: String
    /// The group of links it belongs to; only where the links negotiate (802.3ad).
    public var aggregator: UInt64?
  }

  /// Such as `fault-tolerance (active-backup)`.
  public var mode: String
  /// Whether the bond as a whole has a link: `up` or `down`.
  public var status: String
  /// The group of links that carries the traffic; only in 802.3ad.
  public var activeAggregator: UInt64?
  /// In the order of the text.
  public var members: [Member] = []

  /// The bond in `text`; throws where a member or the bond does not tell its state.
  public init(_ text: Text) throws(Malformed) {
    _ = try text.whole()
    var mode: String?, status: String?
    for line in text.lines {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let name = line.slice(0, colon).trimmed.string
      let value = line.slice(colon + 1, line.count).trimmed
      let last = members.count - 1
      switch name {
      case "Bonding Mode": mode = value.string
      case "Slave Interface": members.append(Member(name: value.string, status: ""))
      case "MII Status" where last < 0: status = status ?? value.string
      case "MII Status": members[last].status = value.string
      case "Aggregator ID" where last < 0: activeAggregator = value.number
      case "Aggregator ID": members[last].aggregator = value.number
      default: continue
      }
    }
    guard let mode, let status, !mode.isEmpty, !status.isEmpty else { throw Malformed("no bond") }
    guard members.allSatisfy({ !$0.status.isEmpty && !$0.name.isEmpty }) else {
      throw Malformed("a member that does not tell its state")
    }
    (self.mode, self.status) = (mode, status)
  }
}
