/// What was seen of the network of the machine's own namespace.
public struct NetworkObservation: Sendable {
  /// Every interface present in both samples.
  public var interfaces: Measured<[NetworkInterface]>
  /// Why an interface is not among them: it was made anew in the window; nil where all are.
  public var interfaceGap: Gap?
  /// The protocol counters of `/proc/net/snmp` over the window.
  public var protocols: Measured<Counters<ProtocolCounter>>
  /// The extended TCP and IP counters of `/proc/net/netstat` over the window.
  public var extended: Measured<Counters<ExtendedCounter>>
  /// Receive processing of each processor, by number.
  public var softnet: Measured<[Int: SoftnetActivity]>
  /// Sockets in use, of the last sample.
  public var sockets: Measured<SocketCounts>
  /// The counters of `/proc/net/snmp6` over the window; nil where the kernel has no IPv6.
  public var version6: Measured<Counters<Version6Counter>?> = .failure(
    .notLooked("/proc/net/snmp6"))
  /// The table of tracked connections; of no size where none is kept.
  public var tracking: Measured<ConnectionTracking> = .failure(.notLooked("nf_conntrack"))
  /// The tables of neighbours, of IPv4 first.
  public var neighbours: Measured<[NeighbourTable]> = .failure(.notLooked("/proc/net/stat"))
  /// Use of the local ports for outgoing connections.
  public var ports: Measured<PortUse> = .failure(.notLooked("socket destinations"))
  /// The TCP sockets that listen.
  public var listeners: Measured<[ListeningSocket]> = .failure(.notLooked("ss -Oltnme"))
  /// The UDP sockets that threw datagrams away in the window, the most first.
  public var dropping: Measured<[DroppingSocket]> = .failure(.notLooked("/proc/net/udp"))
  /// The TCP connections that waited for their other end at both ends of the window.
  public var waiting: Measured<[WaitingConnection]> = .failure(.notLooked("/proc/net/tcp"))
  /// The root queueing discipline of each interface that has one.
  public var disciplines: Measured<[QueueingDiscipline]> = .failure(
    .notLooked("tc -s qdisc show"))
  /// The bonds of interfaces.
  public var bonds: Measured<[Bond]> = .failure(.notLooked("/proc/net/bonding"))

  /// What was seen, each part measured or not.
  public init(
    interfaces: Measured<[NetworkInterface]>, interfaceGap: Gap? = nil,
    protocols: Measured<Counters<ProtocolCounter>>, extended: Measured<Counters<ExtendedCounter>>,
    softnet: Measured<[Int: SoftnetActivity]>, sockets: Measured<SocketCounts>
  ) {
    self.interfaces = interfaces
    self.interfaceGap = interfaceGap
    self.protocols = protocols
    self.extended = extended
    self.softnet = softnet
    self.sockets = sockets
  }
}

extension Gap {
  fileprivate static func notLooked(_ name: String) -> Gap {
    Gap(.missing, name, "it was not looked for")
  }
}

/// An interface over the window.
public struct NetworkInterface: Sendable, Hashable {
  /// One direction of traffic.
  public struct Traffic: Sendable, Hashable {
    /// From `/proc/net/dev`; most drivers count the link header in.
    public var bytesPerSecond = 0.0, packetsPerSecond = 0.0
    /// How many in the window, not per second.
    public var packets = 0.0, errors = 0.0, dropped = 0.0, fifo = 0.0

    /// No traffic.
    public init() {}
  }

  /// Such as `eth0`, within the namespace; not yet sanitised.
  public var name: String
  /// Towards this machine; its drops include packets that the hardware missed.
  public var received: Traffic
  /// Away from this machine; its drops are those of the driver, not of the queueing discipline.
  public var sent: Traffic
  /// Negotiated speed in bytes per second; unmeasured for interfaces that have none.
  public var speed: Measured<Double>
  /// `full` or `half`.
  public var duplex: Measured<String>
  /// The word in `operstate`: `up`, `down`, `lowerlayerdown`, `unknown` or a rarer one.
  public var state: Measured<String>
  /// Times that the carrier came or went in the window.
  public var carrierChanges: Measured<Double>
  /// Whether it is Wi-Fi, where some loss is normal.
  public var isWireless: Bool
  /// Whether there is a device behind it, real or a virtual machine's; nil where nobody looked.
  public var hasDevice: Bool?

  /// An interface with its traffic and link.
  public init(
    name: String, received: Traffic, sent: Traffic, speed: Measured<Double>,
    duplex: Measured<String>, state: Measured<String>, carrierChanges: Measured<Double>,
    isWireless: Bool
  ) {
    self.name = name
    self.received = received
    self.sent = sent
    self.speed = speed
    self.duplex = duplex
    self.state = state
    self.carrierChanges = carrierChanges
    self.isWireless = isWireless
  }

  /// Whether it is the loopback interface.
  public var isLoopback: Bool { name == "lo" }
}

