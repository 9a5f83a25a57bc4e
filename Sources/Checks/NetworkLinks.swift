import Model

// What the checks of network interfaces share.

extension NetworkInterface {
  /// Whether it has a wire or a radio of its own, or a virtual machine's card.
  ///
  /// Tunnels, bridges and the ends of virtual cables have no speed, duplex or carrier that means
  /// anything: a tun device claims 10 Mbit/s and a veth 10 Gbit/s whatever they carry, and those
  /// of containers come and go with them. Where nobody looked for the device behind it, the name
  /// tells.
  var isLink: Bool {
    guard !isLoopback else { return false }
    return hasDevice ?? !Self.virtualPrefixes.contains { name.hasPrefix($0) }
  }

  /// Whether it may carry traffic; drivers without carrier detection are `unknown` for ever.
  var isUp: Bool {
    guard let state = state.value else { return true }
    return state == "up" || state == "unknown"
  }

  /// The share lost in the worse direction, in percent, and whether it may be judged.
  ///
  /// Directions in which `isEnough` does not hold are left out where another does.
  func worstShare(
    of lost: (Traffic) -> Double, isEnough: (Direction, Traffic) -> Bool
  ) -> (percent: Double, isEnough: Bool) {
    let both: [(Direction, Traffic)] = [(.received, received), (.sent, sent)]
    let enough = both.filter { isEnough($0.0, $0.1) }
    let shares = (enough.isEmpty ? both : enough).map { _, traffic in
      percentLost(lost(traffic), kept: traffic.packets)
    }
    return (shares.max() ?? 0, !enough.isEmpty)
  }

  /// A direction of traffic.
  enum Direction {
    case received, sent
  }

  private static let virtualPrefixes = [
    "veth", "tap", "tun", "vnet", "macvtap", "docker", "podman", "br-", "virbr", "vmbr", "fwbr",
    "fwpr", "fwln", "cni", "cali", "flannel", "cilium", "lxc", "lxd", "kube-", "nodelocaldns",
    "wg", "tailscale", "zt", "vxlan", "gre", "sit", "ip6tnl", "ifb", "dummy", "nlmon",
  ]
}

extension NetworkObservation {
  /// The interfaces that are links; throws where all others but loopback are known to be none.
  ///
  /// In a container the interface called `eth0` is the end of a virtual cable, and the wire is the
  /// host's.
  func links() throws(Gap) -> [NetworkInterface] {
    let all = try interfaces.get().filter { !$0.isLoopback }
    let links = all.filter(\.isLink)
    if links.isEmpty, let first = all.first, all.allSatisfy({ $0.hasDevice == false }) {
      throw Gap(
        .missing, "/sys/class/net/\(first.name)/device",
        "only virtual interfaces are here: the wire is the host's")
    }
    return links
  }
}

/// What to show where there is no interface to judge.
let noInterfaces = Measurement("interfaces", 0, .count)
