/// A zone of memory in `/proc/zoneinfo`, with its watermarks; mm/vmstat.c writes it.
///
/// ```
/// Node 0, zone   Normal
///   pages free     5061
///         min      11215
///         low      14018
///         high     16821
///         spanned  6029312
///         present  6029312
///         managed  5917293
/// ```
public struct ZoneText: Sendable, Hashable {
  /// The node it belongs to.
  public var node: Int
  /// `DMA`, `DMA32`, `Normal`, `HighMem`, `Movable` or `Device`.
  public var name: String
  /// Pages: free now, and the marks below which a process must reclaim, kswapd begins and ends.
  public var free: UInt64, min: UInt64, low: UInt64, high: UInt64
  /// Pages there, and those of them that the allocator may give out.
  public var present: UInt64?, managed: UInt64?

  /// The zones in `text`; throws where there is none.
  ///
  /// The sets of pages that each processor keeps, most of the text, are passed over.
  public static func parse(_ text: Text) throws(Malformed) -> [ZoneText] {
    _ = try text.whole()
    var zones: [ZoneText] = []
    var open: OpenZone?
    for line in text.lines {
      if line.hasPrefix("Node ") {
        if let zone = open?.zone { zones.append(zone) }
        open = try OpenZone(line)
      } else {
        try open?.take(line)
      }
    }
    if let zone = open?.zone { zones.append(zone) }
    guard !zones.isEmpty else { throw Malformed("no zone with its watermarks") }
    return zones
  }
}

/// A zone whose lines are being read.
private struct OpenZone {
  private let node: Int
  private let name: String
  private var free: UInt64?, min: UInt64?, low: UInt64?, high: UInt64?
  private var present: UInt64?, managed: UInt64?

  init(_ heading: Text) throws(Malformed) {
    guard let place = ZonePlace(heading) else {
      throw Malformed("not a zone: \(heading.string.prefix(40))")
    }
    (node, name) = (place.node, place.name)
  }

  /// Takes the number of a line whose first word is known; the first of each is the zone's own.
  mutating func take(_ line: Text) throws(Malformed) {
    var scanner = Scanner(line)
    guard let key = scanner.word() else { return }
    switch key.count {
    case 5 where key.hasPrefix("pages"):
      guard scanner.word()?.hasPrefix("free") == true else { return }
      try take(&free, &scanner)
    case 3 where key.hasPrefix("min"): try take(&min, &scanner)
    case 3 where key.hasPrefix("low"): try take(&low, &scanner)
    case 4 where key.hasPrefix("high"): try take(&high, &scanner)
    case 7 where key.hasPrefix("present"): try take(&present, &scanner)
    case 7 where key.hasPrefix("managed"): try take(&managed, &scanner)
    default: break
    }
  }

  private func take(_ pages: inout UInt64?, _ scanner: inout Scanner) throws(Malformed) {
    guard pages == nil else { return }
    guard let number = scanner.number(), number < 1 << 48 else {
      throw Malformed("a number of pages in zone \(name) that is none")
    }
    pages = number
  }

  var zone: ZoneText? {
    guard let free, let min, let low, let high else { return nil }
    return ZoneText(
      node: node, name: name, free: free, min: min, low: low, high: high, present: present,
      managed: managed)
  }
}

/// A line of `/proc/buddyinfo`: the free blocks of a zone by size.
///
/// ```
/// Node 0, zone   Normal   4615   1321   1011    582    749    739    580    333     98      0     31
/// ```
public struct FreeBlocks: Sendable, Hashable {
  /// The node it belongs to.
  public var node: Int
  /// The zone, as in `/proc/zoneinfo`.
  public var zone: String
  /// The number of free blocks of 1, 2, 4, 8 … pages.
  public var blocks: [UInt64]

  /// The zones in `text`; throws where a line is none.
  public static func parse(_ text: Text) throws(Malformed) -> [FreeBlocks] {
    _ = try text.whole()
    var zones: [FreeBlocks] = []
    for line in text.lines {
      guard let place = ZonePlace(line) else { throw Malformed("not a zone") }
      let numbers = place.rest.words.map(\.number)
      let blocks = numbers.compactMap { $0 }
      guard !blocks.isEmpty, blocks.count == numbers.count, blocks.count <= 64,
        blocks.allSatisfy({ $0 < 1 << 48 })
      else {
        throw Malformed("not the blocks of a zone: \(line.string.prefix(40))")
      }
      zones.append(FreeBlocks(node: place.node, zone: place.name, blocks: blocks))
    }
    return zones
  }
}

/// `Node 0, zone   Normal`, with what stands behind it.
private struct ZonePlace {
  let node: Int
  let name: String
  let rest: Text

  init?(_ line: Text) {
    var scanner = Scanner(line)
    guard scanner.word()?.hasPrefix("Node") == true, let number = scanner.word(),
      number[number.count - 1] == UInt8(ascii: ","),
      let node = number.slice(0, number.count - 1).number, node < CPUList.limit,
      scanner.word()?.hasPrefix("zone") == true, let name = scanner.word()
    else { return nil }
    self.node = Int(node)
    self.name = name.string
    rest = scanner.rest
  }
}
