/// A line of `/proc/net/tcp`, `tcp6`, `udp` or `udp6`.
///
/// ```
///   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
///    0: 01004E0A:9C40 02004E0A:232B 01 00000000:00000000 00:00000000 00000000     0        0 1272578 …
/// ```
/// net/ipv4/tcp_ipv4.c, net/ipv4/udp.c. A machine may have 100,000 of them, so a line is read in
/// place, without a copy of any part.
public struct SocketLine: Sendable, Hashable {
  /// This end and the other.
  public var local: SocketAddress, remote: SocketAddress
  /// The ports of the two.
  public var localPort: UInt16, remotePort: UInt16
  /// The state's number in include/net/tcp_states.h.
  public var state: UInt8
  /// Bytes that wait to be sent and to be read; on a listening socket, connections that wait to be
  /// accepted stand in the latter.
  public var unsent: UInt64, unread: UInt64
  /// Which timer runs: 1 to send again, 2 to keep alive, 4 to ask whether a closed window has opened.
  public var timer: UInt8
  /// The socket's number, 0 where no process has it.
  public var inode: UInt64
  /// Datagrams thrown away since the socket was made; only UDP tells.
  public var drops: UInt64?

  /// SYN_SENT.
  public static let opening: UInt8 = 2
  /// TIME_WAIT.
  public static let timeWait: UInt8 = 6
  /// LISTEN.
  public static let listen: UInt8 = 10
  /// The timer of tcp_probe_timer, in net/ipv4/tcp_ipv4.c get_tcp4_sock.
  private static let windowProbe: UInt8 = 4

  /// Whether the other end has closed its window on what waits to be sent.
  public var isHeldByPeer: Bool { timer == Self.windowProbe && unsent > 0 }
  /// Whether it waits for the other end: for an answer to its first packet, or for room there.
  public var waitsForPeer: Bool { state == Self.opening || isHeldByPeer }

  /// The socket in `line`; nil for the heading and for anything that is no socket.
  public init?(_ line: Text) {
    var scanner = HexScanner(line)
    guard let slot = scanner.decimal(until: UInt8(ascii: ":")), slot < 1 << 40,
      let local = scanner.address(), let localPort = scanner.port(),
      let remote = scanner.address(), let remotePort = scanner.port(),
      let state = scanner.hexadecimal(), state <= 0xFF,
      let unsent = scanner.hexadecimal(until: UInt8(ascii: ":")),
      let unread = scanner.hexadecimal(),
      let timer = scanner.hexadecimal(until: UInt8(ascii: ":")), timer <= 0xFF,
      scanner.skipWords(2), scanner.decimal() != nil, scanner.decimal() != nil,
      let inode = scanner.decimal()
    else { return nil }
    (self.local, self.remote) = (local, remote)
    (self.localPort, self.remotePort) = (localPort, remotePort)
    self.state = UInt8(state)
    (self.unsent, self.unread) = (unsent, unread)
    self.timer = UInt8(timer)
    self.inode = inode
    // References and the pointer stand between; behind them TCP has other numbers, and more.
    if scanner.skipWords(2), let drops = scanner.decimal(), scanner.isAtEnd { self.drops = drops }
  }

  /// The sockets in `text`, which may be without any; throws where its first line is no heading.
  public static func parse(_ text: Text) throws(Malformed) -> [SocketLine] {
    _ = try text.whole()
    var lines = text.lines
    guard let heading = lines.next(), heading.trimmed.hasPrefix("sl ") else {
      throw Malformed("not the heading of sockets")
    }
    var sockets: [SocketLine] = []
    while let line = lines.next() {
      guard let socket = SocketLine(line) else {
        throw Malformed("not a socket: \(line.trimmed.string.prefix(40))")
      }
      sockets.append(socket)
    }
    return sockets
  }
}

/// Reads the words of a socket's line.
private struct HexScanner {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  init(_ text: Text) {
    (bytes, position) = (text.bytes, text.start)
    var last = text.end
    while last > position, bytes[last - 1] == 0x20 { last -= 1 }
    end = last
  }

  var isAtEnd: Bool { position >= end }

  private mutating func skipSpaces() {
    while position < end, bytes[position] == 0x20 { position += 1 }
  }

  /// The digits up to `stop` or the word's end, at most 16; nil for none and for anything else.
  mutating func hexadecimal(until stop: UInt8 = 0x20) -> UInt64? {
    skipSpaces()
    var value: UInt64 = 0
    var digits = 0
    while position < end, bytes[position] != stop {
      guard let digit = Self.digit(bytes[position]), digits < 16 else { return nil }
      value = value << 4 | digit
      digits += 1
      position += 1
    }
    guard position < end || stop == 0x20 else { return nil }
    if position < end { position += 1 }
    return digits > 0 ? value : nil
  }

  mutating func decimal(until stop: UInt8 = 0x20) -> UInt64? {
    skipSpaces()
    var value: UInt64 = 0
    let first = position
    while position < end, bytes[position] != stop {
      let digit = bytes[position] &- 0x30
      guard digit < 10, position - first < 19 else { return nil }
      value = value * 10 + UInt64(digit)
      position += 1
    }
    let isEmpty = position == first
    guard position < end || stop == 0x20 else { return nil }
    if position < end { position += 1 }
    return isEmpty ? nil : value
  }

  /// Words of 32 bits, one for version 4 and four for version 6, each in the order of a processor
  /// that has the lowest byte first: nearly all do.
  mutating func address() -> SocketAddress? {
    skipSpaces()
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var count = 0
    while position < end, bytes[position] != UInt8(ascii: ":") {
      guard count < 4, let word = word() else { return nil }
      words = (words.1, words.2, words.3, word)
      count += 1
    }
    guard position < end else { return nil }
    position += 1
    if count == 1 { return SocketAddress(high: 0, low: 0xFFFF << 32 | words.3) }
    guard count == 4 else { return nil }
    return SocketAddress(high: words.0 << 32 | words.1, low: words.2 << 32 | words.3)
  }

  private mutating func word() -> UInt64? {
    guard end - position >= 8 else { return nil }
    var value: UInt32 = 0
    for offset in 0..<8 {
      guard let digit = Self.digit(bytes[position + offset]) else { return nil }
      value = value << 4 | UInt32(digit)
    }
    position += 8
    return UInt64(value.byteSwapped)
  }

  mutating func port() -> UInt16? { hexadecimal().flatMap { UInt16(exactly: $0) } }

  /// Passes over `count` words; false where there are fewer.
  mutating func skipWords(_ count: Int) -> Bool {
    for _ in 0..<count {
      skipSpaces()
      guard position < end else { return false }
      while position < end, bytes[position] != 0x20 { position += 1 }
    }
    return true
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte &- 0x30)
    case 0x41...0x46: UInt64(byte &- 0x37)
    case 0x61...0x66: UInt64(byte &- 0x57)
    default: nil
    }
  }
}