/// The counters of `/proc/net/snmp` that are used; the name is `Group.Counter`.
public enum ProtocolCounter: String, Sendable, CaseIterable {
  case tcpActiveOpens = "Tcp.ActiveOpens"
  case tcpPassiveOpens = "Tcp.PassiveOpens"
  case tcpAttemptFails = "Tcp.AttemptFails"
  case tcpEstablishedResets = "Tcp.EstabResets"
  case tcpSegmentsIn = "Tcp.InSegs"
  case tcpSegmentsOut = "Tcp.OutSegs"
  case tcpSegmentsRetransmitted = "Tcp.RetransSegs"
  case tcpErrorsIn = "Tcp.InErrs"
  case tcpResetsOut = "Tcp.OutRsts"
  case udpIn = "Udp.InDatagrams"
  case udpOut = "Udp.OutDatagrams"
  case udpErrorsIn = "Udp.InErrors"
  case udpReceiveBufferErrors = "Udp.RcvbufErrors"
  case udpSendBufferErrors = "Udp.SndbufErrors"
  case ipDiscardsIn = "Ip.InDiscards"
  case ipDiscardsOut = "Ip.OutDiscards"
  case ipNoRoutes = "Ip.OutNoRoutes"
  case ipReassemblyFails = "Ip.ReasmFails"
  case ipReassembled = "Ip.ReasmOKs"
}

/// The counters of `/proc/net/snmp6` that are used.
public enum Version6Counter: String, Sendable, CaseIterable {
  case discardsIn = "Ip6InDiscards"
  case discardsOut = "Ip6OutDiscards"
  case noRoutes = "Ip6OutNoRoutes"
  case reassemblyFails = "Ip6ReasmFails"
  case reassembled = "Ip6ReasmOKs"
  case udpIn = "Udp6InDatagrams"
  case udpOut = "Udp6OutDatagrams"
  case udpErrorsIn = "Udp6InErrors"
  case udpReceiveBufferErrors = "Udp6RcvbufErrors"
  case udpSendBufferErrors = "Udp6SndbufErrors"
}

/// The counters of `/proc/net/netstat` that are used; the name is `Group.Counter`.
public enum ExtendedCounter: String, Sendable, CaseIterable {
  case listenOverflows = "TcpExt.ListenOverflows"
  case listenDrops = "TcpExt.ListenDrops"
  case requestQueueFullDrop = "TcpExt.TCPReqQFullDrop"
  case requestQueueFullCookies = "TcpExt.TCPReqQFullDoCookies"
  case timeouts = "TcpExt.TCPTimeouts"
  case synRetransmits = "TcpExt.TCPSynRetrans"
  case tailLossProbes = "TcpExt.TCPLossProbes"
  case duplicatesReported = "TcpExt.TCPDSACKRecv"
  case pruned = "TcpExt.PruneCalled"
  case receivePruned = "TcpExt.RcvPruned"
  case collapsed = "TcpExt.TCPRcvCollapsed"
  case outOfMemoryAborts = "TcpExt.TCPAbortOnMemory"
  case memoryPressures = "TcpExt.TCPMemoryPressures"
  case backlogDrop = "TcpExt.TCPBacklogDrop"
  case receiveQueueDrop = "TcpExt.TCPRcvQDrop"
  case toZeroWindow = "TcpExt.TCPToZeroWindowAdv"
  case wantZeroWindow = "TcpExt.TCPWantZeroWindowAdv"
  case timeWaitOverflow = "TcpExt.TCPTimeWaitOverflow"
  case outOfOrder = "TcpExt.TCPOFOQueue"
  case stillQueued = "TcpExt.TCPSpuriousRtxHostQueues"
  case reversePathFiltered = "TcpExt.IPReversePathFilter"
}

/// Receive processing of one processor over the window.
public struct SoftnetActivity: Sendable, Hashable {
  /// Packets per second: processed, and dropped because the backlog queue was full.
  public var processed: Double, dropped: Double
  /// Times per second that the budget ran out with packets left.
  public var squeezed: Double

  /// An activity with these rates.
  public init(processed: Double, dropped: Double, squeezed: Double) {
    self.processed = processed
    self.dropped = dropped
    self.squeezed = squeezed
  }
}

/// Sockets in use and the memory they hold.
public struct SocketCounts: Sendable, Hashable {
  /// `inuse`, `orphan`, `tw` and `alloc` in the line `TCP` of `/proc/net/sockstat`.
  public var tcpInUse = 0.0, tcpOrphans = 0.0, tcpTimeWait = 0.0, tcpAllocated = 0.0
  /// Pages.
  public var tcpMemory = 0.0, udpMemory = 0.0
  /// `inuse` in the line `UDP` of the same file.
  public var udpInUse = 0.0
  /// Pages at which the kernel begins to press and at which it refuses: `tcp_mem`, `udp_mem`.
  public var tcpMemoryLimits: Measured<MemoryLimits>
  /// The same for UDP, which cannot slow its senders and so drops.
  public var udpMemoryLimits: Measured<MemoryLimits>
  /// `tcp_max_orphans`.
  public var orphanLimit: Measured<Double>

  /// The three numbers of `tcp_mem` or `udp_mem`, in pages.
  public struct MemoryLimits: Sendable, Hashable {
    /// Pressure begins above `pressure` and ends below `low`; `high` is the most that is given.
    public var low: Double, pressure: Double, high: Double

    /// The limits in the order of the file.
    public init(low: Double, pressure: Double, high: Double) {
      self.low = low
      self.pressure = pressure
      self.high = high
    }
  }

  /// No sockets, under the limits given.
  public init(
    tcpMemoryLimits: Measured<MemoryLimits>, udpMemoryLimits: Measured<MemoryLimits>,
    orphanLimit: Measured<Double>
  ) {
    self.tcpMemoryLimits = tcpMemoryLimits
    self.udpMemoryLimits = udpMemoryLimits
    self.orphanLimit = orphanLimit
  }
}
