/// A line of `/proc/net/dev`.
///
/// ```
/// Inter-|   Receive                                                |  Transmit
///  face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs …
///   eth0: 1234 20 0 0 0 0 0 0 5678 30 0 0 0 0 0 0
/// ```
public struct NetDev: Sendable, Hashable {
  /// One direction, counted since the interface came up.
  public struct Direction: Sendable, Hashable {
    /// The columns `bytes`, `packets`, `errs`, `drop` and `fifo`.
    public var bytes: UInt64, packets: UInt64, errors: UInt64, dropped: UInt64, fifo: UInt64
  }
  /// What stands before the last colon of the line; not yet sanitised.
  public var name: String
  /// The left and the right half of the line.
  public var received: Direction, sent: Direction

  /// All interfaces in `text`; throws where a line after the two headings is none.
  public static func parse(_ text: Text) throws(Malformed) -> [NetDev] {
    _ = try text.whole()
    guard text.lines.prefix(2).allSatisfy({ $0.firstIndex(of: UInt8(ascii: "|")) != nil }),
      text.lines.dropFirst().contains(where: { _ in true })
    else { throw Malformed("not the two headings of interfaces") }
    var interfaces: [NetDev] = []
    for (number, line) in text.lines.enumerated() where number >= 2 {
      guard let interface = NetDev(line) else {
        throw Malformed("not an interface's counters: \(line.trimmed.string.prefix(40))")
      }
      interfaces.append(interface)
    }
    return interfaces
  }

  private init?(_ line: Text) {
    guard let colon = line.lastIndex(of: UInt8(ascii: ":")) else { return nil }
    name = line.slice(0, colon).trimmed.string
    let values = line.slice(colon + 1, line.count).words.map(\.number)
    guard values.count >= 16, !name.isEmpty else { return nil }
    func direction(_ first: Int) -> Direction? {
      guard let bytes = values[first], let packets = values[first + 1],
        let errors = values[first + 2], let dropped = values[first + 3],
        let fifo = values[first + 4]
      else { return nil }
      return Direction(
        bytes: bytes, packets: packets, errors: errors, dropped: dropped, fifo: fifo)
    }
    guard let received = direction(0), let sent = direction(8) else { return nil }
    self.received = received
    self.sent = sent
  }
}

/// Pairs of heading and value lines: `/proc/net/snmp` and `/proc/net/netstat`.
///
/// ```
/// Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens
/// Tcp: 1 200 120000 -1 3744
/// ```
public struct ProtocolTables: NamedNumbers {
  /// The counters as `Tcp.ActiveOpens`; MaxConn, which may be -1, is left out.
  public private(set) var values: [String: UInt64] = [:]
  private var refused: Set<String> = []
  private let isWhole: Bool

  /// The counters in `text`; throws where a heading has no values or another number of them.
  public init(_ text: Text) throws(Malformed) {
    isWhole = text.isWhole
    var heading: Text?
    for line in text.lines {
      guard let names = heading else {
        heading = line
        continue
      }
      heading = nil
      try add(names.words, line.words)
    }
    guard heading == nil else { throw Malformed("a heading without its values") }
    guard !values.isEmpty else { throw Malformed("no heading with its values") }
  }

  private mutating func add(_ names: [Text], _ numbers: [Text]) throws(Malformed) {
    guard let first = names.first, let second = numbers.first, first.string == second.string,
      names.count == numbers.count
    else {
      throw Malformed("values that do not belong to their heading")
    }
    let group = first.string.dropLast()
    for (name, number) in zip(names, numbers).dropFirst() {
      // Some ICMP and UDP-Lite fields are signed; none of them is used.
      let name = "\(group).\(name.string)"
      if let value = number.number { values[name] = value } else { refused.insert(name) }
    }
  }

  /// Whether the text was cut, or has `name` with something that is no number.
  public func isDamaged(_ name: String) -> Bool { !isWhole || refused.contains(name) }

  /// The counter called `name`, such as `Tcp.RetransSegs`.
  public subscript(name: String) -> UInt64? { values[name] }
}

/// A line of `/proc/net/softnet_stat`, in hexadecimal, one for each processor online.
///
/// ```
/// 00015c73 00020e76 f0000769 00000000 00000000 00000000 00000000 00000000 00000000 00000000 …
/// ```
public struct SoftnetStat: Sendable, Hashable {
  /// Packets processed, packets dropped, and times out of budget; 32 bits wide, so they wrap.
  public var processed: UInt64, dropped: UInt64, squeezed: UInt64
  /// The processor; written since Linux 5.14, before that the number of the line.
  public var processor: Int

  /// All processors in `text`; throws where a line is none.
  public static func parse(_ text: Text) throws(Malformed) -> [SoftnetStat] {
    _ = try text.whole()
    var all: [SoftnetStat] = []
    for (number, line) in text.lines.enumerated() {
      let words = line.words
      // Nine columns since Linux 2.6; fewer is a line that was cut.
      guard words.count >= 9, let processed = words[0].hexadecimal,
        let dropped = words[1].hexadecimal, let squeezed = words[2].hexadecimal
      else { throw Malformed("not a processor's counters: \(line.string.prefix(40))") }
      let written = words.count >= 13 ? words[12].hexadecimal : UInt64(number)
      guard let processor = written.flatMap(Int.init(exactly:)) else {
        throw Malformed("no processor has the number \(words[12].string)")
      }
      all.append(
        SoftnetStat(
          processed: processed, dropped: dropped, squeezed: squeezed, processor: processor))
    }
    guard !all.isEmpty else { throw Malformed("no processor") }
    return all
  }
}

/// `/proc/net/sockstat`: `TCP: inuse 35 orphan 0 tw 23 alloc 22 mem 1`.
public struct SockStat: Sendable {
  /// The numbers as `TCP.inuse`; memory is in pages.
  public private(set) var values: [String: UInt64] = [:]

  /// The numbers in `text`; throws where there is not a single one.
  public init(_ text: Text) throws(Malformed) {
    _ = try text.whole()
    for line in text.lines {
      let words = line.words
      guard let first = words.first, first[first.count - 1] == UInt8(ascii: ":") else { continue }
      let group = first.slice(0, first.count - 1).string
      var index = 1
      while index + 1 < words.count {
        guard let value = words[index + 1].number, value < 1 << 63 else {
          throw Malformed("no number in: \(line.string.prefix(60))")
        }
        values["\(group).\(words[index].string)"] = value
        index += 2
      }
    }
    guard !values.isEmpty else { throw Malformed("no protocol with its sockets") }
  }

  /// The number called `name`, such as `TCP.inuse`.
  public subscript(name: String) -> UInt64? { values[name] }
}
