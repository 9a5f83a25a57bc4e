/// A connection in what `ss -tinH state established` prints, two lines of it.
///
/// ```
/// 0      0      127.0.0.1:46206 127.0.0.1:18080
/// 	 cubic wscale:7,7 rto:204 rtt:0.036/0.018 mss:32741 cwnd:10 segs_out:2 retrans:0/5 …
/// ```
/// misc/ss.c of iproute2: bytes not read, bytes not confirmed, both ends, and the words of
/// `tcp_stats_print`; of `retrans:NOW/ALL` the second is counted since the connection began.
public struct ConnectionText: Sendable, Hashable {
  /// Bytes that nobody has read, and that are not confirmed.
  public var unread: UInt64, unsent: UInt64
  /// Both ends.
  public var local: String, peer: String
  /// Milliseconds.
  public var roundTrip: Double?, deviation: Double?
  /// Segments.
  public var window: UInt64?, segments: UInt64?
  /// Segments sent again; without the word there were none, where there are any words.
  public var retransmitted: UInt64 = 0

  /// The connections in `text`; one without its second line was cut, and is left out.
  public static func parse(_ text: Text) -> [ConnectionText] {
    var all: [ConnectionText] = []
    var present: ConnectionText?
    for line in text.lines {
      if line[0] == UInt8(ascii: "\t") || line[0] == UInt8(ascii: " ") {
        guard var one = present else { continue }
        one.take(line)
        all.append(one)
        present = nil
      } else {
        present = ConnectionText(line)
      }
    }
    return all
  }

  private init?(_ line: Text) {
    var words = line.words
    // Some versions print the state although all have the same.
    if words.first?.number == nil, words.count > 4 { words.removeFirst() }
    guard words.count >= 4, let unread = words[0].number, let unsent = words[1].number,
      words[2].firstIndex(of: UInt8(ascii: ":")) != nil,
      words[3].firstIndex(of: UInt8(ascii: ":")) != nil
    else { return nil }
    self.unread = unread
    self.unsent = unsent
    local = words[2].string
    peer = words[3].string
  }

  private mutating func take(_ line: Text) {
    for word in line.words {
      if word.hasPrefix("rtt:") {
        let (first, second) = word.slice(4, word.count).divided
        roundTrip = first.fraction
        deviation = second?.fraction
      } else if word.hasPrefix("cwnd:") {
        window = word.slice(5, word.count).number
      } else if word.hasPrefix("segs_out:") {
        segments = word.slice(9, word.count).number
      } else if word.hasPrefix("retrans:") {
        retransmitted = word.slice(8, word.count).divided.1?.number ?? 0
      }
    }
  }
}

extension Text {
  /// What stands before and behind the first slash.
  fileprivate var divided: (Text, Text?) {
    guard let slash = firstIndex(of: UInt8(ascii: "/")) else { return (self, nil) }
    return (slice(0, slash), slice(slash + 1, count))
  }
}

/// A socket in what `ss -tlnpH` prints.
///
/// ```
/// LISTEN 0      128      0.0.0.0:22   0.0.0.0:* users:(("sshd",pid=20,fd=3),("sshd",pid=21,fd=3))
/// ```
/// The names are as their processes chose them and not escaped: a name may pass for a second holder.
public struct ListenerText: Sendable, Hashable {
  /// Where it listens.
  public var address: String
  /// Connections that wait to be accepted, and how many may.
  public var queued: UInt64, backlog: UInt64
  /// Who holds it.
  public var holders: [Holder]

  /// A process.
  public struct Holder: Sendable, Hashable {
    /// Its number and its name.
    public var pid: Int, name: String
  }

  /// The sockets in `text`.
  public static func parse(_ text: Text) -> [ListenerText] {
    text.lines.compactMap { line in
      var words = line.words
      if words.first?.number == nil, words.count > 4 { words.removeFirst() }
      guard words.count >= 4, let queued = words[0].number, let backlog = words[1].number,
        words[2].firstIndex(of: UInt8(ascii: ":")) != nil
      else { return nil }
      return ListenerText(
        address: words[2].string, queued: queued, backlog: backlog, holders: holders(in: line))
    }
  }

  private static func holders(in line: Text) -> [Holder] {
    guard var offset = line.firstIndex(of: "users:((") else { return [] }
    offset += 7
    var holders: [Holder] = []
    while holders.count < 64, let open = line.slice(offset, line.count).firstIndex(of: "(\"") {
      let start = offset + open + 2
      let rest = line.slice(start, line.count)
      guard let close = rest.firstIndex(of: "\",pid=") else { break }
      var scanner = rest.slice(close + 6, rest.count)
      if let comma = scanner.firstIndex(of: UInt8(ascii: ",")) { scanner = scanner.slice(0, comma) }
      guard let pid = scanner.number.flatMap(Int.init(exactly:)) else { break }
      holders.append(Holder(pid: pid, name: rest.slice(0, close).string))
      offset = start + close + 6
    }
    return holders
  }
}
