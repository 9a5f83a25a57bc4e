/// An address of a machine with the prefix that it is configured with.
public struct InterfaceAddress: Sendable, Hashable {
  /// The interface, and the address as text.
  public var interface: String, address: String
  /// Bits of the network's part.
  public var prefix: Int

  /// `address` on `interface`.
  public init(interface: String, address: String, prefix: Int) {
    self.interface = interface
    self.address = address
    self.prefix = prefix
  }
}

/// How the kernel would send to an address.
public struct Route: Sendable, Hashable {
  /// The first router; nil where the destination is on the segment itself.
  public var gateway: String?
  /// The interface, and the address that it is sent from.
  public var interface: String, source: String?
  /// Whether the destination is this machine itself.
  public var isLocal = false
  /// What the kernel has learnt of the way's packet size, in bytes.
  public var mtu: Int?

  /// A route out of `interface`.
  public init(interface: String) { self.interface = interface }
}

/// A router on the way, or the destination.
public struct Hop: Sendable, Hashable {
  /// How many routers away.
  public var number: Int
  /// Who answered there, in their order; empty where nobody did.
  public var addresses: [String]
  /// Milliseconds of each answer.
  public var times: [Double]
  /// How many questions had no answer, of how many.
  public var lost: Int, sent: Int

  /// The hop of `number`.
  public init(number: Int, addresses: [String], times: [Double], lost: Int, sent: Int) {
    self.number = number
    self.addresses = addresses
    self.times = times
    self.lost = lost
    self.sent = sent
  }
}

/// How large a packet the way takes whole.
public struct PathMTU: Sendable, Hashable {
  /// The largest packet of IP that came through, in bytes.
  public var largest: Int
  /// The packet size of the first interface.
  public var interface: Int
  /// Whether larger ones vanish without the message that tells their sender.
  public var isHole: Bool
  /// Who said that a packet is too large, if anybody did.
  public var toldBy: String?

  /// What was found out with packets as large as `interface` takes.
  public init(largest: Int, interface: Int, isHole: Bool, toldBy: String?) {
    self.largest = largest
    self.interface = interface
    self.isHole = isHole
    self.toldBy = toldBy
  }
}

/// A station's link to its access point.
public struct WirelessLink: Sendable, Hashable {
  /// The interface, and the network it is in.
  public var interface: String, network: String?
  /// dBm; nil where there is no link.
  public var signal: Double?
  /// Megabits a second that it sends with.
  public var sendRate: Double?
  /// Whether the station sleeps between beacons; nil where it is not told.
  public var savesPower: Bool?

  /// The link of `interface`.
  public init(interface: String) { self.interface = interface }
}

/// The way as it is seen from one end.
public struct PathEnd: Sendable {
  /// Where it is, as on the command line, and the address that it was asked to reach.
  public var target: String, destination: String
  /// Its addresses.
  public var addresses: Measured<[InterfaceAddress]>
  /// The route to the destination.
  public var route: Measured<Route>
  /// What lies between in words, such as `bridge br0`, `WireGuard tunnel wg0`, `NAT`.
  public var between: [String] = []
  /// The routers on the way.
  public var hops: Measured<[Hop]>
  /// The tool that found them.
  public var tracer = ""
  /// The times of some answers of the destination.
  public var ping: PingReport?
  /// How large a packet the way takes whole.
  public var mtu: Measured<PathMTU>
  /// The state and hardware address that the neighbour table has of the first step.
  public var neighbour: Measured<String>
  /// Hardware addresses that claim the destination's address; more than one is a conflict.
  public var claimants: Measured<[String]>
  /// The link where the route leaves by radio; a gap where it does not.
  public var wireless: WirelessLink?
  /// The name that is compared, and what it gives there; nil and empty where only an address is known.
  public var name: String?, resolved: [String] = []

  /// One end, not looked at yet.
  public init(target: String, destination: String) {
    self.target = target
    self.destination = destination
    addresses = .failure(.unasked("ip addr"))
    route = .failure(.unasked("ip"))
    hops = .failure(.unasked("traceroute"))
    mtu = .failure(.unasked("ping -M do"))
    neighbour = .failure(.unasked("ip neigh"))
    claimants = .failure(.unasked("arping"))
  }

  /// What is asked for the route, and for the addresses of a name; a gap of one of these is its own
  /// answer, that there is none.
  public static let routeSource = "ip route get", nameSource = "getent ahosts"

  /// Why nothing is known of the way: a machine out of reach, or a tool that it lacks.
  public var unmeasured: Gap? {
    guard let gap = route.gap, ![Self.routeSource, Self.nameSource].contains(gap.source) else {
      return nil
    }
    return gap
  }
}

/// The way between two machines.
public struct PathReport: Sendable {
  /// Both ends as on the command line.
  public var from: String, to: String
  /// The way there.
  public var forward: PathEnd
  /// The way back where it could be looked at.
  public var back: Measured<PathEnd>
  /// Whether both are on one segment, by the route and its real prefix; nil where it is not known.
  public var isOneSegment: Bool?
  /// Whether the far end sees another address than what is sent from, so that the way back is that to
  /// whoever translates.
  public var isTranslated = false
  /// What is wrong, the gravest first.
  public var findings: [EndpointFinding] = []

  /// A way that is seen from its beginning.
  public init(from: String, to: String, forward: PathEnd, back: Measured<PathEnd>) {
    self.from = from
    self.to = to
    self.forward = forward
    self.back = back
  }

  /// The gravest severity found; nil where nothing was.
  public var severity: Severity? { findings.severity }
}
