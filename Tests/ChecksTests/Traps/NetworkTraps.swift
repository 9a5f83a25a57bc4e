import Collector
import Model
import Testing

@testable import Checks

/// The traps of the checklist that concern the network, each on numbers that fool a naive reading.
@Suite struct NetworkTraps {
  @Test("retransmits with no denominator")
  func retransmits() throws {
    func verdict(again: Int, sent: Int) throws -> Verdict {
      func tcp(_ again: Int, _ sent: Int) -> String {
        section(
          "/proc/net/snmp",
          "Tcp: InSegs OutSegs RetransSegs InErrs\nTcp: 900000000 \(sent) \(again) 0")
      }
      let (old, oldSent) = (12_000_000, 900_000_000)
      return NetworkRetransmits().judge(
        try observation(tcp(old, oldSent), tcp(old + again, oldSent + sent))
      ).verdict
    }
    // Twelve million since boot, 90 a second now, and still one in a thousand.
    #expect(try verdict(again: 900, sent: 900_000).severity == nil)
    // One in five, of twenty segments.
    #expect(try verdict(again: 4, sent: 20).severity == nil)
    #expect(try verdict(again: 900, sent: 30_000).severity == .warning)
  }

  @Test("conntrack fill only")
  func tracking() throws {
    func table(_ failed: Int, _ dropped: Int) -> String {
      let columns = "entries found insert insert_failed drop early_drop search_restart"
      func hex(_ number: Int) -> String { String(number, radix: 16) }
      return section(
        "/proc/net/stat/nf_conntrack", "\(columns)\nbb8 0 0 \(hex(failed)) \(hex(dropped)) 0 0")
        + section("/proc/sys/net/netfilter/nf_conntrack_count", "3000")
        + section("/proc/sys/net/netfilter/nf_conntrack_max", "262144")
    }
    // The table is nearly empty, and names looked up wait 5 s: packets race for an entry.
    let racing = try observation(table(4000, 4000), table(4036, 4036))
    #expect(NetworkConntrack().judge(racing).verdict.severity == nil)
    let found = NetworkConntrackDrops().judge(racing).verdict
    #expect(found.severity == .warning)
    #expect(found.findings.first?.measurement.name == "conntrack races")
    // The same packets are among the drops; they are not told twice.
    #expect(found.findings.count == 1)
    let calm = try observation(table(4000, 4000), table(4000, 4000))
    #expect(NetworkConntrackDrops().judge(calm).verdict.severity == nil)
  }

  @Test("TIME_WAIT totals")
  func timeWait() throws {
    func sockets(_ destinations: String) -> String {
      section(
        "/proc/net/sockstat", "TCP: inuse 900 orphan 0 tw 60000 alloc 1000 mem 90\nUDP: inuse 9")
        + section("/proc/sys/net/ipv4/ip_local_port_range", "32768 60999")
        + section("/proc/sys/net/ipv4/ip_local_reserved_ports", "")
        + section("/proc/sys/net/ipv4/tcp_tw_reuse", "0")
        + section("socket destinations", destinations + "udp 3\nwhole 60900")
    }
    func verdict(_ destinations: String) throws -> Verdict {
      let text = sockets(destinations)
      return NetworkEphemeralPorts().judge(try observation(text, text)).verdict
    }
    // Twice as many in TIME_WAIT as there are ports, towards thirty servers.
    let many = (1...20).map { "tcp 10.0.4.17 10.0.9.\($0):5432 2005 2000 0\n" }.joined()
    #expect(try verdict(many).severity == nil)
    // No more of them, towards one.
    let one = try verdict("tcp 10.0.4.17 10.0.9.1:5432 27400 27390 0\n")
    #expect(one.severity == .critical)
    #expect(one.findings.first?.subject == .socket("10.0.4.17 to 10.0.9.1:5432"))
  }

  @Test("a service named without a causal path")
  func causalPath() throws {
    func drops(_ number: Int, _ listening: [String]) -> String {
      section(
        "/proc/net/netstat", "TcpExt: ListenOverflows ListenDrops\nTcpExt: \(number) \(number)")
        + section(
          "ss -Oltnme",
          (["State Recv-Q Send-Q Local Address:Port Peer Address:Port Process"] + listening)
            .joined(separator: "\n"))
    }
    func socket(_ port: Int, inode: Int, waiting: Int, drops: Int) -> String {
      "LISTEN \(waiting) 4 10.0.0.1:\(port) 0.0.0.0:* ino:\(inode) skmem:(d\(drops))"
    }
    let owners = section("socket owners", "7 40 guilty\n8 41 bystander")
    func finding(_ before: [String], _ after: [String]) throws -> Finding {
      let observation = try observation(drops(100, before), drops(300, after) + owners)
      return try #require(
        NetworkListenOverflow().judge(observation).verdict.findings.first)
    }
    // The bystander's queue is full; the other's counter says whose connections were dropped.
    let named = try finding(
      [socket(80, inode: 7, waiting: 0, drops: 100), socket(81, inode: 8, waiting: 5, drops: 0)],
      [socket(80, inode: 7, waiting: 0, drops: 300), socket(81, inode: 8, waiting: 5, drops: 0)])
    #expect(named.subject == .socket("10.0.0.1:80"))
    #expect(named.statement.contains("guilty"))
    // No socket tells of the drops: a full queue alone names nobody.
    let unnamed = try finding(
      [socket(81, inode: 8, waiting: 5, drops: 0)], [socket(81, inode: 8, waiting: 5, drops: 0)])
    #expect(unnamed.subject == .machine)
    #expect(!unnamed.statement.contains("bystander"))
    let subjects = unnamed.evidence.map(\.subject)
    #expect(subjects.allSatisfy { $0 == .machine })
  }

  @Test("loss at a middle hop")
  func middleHop() throws {
    // A traceroute sends 900 probes: each hop on the way says that a probe ended there, but one that
    // says so to a fifth only, and the destination answers all that reach it.
    func counters(_ probes: Int, expired: Int, unreachable: Int) -> String {
      section(
        "/proc/net/snmp",
        """
        Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams \
        InUnknownProtos InDiscards InDelivers OutRequests OutDiscards OutNoRoutes
        Ip: 2 64 \(252_583 + expired + unreachable) 0 0 0 0 0 252583 \(250_266 + probes) 0 0
        Icmp: InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds
        Icmp: \(expired + unreachable) 0 0 \(unreachable) \(expired)
        Tcp: ActiveOpens AttemptFails EstabResets InSegs OutSegs RetransSegs InErrs OutRsts
        Tcp: 12979 7 20 119053 116635 217 0 25
        Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors
        Udp: 133527 0 0 \(133_530 + probes) 0 0 0
        """)
    }
    let traced = try observation(
      counters(0, expired: 0, unreachable: 0), counters(900, expired: 720, unreachable: 100))
    for check in Checklist.all where check.resource == .network {
      #expect(check.judge(traced).verdict.findings.isEmpty, "\(check.name)")
    }
    guard case .clear = NetworkRetransmits().judge(traced).verdict else {
      Issue.record("the counters are not there to be judged")
      return
    }
  }

  private func section(_ name: String, _ text: String) -> String { "-- \(name) --\n\(text)\n" }

  /// What was seen over ten seconds.
  private func observation(_ before: String, _ after: String) throws -> Observation {
    let text = """
      whyslow recording 1
      -- sample 1 at 100.0 wall 1795368121.0 --
      \(before)-- sample 2 at 110.0 wall 1795368131.0 --
      \(after)
      """
    return Observation(try Recording(parsing: Array(text.utf8)))
  }
}
