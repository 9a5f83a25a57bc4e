import Model

/// What ip(8) prints, that of iproute2 or of busybox, one object a line (`ip -o`).
enum RouteText {
  /// `2: eth0    inet 10.77.0.1/24 brd 10.77.0.255 scope global eth0\ …` of `ip -o addr`.
  static func addresses(_ text: String) -> [InterfaceAddress] {
    lines(text).compactMap { line in
      let words = fields(line)
      guard words.count >= 4, words[0].hasSuffix(":"), words[2] == "inet" || words[2] == "inet6"
      else { return nil }
      let parts = words[3].split(separator: "/")
      // A tunnel's end has no prefix of its own: `10.0.0.1 peer 10.0.0.2/32`.
      let whole = words[2] == "inet" ? 32 : 128
      guard let address = parts.first.map(String.init), IPAddress(address) != nil else {
        return nil
      }
      let prefix = parts.count == 2 ? Int(parts[1]) ?? -1 : whole
      guard (0...whole).contains(prefix) else { return nil }
      return InterfaceAddress(
        interface: String(words[1].prefix { $0 != "@" }), address: address, prefix: prefix)
    }
  }

  /// `10.2.0.2 via 10.1.0.1 dev eth0 src 10.1.0.2 uid 0` of `ip route get`; nil where there is no
  /// route.
  static func route(_ text: String) -> Route? {
    guard let line = lines(text).first(where: { $0.contains(" dev ") }) else { return nil }
    let words = fields(line)
    func after(_ name: String) -> String? {
      guard let place = words.firstIndex(of: name), place + 1 < words.count else { return nil }
      // An address of the other family: `via inet6 fe80::1`.
      let next = words[place + 1]
      return next == "inet" || next == "inet6" ? words[min(place + 2, words.count - 1)] : next
    }
    guard let interface = after("dev") else { return nil }
    var route = Route(interface: interface)
    route.gateway = after("via").flatMap { IPAddress($0) == nil ? nil : $0 }
    route.source = after("src").flatMap { IPAddress($0) == nil ? nil : $0 }
    route.isLocal = words.first == "local"
    // What was learnt stands with the cached route, on the next line.
    route.mtu = number(after: "mtu", in: text)
    return route
  }

  /// What a device is, from `ip -d -o link show dev NAME`: what lies between in words, and its
  /// packet size.
  static func link(_ text: String) -> (mtu: Int?, between: [String]) {
    guard let line = lines(text).first else { return (nil, []) }
    let words = fields(line.split(separator: "\\").joined(separator: " "))
    guard words.count > 2 else { return (nil, []) }
    let name = String(words[1].prefix { $0 != "@" && $0 != ":" })
    // Kinds stand as words of their own among the details.
    let kinds: [(word: String, title: String)] = [
      ("wireguard", "WireGuard tunnel"), ("tun", "tunnel"), ("ppp", "PPP link"),
      ("gre", "GRE tunnel"),
      ("ipip", "IPIP tunnel"), ("sit", "IPv6 tunnel"), ("vxlan", "VXLAN"), ("vlan", "VLAN"),
      ("bond", "bond"), ("bridge", "bridge"), ("macvlan", "macvlan"), ("veth", "veth pair"),
    ]
    var between = kinds.filter { words.dropFirst(3).contains($0.word) }
      .map { "\($0.title) \(name)" }.prefix(1).map { $0 }
    if words.contains("POINTOPOINT") || line.contains("POINTOPOINT,"), between.isEmpty {
      between.append("point-to-point link \(name)")
    }
    if let place = words.firstIndex(of: "master"), place + 1 < words.count {
      between.append("bridge \(words[place + 1])")
    }
    return (number(after: "mtu", in: String(line)), between)
  }

  /// `10.1.0.1 dev eth0 lladdr 02:00:00:00:00:01 REACHABLE` of `ip neigh`: the state and the
  /// hardware address.
  static func neighbour(_ text: String) -> String? {
    guard let line = lines(text).first(where: { !$0.isEmpty }) else { return nil }
    let words = fields(line)
    guard let state = words.last, state.allSatisfy({ $0.isUppercase || $0 == "_" }) else {
      return nil
    }
    let hardware = words.firstIndex(of: "lladdr").flatMap {
      $0 + 1 < words.count ? words[$0 + 1] : nil
    }
    return [state, hardware].compactMap { $0 }.joined(separator: " ")
  }

  private static func number(after word: String, in text: String) -> Int? {
    let words = fields(text.split(separator: "\n").joined(separator: " "))
    guard let place = words.firstIndex(of: word), place + 1 < words.count else { return nil }
    return Int(words[place + 1]).flatMap { (68...1_000_000).contains($0) ? $0 : nil }
  }
}

/// The hardware addresses that answered arping(8), each once:
/// `Unicast reply from 10.1.0.2 [02:00:00:00:00:02]  0.567ms`.
func claimants(_ text: String) -> [String] {
  var found: [String] = []
  for line in lines(text) where line.contains("reply from") {
    guard let open = line.firstIndex(of: "["), let close = line[open...].firstIndex(of: "]") else {
      continue
    }
    let address = String(line[line.index(after: open)..<close]).lowercased()
    if address.count == 17, !found.contains(address) { found.append(address) }
  }
  return found
}

/// The link that iw(8) tells of.
///
/// `iw dev NAME link` and `iw dev NAME get power_save` print:
///
///     Connected to aa:bb:cc:dd:ee:ff (on wlan0)
///             SSID: Home
///             signal: -58 dBm
///             tx bitrate: 144.4 MBit/s MCS 15 short GI
///     Power save: on
func wirelessLink(_ interface: String, link: String, power: String) -> WirelessLink? {
  let all = lines(link + "\n" + power + "\n").map(\.trimmed)
  guard all.contains(where: { $0.hasPrefix("Connected to ") || $0.hasPrefix("Not connected") })
  else { return nil }
  func value(_ name: String) -> String? {
    all.first { $0.hasPrefix(name) }.map { $0.dropFirst(name.count).trimmed }
  }
  var found = WirelessLink(interface: interface)
  found.network = value("SSID:")
  found.signal = value("signal:").flatMap { fields($0).first }.flatMap { Double($0) }
  found.sendRate = value("tx bitrate:").flatMap { fields($0).first }.flatMap { Double($0) }
  found.savesPower = value("Power save:").map { $0 == "on" }
  return found
}
