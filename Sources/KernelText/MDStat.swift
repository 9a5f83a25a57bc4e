/// `/proc/mdstat`, as md(4) and drivers/md/md.c md_seq_show() have it.
///
/// ```
/// Personalities : [raid1] [raid6]
/// md6 : active raid1 sdb2[2](F) sdc[1](S) sda2[0]
///       195310144 blocks super 1.2 [2/1] [U_]
///       [=>...................]  recovery =  8.5% (16775552/195310144) finish=17.0min speed=259783K/sec
///
/// unused devices: <none>
/// ```
public struct MDStat: Sendable, Hashable {
  /// Every array.
  public var arrays: [MDArray] = []

  /// The arrays in `text`; throws where the kernel's last line is not there.
  public init(_ text: Text) throws(Malformed) {
    var current: MDArray?
    var isWhole = false
    for line in text.lines {
      if line.hasPrefix("unused devices:") { isWhole = true }
      if let array = MDArray(line) {
        if let current { arrays.append(current) }
        current = array
      } else {
        try current?.read(line)
      }
    }
    guard isWhole else { throw Malformed("it does not end in `unused devices`") }
    if let current { arrays.append(current) }
  }
}

/// An array of the md driver.
public struct MDArray: Sendable, Hashable {
  /// As the kernel names it: `md0`.
  public var name: String
  /// Whether it runs; a container of external metadata never does.
  public var isActive: Bool
  /// `raid1`, `linear`; nil for an array that does not run.
  public var level: String?
  /// Its members in the order of the line.
  public var members: [Member]
  /// Blocks of 1024 bytes.
  public var blocks: UInt64?
  /// Whether its metadata is not the kernel's own: a firmware RAID.
  public var isExternal = false
  /// The members it is made for, and those in working order; nil without redundancy.
  public var slots: Int?, working: Int?
  /// In how many copies RAID 10 keeps each block.
  public var copies: Int?
  /// What is going on.
  public var activity: Activity?

  /// One member of an array.
  public struct Member: Sendable, Hashable {
    /// As the kernel names it: `sda1`.
    public var name: String
    /// The letter behind it: `F` faulty, `S` spare, `R` replacement, `J` journal, `W` write-mostly.
    public var flags: String
  }

  /// Work on an array.
  public struct Activity: Sendable, Hashable {
    /// `check`, `resync`, `recovery` or `reshape`.
    public var name: String
    /// Whether it waits for another array or for the first write.
    public var isWaiting: Bool
    /// How far it is, in percent.
    public var percent: Double?
    /// Blocks of 1024 bytes that are done.
    public var done: UInt64?
    /// Kilobytes a second.
    public var speed: UInt64?
  }
}

extension MDArray {
  /// `md0 : active (auto-read-only) raid1 sda1[0] sdb1[1](F)`; nil for another line.
  fileprivate init?(_ line: Text) {
    let words = line.words
    guard words.count >= 3, words[0].hasPrefix("md"), words[1].string == ":" else { return nil }
    let state = words[2].string
    guard state == "active" || state == "inactive" else { return nil }
    name = words[0].string
    isActive = state == "active"
    members = words.dropFirst(3).compactMap(MDArray.Member.init)
    level =
      words.dropFirst(3).first { word in
        word[0] != UInt8(ascii: "(") && word.firstIndex(of: UInt8(ascii: "[")) == nil
      }?.string
  }

  /// Takes what a line below the first tells.
  fileprivate mutating func read(_ line: Text) throws(Malformed) {
    let words = line.words
    if words.count > 1, words[1].string == "blocks" {
      guard let number = words[0].number, number < 1 << 53 else {
        throw Malformed("not the size of \(name): \(words[0].string.prefix(40))")
      }
      blocks = number
      isExternal = words.contains { $0.hasPrefix("external:") }
      for (index, word) in words.enumerated() {
        if word.hasSuffix("-copies") { copies = words[index - 1].number.map(Int.init(clamping:)) }
        guard word[0] == UInt8(ascii: "["), word.firstIndex(of: UInt8(ascii: "/")) != nil else {
          continue
        }
        guard let (slots, working) = word.pair, max(slots, working) < 1 << 20 else {
          throw Malformed("not the members of \(name): \(word.string.prefix(40))")
        }
        (self.slots, self.working) = (slots, working)
      }
    }
    if let activity = MDArray.Activity(line) { self.activity = activity }
  }
}

extension MDArray.Member {
  /// `sdb1[1](F)`.
  fileprivate init?(_ word: Text) {
    guard let open = word.firstIndex(of: UInt8(ascii: "[")), open > 0,
      let close = word.firstIndex(of: UInt8(ascii: "]")), open < close
    else { return nil }
    name = word.slice(0, open).string
    flags = word.slice(close + 1, word.count).string.filter { $0 != "(" && $0 != ")" }
  }
}

extension MDArray.Activity {
  private static let names = ["check", "resync", "recovery", "reshape"]

  /// `recovery =  8.5% (…/…) finish=… speed=…K/sec`, or `resync=DELAYED`.
  fileprivate init?(_ line: Text) {
    var rest = line.trimmed
    if rest[0] == UInt8(ascii: "["), let end = rest.firstIndex(of: UInt8(ascii: "]")) {
      rest = rest.slice(end + 1, rest.count).trimmed
    }
    guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let name = rest.slice(0, equals).trimmed.string
    guard Self.names.contains(name) else { return nil }
    self.name = name
    let words = rest.slice(equals + 1, rest.count).words
    isWaiting = ["DELAYED", "PENDING", "REMOTE"].contains(words.first?.string ?? "")
    if let share = words.first, share.hasSuffix("%") {
      percent = share.slice(0, share.count - 1).fraction
    }
    for word in words.dropFirst() {
      if word[0] == UInt8(ascii: "("), let slash = word.firstIndex(of: UInt8(ascii: "/")) {
        done = word.slice(1, slash).number
      }
      if word.hasPrefix("speed="), word.hasSuffix("K/sec") {
        speed = word.slice(6, word.count - 5).number
      }
    }
  }
}

extension Text {
  /// The numbers of `[8/7]`.
  fileprivate var pair: (Int, Int)? {
    guard self[0] == UInt8(ascii: "["), hasSuffix("]"),
      let slash = firstIndex(of: UInt8(ascii: "/")),
      let first = slice(1, slash).number, let second = slice(slash + 1, count - 1).number
    else { return nil }
    return (Int(clamping: first), Int(clamping: second))
  }
}
