import KernelText

/// Counts sockets by destination while the tables of them are read.
///
/// A machine may have a million sockets and a recording has no room for them; what is asked of
/// them is how many go from one address to one other and its port.
struct SocketTally {
  static let section = "socket destinations"
  /// The most pairs of addresses that are counted.
  ///
  /// The tables are in no order, so that a pair with thousands of sockets is met long before so
  /// many others are.
  static let limit = 65_536
  /// How many pairs are told.
  private static let told = 20

  private struct Pair: Hashable {
    let local: SocketAddress, remote: SocketAddress, port: UInt16
  }

  private struct Count {
    var sockets: UInt64 = 0, timeWait: UInt64 = 0, inode: UInt64 = 0
  }

  private let ports: ClosedRange<UInt16>
  private var counts: [Pair: Count] = [:]
  /// Whether something listens at a port: what comes to it holds no port of its own.
  private var listening = [Bool](repeating: false, count: 65_536)
  private var udp = [Bool](repeating: false, count: 65_536)
  private var read: UInt64 = 0
  /// Whether a table was left before its end.
  var isCut = false

  /// A count of sockets with a local port among `ports`.
  init(ports: ClosedRange<UInt16>) { self.ports = ports }

  /// Counts a socket of TCP; those that listen come before the others, as in the kernel's table.
  mutating func takeTCP(_ socket: SocketLine) {
    read += 1
    let port = Int(socket.localPort)
    guard socket.state != SocketLine.listen else { return listening[port] = true }
    guard ports.contains(socket.localPort), !listening[port] else { return }
    let pair = Pair(local: socket.local, remote: socket.remote, port: socket.remotePort)
    if counts.count >= Self.limit, counts[pair] == nil { return }
    let isWaiting = socket.state == SocketLine.timeWait
    counts[pair, default: Count()].sockets += 1
    if isWaiting { counts[pair, default: Count()].timeWait += 1 }
    if socket.inode > 0 { counts[pair, default: Count()].inode = socket.inode }
  }

  /// Counts a socket of UDP.
  mutating func takeUDP(_ socket: SocketLine) {
    read += 1
    if ports.contains(socket.localPort) { udp[Int(socket.localPort)] = true }
  }

  /// The section's content.
  var text: String {
    let most = counts.sorted { ($1.value.sockets, $0.key.port) < ($0.value.sockets, $1.key.port) }
    let lines = most.prefix(Self.told).map { pair, count in
      "tcp \(pair.local) \(pair.remote):\(pair.port) \(count.sockets) \(count.timeWait) "
        + "\(count.inode)\n"
    }
    let held = udp.count { $0 }
    return lines.joined() + "udp \(held)\n\(isCut ? "cut" : "whole") \(read)\n"
  }
}

extension SocketTally {
  /// The most sockets of TCP and of UDP that a destination can have: all of them.
  ///
  /// Those in TIME_WAIT are no more in use, and counted for both versions together.
  static func most(_ sockets: SockStat, version6: SockStat?) throws(Malformed) -> (
    tcp: Double, udp: Double
  ) {
    guard let tcp = sockets["TCP.inuse"], let waiting = sockets["TCP.tw"],
      let udp = sockets["UDP.inuse"]
    else { throw Malformed("no sockets of TCP or UDP") }
    return (
      Double(tcp) + Double(waiting) + Double(version6?["TCP6.inuse"] ?? 0),
      Double(udp) + Double(version6?["UDP6.inuse"] ?? 0)
    )
  }
}
