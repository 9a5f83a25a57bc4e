import Model
import TestSupport
import Testing

@testable import Endpoints

@Suite struct PathTests {
  @Test func realRoutes() throws {
    let direct = try #require(RouteText.route(try Recorded.text("ip-route-direct.txt")))
    #expect(direct.gateway == nil)
    #expect(direct.interface == "eth0")
    #expect(direct.source == "192.0.2.2")
    let routed = try #require(RouteText.route(try Recorded.text("ip-route-gateway.txt")))
    #expect(routed.gateway == "192.0.2.1")
    let local = try #require(RouteText.route(try Recorded.text("ip-route-local.txt")))
    #expect(local.isLocal)
    #expect(RouteText.route("RTNETLINK answers: Network is unreachable\n") == nil)
  }

  @Test func realAddressesAndLinks() throws {
    let addresses = RouteText.addresses(try Recorded.text("ip-addr.txt"))
    #expect(
      addresses.contains(InterfaceAddress(interface: "eth0", address: "192.0.2.2", prefix: 24)))
    #expect(addresses.contains(InterfaceAddress(interface: "lo", address: "::1", prefix: 128)))
    let link = RouteText.link(try Recorded.text("ip-link.txt"))
    #expect(link.mtu == 1400)
    #expect(link.between == [])
  }

  @Test(
    "What lies between",
    arguments: [
      (
        "5: wg0: <POINTOPOINT,NOARP,UP> mtu 1420 qdisc noqueue\\    link/none \\    wireguard addrgenmode none",
        "WireGuard tunnel wg0"
      ),
      (
        "6: br0: <BROADCAST,UP> mtu 1500 qdisc noqueue\\    link/ether 02:00:00:00:00:01\\    bridge forward_delay 1500",
        "bridge br0"
      ),
      ("7: v1@if8: <UP> mtu 1500 qdisc noqueue master br0 state UP\\    veth ", "bridge br0"),
      (
        "8: tun0: <POINTOPOINT,UP> mtu 1500\\    link/none \\    tun type tun pi off", "tunnel tun0"
      ),
    ])
  func between(line: String, expected: String) {
    #expect(RouteText.link(line + "\n").between.contains(expected))
  }

  @Test func neighbours() {
    #expect(
      RouteText.neighbour("192.0.2.1 dev eth0 lladdr 02:fc:00:00:00:05 STALE \n")
        == "STALE 02:fc:00:00:00:05")
    #expect(RouteText.neighbour("fd00::1 dev eth0 FAILED \n") == "FAILED")
    #expect(RouteText.neighbour("") == nil)
    let two = """
      Unicast reply from 10.0.0.2 [02:00:00:00:00:02]  0.6ms
      Unicast reply from 10.0.0.2 [02:00:00:00:00:03]  0.9ms
      Unicast reply from 10.0.0.2 [02:00:00:00:00:02]  0.6ms

      """
    #expect(claimants(two) == ["02:00:00:00:00:02", "02:00:00:00:00:03"])
  }

  /// iw(8) of a station, in the form of its own source (link.c); there is no radio to try it on.
  @Test func radio() throws {
    let link = try #require(
      wirelessLink(
        "wlan0",
        link: """
          Connected to aa:bb:cc:dd:ee:ff (on wlan0)
          \tSSID: Home
          \tfreq: 5180
          \tsignal: -78 dBm
          \ttx bitrate: 144.4 MBit/s MCS 15 short GI
          """, power: "Power save: on\n"))
    #expect(link.signal == -78)
    #expect(link.sendRate == 144.4)
    #expect(link.network == "Home")
    #expect(link.savesPower == true)
    #expect(wirelessLink("eth0", link: "", power: "") == nil)
  }

  @Test("The same hops by three tools", arguments: ["traceroute", "mtr", "tracepath"])
  func realTraces(tool: String) throws {
    let hops = TraceText.hops(try Recorded.text("\(tool)-loopback.txt"))
    #expect(hops.map(\.number) == [1])
    #expect(hops.first?.addresses == ["127.0.0.1"])
    #expect(hops.first?.lost == 0)
  }

  @Test func silentAndSeveralRouters() {
    let hops = TraceText.hops(
      """
      traceroute to 10.2.0.2 (10.2.0.2), 20 hops max, 60 byte packets
       1  10.1.0.1  0.045 ms  0.012 ms 10.1.0.9  0.010 ms
       2  * * *
       3  10.2.0.2  0.093 ms !X *  0.03 ms

      """)
    #expect(hops.map(\.addresses) == [["10.1.0.1", "10.1.0.9"], [], ["10.2.0.2"]])
    #expect(hops.map(\.lost) == [0, 3, 1])
    #expect(hops.map(\.sent) == [3, 3, 3])
  }

  private func hop(_ number: Int, lost: Int, silent: Bool = false) -> Hop {
    Hop(
      number: number, addresses: silent ? [] : ["10.0.0.\(number)"], times: [1], lost: lost,
      sent: 10)
  }

  @Test("Loss counts only where it lasts to the destination")
  func middleHop() {
    func place(_ hops: [Hop], _ loss: Double) -> LossPlace? {
      lossBegins(hops, to: "10.0.0.4", destinationLoss: loss)
    }
    let middle = [hop(1, lost: 0), hop(2, lost: 8), hop(3, lost: 0), hop(4, lost: 0)]
    #expect(place(middle, 0) == nil)
    #expect(place(middle, 5) == nil)
    let lasting = [hop(1, lost: 2), hop(2, lost: 0), hop(3, lost: 3), hop(4, lost: 4)]
    #expect(place(lasting, 30) == .at(lasting[2]))
    let silent = [
      hop(1, lost: 0), hop(2, lost: 3), hop(3, lost: 10, silent: true), hop(4, lost: 4),
    ]
    #expect(place(silent, 30) == .at(silent[1]))
    // A router that answers eight of ten is not where a dead destination's ten are lost.
    let dead = [hop(1, lost: 2), hop(2, lost: 10, silent: true), hop(3, lost: 10, silent: true)]
    #expect(place(dead, 100) == .behind(dead[0]))
  }

  @Test(
    "Prefixes are those that are configured",
    arguments: [
      ("10.1.1.200", "10.1.0.2", 23, true), ("10.1.2.1", "10.1.0.2", 23, false),
      ("10.2.0.16", "10.2.0.2", 28, false), ("10.2.0.15", "10.2.0.2", 28, true),
      ("1.2.3.4", "9.9.9.9", 0, true), ("fd00::1:2", "fd00::1:3", 127, true),
      ("fd00::4", "fd00::3", 127, false), ("fd00::1", "10.0.0.1", 8, false),
    ])
  func prefixes(one: String, other: String, bits: Int, same: Bool) throws {
    let left = try #require(IPAddress(one)), right = try #require(IPAddress(other))
    #expect(left.isInNetwork(of: right, bits: bits) == same)
  }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.256", "a.b.c.d", "::g", "1::2::3", ":::", "1:2:3:4:5:6:7:8:9",
  ])
  func noAddresses(text: String) { #expect(IPAddress(text) == nil) }

  private func end(_ change: (inout PathEnd) -> Void) -> PathEnd {
    var end = PathEnd(target: "local", destination: "10.2.0.2")
    var route = Route(interface: "eth0")
    (route.gateway, route.source) = ("10.1.0.1", "10.1.0.2")
    end.route = .success(route)
    end.addresses = .success([InterfaceAddress(interface: "eth0", address: "10.1.0.2", prefix: 23)])
    change(&end)
    return end
  }

  private func judged(_ forward: PathEnd, back: PathEnd? = nil) -> [EndpointFinding] {
    judge(
      PathReport(
        from: "local", to: "b", forward: forward,
        back: back.map { .success($0) } ?? .failure(Gap(.missing, "back", "none"))),
      by: EndpointThresholds())
  }

  @Test func packetSizes() {
    func found(_ mtu: PathMTU) -> [Severity] {
      judged(end { $0.mtu = .success(mtu) }).map(\.severity)
    }
    #expect(found(PathMTU(largest: 1500, interface: 1500, isHole: false, toldBy: nil)) == [])
    #expect(
      found(PathMTU(largest: 1400, interface: 1500, isHole: false, toldBy: "10.1.0.1")) == [.note])
    #expect(
      found(PathMTU(largest: 1400, interface: 1500, isHole: true, toldBy: nil)) == [.critical])
  }

  @Test func neighboursAndClaims() {
    #expect(judged(end { $0.neighbour = .success("FAILED") }).map(\.severity) == [.critical])
    #expect(judged(end { $0.neighbour = .success("STALE 02:00") }).isEmpty)
    #expect(judged(end { $0.claimants = .success(["a", "b"]) }).map(\.severity) == [.critical])
  }

  @Test("Only what the system itself has answered is judged, and no missing tool or machine")
  func noAnswer() {
    func found(_ gap: Gap, name: String? = nil) -> [EndpointFinding] {
      judged(end { ($0.route, $0.name) = (.failure(gap), name) })
    }
    #expect(found(Gap(.missing, PathEnd.routeSource, "unreachable")).map(\.severity) == [.critical])
    #expect(
      found(Gap(.missing, PathEnd.nameSource, "the name b is not known"), name: "b").map(\.severity)
        == [.critical])
    #expect(found(Gap(.missing, "ip", "not installed at local")).isEmpty)
    #expect(found(Gap(.missing, "getent", "not installed at local"), name: "b").isEmpty)
    #expect(found(Gap(.missing, "ssh:b", "no answer in time")).isEmpty)
    #expect(end { $0.route = .failure(Gap(.missing, "ip", "not installed")) }.unmeasured != nil)
    #expect(end { _ in }.unmeasured == nil)
  }

  @Test func aRouterWhereThePrefixCovers() {
    let found = judged(
      end {
        $0.destination = "10.1.1.7"
      })
    #expect(found.first?.finding.statement.contains("of the segment") == true)
  }

  @Test func twoWays() {
    let routed = end { _ in }
    let direct = end {
      var route = Route(interface: "eth1")
      route.source = "10.2.0.2"
      ($0.target, $0.route) = ("ssh:b", .success(route))
    }
    #expect(judged(routed, back: direct).contains { $0.finding.statement.contains("by a router") })
    #expect(judged(routed, back: routed).isEmpty)
  }

  @Test func otherNumbersOfRouters() {
    func way(_ hops: Int, back: Int) -> [EndpointFinding] {
      judged(
        end {
          $0.hops = .success(
            (1...hops).map { hop in
              Hop(
                number: hop, addresses: [hop == hops ? "10.2.0.2" : "10.9.0.\(hop)"], times: [1],
                lost: 0, sent: 3)
            })
          var ping = PingReport(host: "10.2.0.2", vantage: "local", method: "ping", interval: 1)
          (ping.routers, ping.address) = (back, "10.2.0.2")
          $0.ping = ping
        })
    }
    #expect(way(2, back: 1).isEmpty)
    #expect(way(2, back: 3).map(\.severity) == [.warning])
  }
}
