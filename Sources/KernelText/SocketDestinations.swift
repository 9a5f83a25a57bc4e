/// How many sockets go from one address to one other and its port, counted while the tables of
/// sockets were read.
///
/// ```
/// tcp 10.78.0.1 10.78.0.2:9003 50 12 1272578
/// udp 37
/// whole 103
/// ```
/// A line of `tcp` has both addresses, the sockets with a local port in the range for outgoing
/// connections, those of them in TIME_WAIT, and the number of one socket that is not. The line
/// `udp` has the ports of that range that UDP sockets hold. The last line has the sockets read:
/// `whole` where the tables were read to their end, else `cut`.
public struct SocketDestinations: Sendable, Hashable {
  /// One pair of addresses.
  public struct Destination: Sendable, Hashable {
    /// As written, the other end with its port.
    public var local: String, remote: String
    /// All of them, and those in TIME_WAIT.
    public var sockets: UInt64, timeWait: UInt64
    /// The number of one that a process has; 0 where there is none.
    public var inode: UInt64

    /// A pair with its sockets.
    public init(local: String, remote: String, sockets: UInt64, timeWait: UInt64, inode: UInt64) {
      (self.local, self.remote) = (local, remote)
      (self.sockets, self.timeWait, self.inode) = (sockets, timeWait, inode)
    }
  }

  /// Those with the most sockets, the most first.
  public var destinations: [Destination] = []
  /// Ports that UDP sockets hold; nil where they were not read.
  public var udpPorts: UInt64?
  /// The sockets read.
  public var read: UInt64
  /// Whether the tables were read to their end.
  public var isWhole: Bool

  /// What `text` tells; throws where a line is none of the three or the last is absent.
  public init(_ text: Text) throws(Malformed) {
    _ = try text.whole()
    var end: (read: UInt64, isWhole: Bool)?
    for line in text.lines {
      let words = line.words
      let numbers = words.dropFirst().map(\.number)
      switch (words.first?.string, words.count) {
      case ("tcp", 6):
        guard let sockets = numbers[2], let timeWait = numbers[3], let inode = numbers[4] else {
          throw Malformed("not a destination: \(line.string.prefix(60))")
        }
        destinations.append(
          Destination(
            local: words[1].string, remote: words[2].string, sockets: sockets, timeWait: timeWait,
            inode: inode))
      case ("udp", 2): udpPorts = numbers[0]
      case ("whole", 2), ("cut", 2):
        guard let read = numbers[0] else { throw Malformed("no number of sockets") }
        end = (read, words[0].string == "whole")
      default: throw Malformed("not a destination: \(line.string.prefix(60))")
      }
    }
    guard let end else { throw Malformed("its last line is absent") }
    (read, isWhole) = end
  }
}

/// Which process has a socket, looked for in the descriptors of all: the socket's number, the
/// process number and the name.
///
/// ```
/// 1301012 23449 python3
/// ```
public struct SocketOwnerText: Sendable, Hashable {
  /// The three of a line; the name not yet sanitised.
  public var inode: UInt64, pid: Int, name: String

  /// The owners in `text`; a line that is none is passed over.
  public static func parse(_ text: Text) -> [SocketOwnerText] {
    text.lines.compactMap { line in
      var scanner = Scanner(line)
      guard let inode = scanner.number(), let number = scanner.number(),
        let pid = Int(exactly: number)
      else { return nil }
      scanner.skipSpaces()
      return SocketOwnerText(inode: inode, pid: pid, name: scanner.rest.string)
    }
  }
}
