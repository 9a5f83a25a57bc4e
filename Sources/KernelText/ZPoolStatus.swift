/// A pool in `zpool status -pL`, as zpool-status(8) has it.
///
/// ```
///   pool: tank
///  state: DEGRADED
///   scan: scrub in progress since Sun Jul 25 16:07:49 2021
/// 	403G scanned at 100M/s, 68.4G issued at 16.7M/s, 405G total
/// 	0B repaired, 16.91% done, 05:43:28 to go
/// config:
///
/// 	NAME        STATE     READ WRITE CKSUM
/// 	tank        DEGRADED     0     0     0
/// 	  mirror-0  DEGRADED     0     0     0
/// 	    sda     ONLINE       0     0     0
/// 	    sdb     FAULTED      3   123     0  too many errors
///
/// errors: No known data errors
/// ```
public struct ZPoolStatus: Sendable, Hashable {
  /// The pool's name and state.
  public var name: String, state: String
  /// The words of the last or present scan, its lines joined.
  public var scan: String?
  /// The rows of the configuration, the pool's own left out.
  public var devices: [Device] = []
  /// How many files or objects are lost; 0 for `No known data errors`, nil for other words.
  public var dataErrors: UInt64?

  /// A device, or a group of them.
  public struct Device: Sendable, Hashable {
    /// `mirror-0`, `sda1`.
    public var name: String
    /// `ONLINE`, `FAULTED`, `AVAIL` for a spare.
    public var state: String
    /// Errors since they were last cleared; nil where the row has none.
    public var readErrors: UInt64?, writeErrors: UInt64?, checksumErrors: UInt64?
    /// How deep it stands below the pool.
    public var depth: Int
    /// Whether nothing stands below it.
    public var isLeaf: Bool
  }

  /// All pools in `text`; throws where one is not told to its end.
  public static func parse(_ text: Text) throws(Malformed) -> [ZPoolStatus] {
    var pools: [ZPoolStatus] = []
    var reader: Reader?
    for line in text.lines {
      let (key, value) = line.labelled
      if key == "pool" {
        if let open = reader { pools.append(try open.finished()) }
        reader = Reader(name: value.string)
      } else {
        reader?.read(line, key, value)
      }
    }
    if let open = reader { pools.append(try open.finished()) }
    guard !pools.isEmpty || text.lines.contains(where: { $0.hasPrefix("no pools available") })
    else { throw Malformed("not a single pool") }
    return pools
  }

  /// One pool as its lines come.
  private struct Reader {
    var pool: ZPoolStatus
    var section = ""
    var isTable = false
    var hasErrors = false
    var damage: String?

    init(name: String) { pool = ZPoolStatus(name: name, state: "") }

    mutating func read(_ line: Text, _ key: String?, _ value: Text) {
      if let key {
        section = key
        isTable = false
        switch key {
        case "state": pool.state = value.string
        case "scan", "scrub": pool.scan = value.string
        case "errors":
          hasErrors = true
          if value.hasPrefix("No known data errors") { pool.dataErrors = 0 }
          if value.string.contains("data errors"), let count = value.words.first?.number {
            pool.dataErrors = count
          }
        default: break
        }
      } else if section == "scan" || section == "scrub" {
        pool.scan = [pool.scan ?? "", line.trimmed.string].joined(separator: " ")
      } else if section == "config" {
        readRow(line)
      }
    }

    private mutating func readRow(_ line: Text) {
      let words = line.words
      guard words.count > 1, line[0] == UInt8(ascii: "\t") else { return }
      if words[0].string == "NAME", words[1].string == "STATE" {
        isTable = true
        return
      }
      guard isTable, words[1].isCapital else { return }
      var indent = 0
      while line[1 + indent] == 0x20 { indent += 1 }
      if let above = pool.devices.indices.last, pool.devices[above].depth < indent / 2 {
        pool.devices[above].isLeaf = false
      }
      // The pool's own row stands first.
      if indent == 0, words[0].string == pool.name { return }
      // Behind a spare stand words in the place of numbers, a dash where there are none; older tools
      // shorten to `1.2K`.
      func number(_ index: Int) -> UInt64? {
        guard index < words.count else { return nil }
        let word = words[index].string
        if words[index].number == nil, word != "-", word.last?.isLetter == false { damage = word }
        return words[index].number
      }
      pool.devices.append(
        Device(
          name: words[0].string, state: words[1].string, readErrors: number(2),
          writeErrors: number(3), checksumErrors: number(4), depth: indent / 2, isLeaf: true))
    }

    func finished() throws(Malformed) -> ZPoolStatus {
      guard hasErrors, !pool.state.isEmpty else {
        throw Malformed("the pool \(pool.name) is not told to its end")
      }
      if let damage { throw Malformed("no count of errors: \(damage.prefix(40))") }
      return pool
    }
  }
}

extension Text {
  /// The key before the first colon of a line that is not indented by a tab, and what follows.
  fileprivate var labelled: (String?, Text) {
    guard self[0] != UInt8(ascii: "\t"), let colon = firstIndex(of: UInt8(ascii: ":")) else {
      return (nil, self)
    }
    let key = slice(0, colon).trimmed
    guard !key.isEmpty, key.words.count == 1 else { return (nil, self) }
    return (key.string, slice(colon + 1, count).trimmed)
  }
}
