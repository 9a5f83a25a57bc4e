import Testing

/// A machine on which everything goes on at the same rate, so that any stretch of it is like any
/// other.
struct SteadySeries: Sendable, CustomTestStringConvertible {
  var testDescription: String

  /// Ticks a second of the two processors together: user, nice, system, idle, iowait, irq, softirq,
  /// steal.
  var processors: [Double] = [4, 0, 2, 194, 0, 0, 0, 0]
  var running = 1, blocked = 0
  var contextSwitches = 900.0, forks = 2.0
  /// Percent of the time that some and all tasks wait for a processor, memory and storage.
  var stalls: [String: (some: Double, full: Double)] = [:]
  var load = 0.1
  /// Bytes available of 16 GiB.
  var availableKilobytes = 12_000_000
  /// Growth a second of counters in `/proc/vmstat`.
  var memory: [String: Double] = [:]
  /// Requests, milliseconds of waiting, and milliseconds of work a second of the disk.
  var disk = (reads: 5.0, wait: 10.0, busy: 8.0, inFlight: 0)
  /// Packets, errors and drops a second of the interface, each way.
  var packets = 2000.0, errors = 0.0, drops = 0.0, fifo = 0.0, carrierChanges = 0.0
  /// Growth a second of counters in `/proc/net/snmp` and `/proc/net/netstat`.
  var tcp: [String: Double] = [:], udp: [String: Double] = [:], extended: [String: Double] = [:]
  var softnetDrops = 0.0
  /// Growth a second of connections dropped, and raced.
  var tracking = (drops: 0.0, races: 0.0)
  /// Packets a second sent and dropped by the queue in front of the interface, and what stands in it.
  var queue = (sent: 2000.0, dropped: 0.0, backlog: 0)
  /// What waits in the accept queue of 129, and drops a second.
  var accept = (waiting: 0, drops: 0.0)
  /// The state of a process, and the share of a cgroup's periods in which it was held back.
  var state = "S", throttled = 0.0

  static let all = [idle, trickle, busy, slowDisk, lossyNetwork, fullTables, shortOfMemory]

  static let idle = SteadySeries(testDescription: "idle")

  /// A little of everything: in ten seconds less than the floors ask for, in thirty more.
  static let trickle: SteadySeries = {
    var series = SteadySeries(testDescription: "a trickle")
    series.disk = (2, 400, 20, 0)
    (series.packets, series.errors, series.drops, series.fifo) = (60, 0.3, 4, 0.2)
    series.tcp = ["InSegs": 6, "OutSegs": 6, "RetransSegs": 0.3, "InErrs": 0.3]
    series.udp = ["InDatagrams": 5, "InErrors": 0.3, "RcvbufErrors": 0.3, "OutDatagrams": 4]
    series.extended = ["TCPOFOQueue": 0.6, "TCPSpuriousRtxHostQueues": 0.2]
    series.queue = (60, 2, 0)
    series.carrierChanges = 0.1
    return series
  }()

  static let busy: SteadySeries = {
    var series = SteadySeries(testDescription: "busy processors")
    series.processors = [150, 0, 44, 2, 0, 0, 2, 2]
    (series.running, series.load, series.state) = (9, 9, "R")
    (series.contextSwitches, series.forks) = (90_000, 700)
    series.stalls["cpu"] = (85, 0)
    series.throttled = 0.6
    return series
  }()

  static let slowDisk: SteadySeries = {
    var series = SteadySeries(testDescription: "slow disk")
    series.processors = [4, 0, 6, 20, 170, 0, 0, 0]
    (series.blocked, series.state) = (6, "D")
    series.stalls["io"] = (90, 60)
    series.disk = (120, 31_000, 998, 30)
    return series
  }()

  static let lossyNetwork: SteadySeries = {
    var series = SteadySeries(testDescription: "lossy network")
    (series.errors, series.drops, series.fifo) = (60, 140, 4)
    series.tcp = [
      "InSegs": 1900, "OutSegs": 2000, "RetransSegs": 260, "InErrs": 40, "AttemptFails": 90,
      "ActiveOpens": 120, "PassiveOpens": 20, "OutRsts": 80, "EstabResets": 20,
    ]
    series.udp = [
      "InDatagrams": 400, "InErrors": 30, "RcvbufErrors": 25, "OutDatagrams": 300,
      "SndbufErrors": 20,
    ]
    series.extended = [
      "TCPTimeouts": 60, "TCPOFOQueue": 300, "TCPToZeroWindowAdv": 30, "RcvPruned": 3,
      "PruneCalled": 9, "TCPBacklogDrop": 14, "TCPSpuriousRtxHostQueues": 50,
      "IPReversePathFilter": 40,
    ]
    series.softnetDrops = 30
    return series
  }()

  static let fullTables: SteadySeries = {
    var series = SteadySeries(testDescription: "full queues and tables")
    series.extended = [
      "ListenOverflows": 20, "ListenDrops": 22, "TCPReqQFullDrop": 9, "TCPTimeWaitOverflow": 3,
      "TCPAbortOnMemory": 2,
    ]
    series.tracking = (12, 4)
    series.queue = (1000, 90, 400_000)
    series.accept = (129, 20)
    return series
  }()

  static let shortOfMemory: SteadySeries = {
    var series = SteadySeries(testDescription: "short of memory")
    series.processors = [10, 0, 120, 30, 40, 0, 0, 0]
    series.availableKilobytes = 200_000
    series.stalls["memory"] = (60, 40)
    series.stalls["io"] = (40, 20)
    series.memory = [
      "pswpin": 3000, "pswpout": 4000, "pgmajfault": 900, "pgscan_direct": 20_000,
      "pgsteal_direct": 9000, "allocstall_normal": 900, "workingset_refault_anon": 4000,
      "workingset_refault_file": 4000, "compact_stall": 300, "thp_split_page": 200, "pgfault": 9000,
    ]
    return series
  }()
}
