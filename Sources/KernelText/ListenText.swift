/// TCP sockets that listen, a line each below a heading, as `ss -Oltnme` prints them.
///
/// ```
/// State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process
/// LISTEN 5 4 10.78.0.2:9001 0.0.0.0:* ino:1301012 sk:6 skmem:(r0,rb131072,t0,tb16384,f0,w0,o0,bl0,d35)
/// ```
/// See ss(8): of a listening socket the first number is the connections that wait to be accepted,
/// the second the most that may, and `d` in `skmem` those dropped since it listens. A column with
/// the protocol may stand before the state, and the state is left out where only those that listen
/// were asked for.
public struct ListenText: Sendable, Hashable {
  /// The address and port it listens at, as printed.
  public var local: String
  /// Connections that wait to be accepted, and the backlog that listen(2) was given.
  public var queued: UInt64, backlog: UInt64
  /// The socket's number.
  public var inode: UInt64?
  /// Connections dropped since it listens.
  public var drops: UInt64?

  /// The listening sockets in `text`, other states left out; throws where it has no heading or a
  /// line is no socket.
  public static func parse(_ text: Text) throws(Malformed) -> [ListenText] {
    _ = try text.whole()
    var lines = text.lines
    guard let heading = lines.next(), heading.words.contains(where: { $0.string == "Recv-Q" })
    else { throw Malformed("not the heading of sockets") }
    let allListen = heading.words.first?.string == "Recv-Q"
    var sockets: [ListenText] = []
    while let line = lines.next() {
      let words = line.words
      guard let first = words.firstIndex(where: { $0.number != nil }), (first == 0) == allListen,
        let socket = ListenText(words[first...])
      else { throw Malformed("not a socket: \(line.string.prefix(60))") }
      if allListen || words[first - 1].string == "LISTEN" { sockets.append(socket) }
    }
    return sockets
  }

  /// The words from the two numbers on.
  private init?(_ words: ArraySlice<Text>) {
    let words = Array(words)
    guard words.count >= 4, let queued = words[0].number, let backlog = words[1].number,
      max(queued, backlog) <= UInt64(UInt32.max), words[2].lastIndex(of: UInt8(ascii: ":")) != nil
    else { return nil }
    (self.queued, self.backlog) = (queued, backlog)
    local = words[2].string
    for word in words[4...] {
      if word.hasPrefix("ino:") { inode = word.slice(4, word.count).number }
      if word.hasPrefix("skmem:(") { drops = Self.drops(word) }
    }
  }

  /// The number behind the `d` of `skmem:(r0,…,bl0,d35)`; older kernels tell none.
  private static func drops(_ word: Text) -> UInt64? {
    let open = UInt8(ascii: "("), comma = UInt8(ascii: ",")
    guard word[word.count - 1] == UInt8(ascii: ")"),
      let before = word.lastIndex(of: comma) ?? word.lastIndex(of: open),
      word[before + 1] == UInt8(ascii: "d")
    else { return nil }
    return word.slice(before + 2, word.count - 1).number
  }
}
