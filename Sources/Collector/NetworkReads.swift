import KernelText
import Model
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is asked of the kernel about sockets and queues beside the window.
///
/// The sockets that listen and the queueing disciplines are asked for directly, which takes some
/// millionths of a second where ss(8) and tc(8) take thousands, and written as those print them.
enum NetworkReads {
  static let listeners = "ss -Oltnme"
  /// The same of ss(8) for less.
  ///
  /// By `-l` it asks for closed sockets, too, for which the kernel walks its whole table of connections
  /// (inet_diag.c). It leaves out the state where there is but one.
  static let listenersAlone = "ss -Otnme state listening"
  static let disciplines = "tc -s qdisc show"
  private static let most = 16_384

  /// What is read in both samples.
  static var counted: [SlowReads.Job] {
    [
      SlowReads.Job(name: listeners, mayHang: false) { listening() },
      SlowReads.Job(name: disciplines, mayHang: false) { queueing() },
      SlowReads.Job(name: "/proc/net/udp", mayHang: false) { datagrams("/proc/net/udp") },
      SlowReads.Job(name: "/proc/net/udp6", mayHang: false) { datagrams("/proc/net/udp6") },
      SlowReads.Job(name: "/proc/net/tcp", mayHang: false) { waiting("/proc/net/tcp") },
      SlowReads.Job(name: "/proc/net/tcp6", mayHang: false) { waiting("/proc/net/tcp6") },
    ]
  }

  private static func listening() -> SlowReads.Answer {
    var text = "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
    var room = [whyslow_listener](repeating: whyslow_listener(), count: most)
    for version in [0, 1] as [Int32] {
      let count = whyslow_listeners(version, &room, Int32(most))
      if count < 0 {
        let code = errno
        // A kernel without IPv6 has no such sockets.
        if version == 1, code == ENOENT { continue }
        return failed(code)
      }
      guard count <= most else { return .failed(.cut, "more than \(most) sockets listen") }
      for socket in room.prefix(Int(count)) { text += socket.line }
    }
    return .text(Array(text.utf8))
  }

  private static func queueing() -> SlowReads.Answer {
    var room = [whyslow_qdisc](repeating: whyslow_qdisc(), count: most)
    let count = whyslow_qdiscs(&room, Int32(most))
    guard count >= 0 else { return failed(errno) }
    guard count <= most else { return .failed(.cut, "more than \(most) queueing disciplines") }
    return .text(Array(room.prefix(Int(count)).map(\.lines).joined().utf8))
  }

  private static func failed(_ code: Int32) -> SlowReads.Answer {
    guard case .failed(let kind, let detail) = Reading.failed(code) else { return .text([]) }
    return .failed(kind, detail)
  }

  /// The heading of the table at `path` and the connections that wait for their other end; where there
  /// are very many none, since the kernel writes a line for each.
  private static func waiting(_ path: String) -> SlowReads.Answer {
    if let most = socketsAtMost()?.tcp, most > Double(self.most) {
      return .failed(.cut, "more than \(self.most) connections")
    }
    return sockets(path) { $0.waitsForPeer }
  }

  /// The heading of the table at `path` and the sockets with anything unread or thrown away.
  private static func datagrams(_ path: String) -> SlowReads.Answer {
    sockets(path) { $0.unread > 0 || $0.drops ?? 0 > 0 }
  }

  /// The heading of the table at `path` and the sockets that are `kept`.
  private static func sockets(_ path: String, _ kept: (SocketLine) -> Bool) -> SlowReads.Answer {
    var text: [UInt8] = []
    let deadline = whyslow_boot_time() + SocketFile.patience
    let (isWhole, error) = SocketFile.read(path, until: deadline) { line in
      if let socket = SocketLine(line), !kept(socket) { return }
      line.append(to: &text)
      text.append(0x0A)
    }
    if error != 0 { return failed(error) }
    guard isWhole, text.count < fileLimit else { return .failed(.cut, "too many sockets") }
    return .text(text)
  }

  /// The count of sockets by destination, where there are enough of them for it to matter.
  static var tally: [SlowReads.Job] {
    guard let ports = portRange(), let most = socketsAtMost(),
      max(most.tcp, most.udp) >= Double(ports.count) / 10
    else { return [] }
    return [
      SlowReads.Job(name: SocketTally.section, mayHang: false) {
        var tally = SocketTally(ports: ports)
        let deadline = whyslow_boot_time() + SocketFile.patience
        for version in ["", "6"] {
          tally.read("/proc/net/tcp\(version)", deadline) { $0.takeTCP($1) }
          tally.read("/proc/net/udp\(version)", deadline) { $0.takeUDP($1) }
        }
        return .text(Array(tally.text.utf8))
      }
    ]
  }

  private static func text(_ path: String) -> Text? {
    var sample = Sample(time: 0, wallTime: 0)
    guard case .text(let range) = sample.read(path, in: .machine) else { return nil }
    return Text(sample.bytes, range)
  }

  private static func portRange() -> ClosedRange<UInt16>? {
    text("/proc/sys/net/ipv4/ip_local_port_range").flatMap { try? Observer.portRange($0) }
  }

  private static func socketsAtMost() -> (tcp: Double, udp: Double)? {
    guard let sockets = text("/proc/net/sockstat").flatMap({ try? SockStat($0) }) else {
      return nil
    }
    return try? SocketTally.most(
      sockets, version6: text("/proc/net/sockstat6").flatMap { try? SockStat($0) })
  }
}

extension SocketTally {
  fileprivate mutating func read(
    _ path: String, _ deadline: Double, _ take: (inout SocketTally, SocketLine) -> Void
  ) {
    let (isWhole, error) = SocketFile.read(path, until: deadline) { line in
      if let socket = SocketLine(line) { take(&self, socket) }
    }
    // Without IPv6 its tables are absent.
    if !isWhole, error != ENOENT { isCut = true }
  }
}

extension whyslow_listener {
  /// The socket as ss(8) prints it.
  fileprivate var line: String {
    let host = withUnsafeBytes(of: address) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    let (local, peer) = is_v6 != 0 ? ("[\(host)]", "[::]") : (host, "0.0.0.0")
    let user = uid > 0 ? " uid:\(uid)" : ""
    let memory = has_drops != 0 ? " skmem:(d\(drops))" : ""
    return "LISTEN \(queued) \(limit) \(local):\(port) \(peer):*\(user) ino:\(inode)\(memory)\n"
  }
}

extension whyslow_qdisc {
  /// The discipline as tc(8) prints it.
  fileprivate var lines: String {
    func name(_ bytes: UnsafeRawBufferPointer) -> String {
      let safe = bytes.prefix { $0 != 0 }.map { $0 <= 0x20 ? UInt8(ascii: "?") : $0 }
      return String(decoding: safe, as: UTF8.self)
    }
    let kind = withUnsafeBytes(of: self.kind, name)
    let device = withUnsafeBytes(of: interface, name)
    let number = String(handle >> 16, radix: 16)
    let place = is_root != 0 ? "root" : "parent \(String(parent, radix: 16))"
    return """
      qdisc \(kind) \(number): dev \(device) \(place)
       Sent \(bytes) bytes \(packets) pkt (dropped \(drops), overlimits \(overlimits) requeues \
      \(requeues))
       backlog \(backlog)b \(queued)p requeues \(requeues)

      """
  }
}
