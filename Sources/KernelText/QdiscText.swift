/// A queueing discipline as `tc -s qdisc show` prints it.
///
/// ```
/// qdisc tbf 8002: dev va root refcnt 3 rate 5Mbit burst 2Kb lat 44.7ms
///  Sent 868084 bytes 602 pkt (dropped 1614, overlimits 3432 requeues 0)
///  backlog 28840b 20p requeues 0
/// ```
/// See tc(8). Lines of a discipline's own, further in, are passed over.
public struct QdiscText: Sendable, Hashable {
  /// Such as `fq_codel`.
  public var kind: String
  /// Such as `8002:`; not unique where it is `0:`.
  public var handle: String
  /// The interface; not yet sanitised.
  public var interface: String
  /// Whether all that the interface sends passes it; others are parts of another or of reception.
  public var isRoot: Bool
  /// Sent since it was made.
  public var bytes: UInt64 = 0, packets: UInt64 = 0
  /// Dropped since it was made, and times that it held packets back; 32 bits wide, so they wrap.
  public var dropped: UInt64 = 0, overlimits: UInt64 = 0
  /// What waits now, where it is told.
  public var backlogBytes: UInt64?, backlogPackets: UInt64?

  /// The disciplines in `text`; throws where one has no counters.
  public static func parse(_ text: Text) throws(Malformed) -> [QdiscText] {
    _ = try text.whole()
    var all: [QdiscText] = []
    var lacksCounters = false
    for line in text.lines {
      let words = line.words
      switch words.first?.string {
      case "qdisc":
        guard !lacksCounters, let qdisc = QdiscText(heading: words) else {
          throw Malformed("not a queueing discipline: \(line.string.prefix(60))")
        }
        all.append(qdisc)
        lacksCounters = true
      case "Sent":
        guard lacksCounters, all[all.count - 1].takeCounters(words) else {
          throw Malformed("not the counters of a discipline: \(line.string.prefix(60))")
        }
        lacksCounters = false
      case "backlog" where !all.isEmpty && !lacksCounters && words.count >= 3:
        guard let bytes = Self.size(words[1]), let packets = Self.count(words[2]) else {
          throw Malformed("not what waits: \(line.string.prefix(60))")
        }
        all[all.count - 1].backlogBytes = bytes
        all[all.count - 1].backlogPackets = packets
      case nil: continue
      default:
        guard !all.isEmpty else { throw Malformed("no queueing discipline") }
      }
    }
    if lacksCounters { throw Malformed("a discipline without its counters") }
    return all
  }

  private init?(heading words: [Text]) {
    guard words.count >= 6, words[3].string == "dev", Self.isHandle(words[2]) else { return nil }
    kind = words[1].string
    handle = words[2].string
    interface = words[4].string
    isRoot = words[5].string == "root"
  }

  private mutating func takeCounters(_ words: [Text]) -> Bool {
    // Sent 868084 bytes 602 pkt (dropped 1614, overlimits 3432 requeues 0)
    guard words.count >= 9, let bytes = words[1].number, let packets = words[3].number,
      words[5].string == "(dropped", words[6][words[6].count - 1] == UInt8(ascii: ","),
      let dropped = words[6].slice(0, words[6].count - 1).number, let overlimits = words[8].number
    else { return false }
    (self.bytes, self.packets) = (bytes, packets)
    (self.dropped, self.overlimits) = (dropped, overlimits)
    return true
  }

  /// `8002:`, of 16 bits.
  private static func isHandle(_ word: Text) -> Bool {
    (2...5).contains(word.count) && word[word.count - 1] == UInt8(ascii: ":")
      && word.string.dropLast().allSatisfy(\.isHexDigit)
  }

  /// `28840b`, `28Kb` or `2Mb`.
  private static func size(_ word: Text) -> UInt64? {
    guard word.count > 1, word[word.count - 1] == UInt8(ascii: "b") else { return nil }
    let shift: UInt64 =
      switch word[word.count - 2] {
      case UInt8(ascii: "K"): 10
      case UInt8(ascii: "M"): 20
      default: 0
      }
    guard let number = word.slice(0, word.count - (shift > 0 ? 2 : 1)).number else { return nil }
    let (bytes, overflowed) = number.multipliedReportingOverflow(by: 1 << shift)
    return overflowed ? nil : bytes
  }

  /// `20p`.
  private static func count(_ word: Text) -> UInt64? {
    guard word[word.count - 1] == UInt8(ascii: "p") else { return nil }
    return word.slice(0, word.count - 1).number
  }
}
