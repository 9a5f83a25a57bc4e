/// A cache of kernel objects in `/proc/slabinfo`, version 2, as slabinfo(5) has it.
///
/// ```
/// # name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables …
/// tw_sock_TCP   704  864  256  32  2 : tunables  0  0  0 : slabdata  27  27  0
/// ```
public struct SlabText: Sendable, Hashable {
  /// The cache's name; not yet sanitised.
  public var name: String
  /// Objects in use, and in all.
  public var activeObjects: UInt64, objects: UInt64
  /// Bytes of an object, and how many of them a slab of so many pages holds.
  public var objectSize: UInt64, objectsPerSlab: UInt64, pagesPerSlab: UInt64
  /// Slabs held, in use or not.
  public var slabs: UInt64

  /// The caches in `text`; throws where it is not version 2 or has none.
  public static func parse(_ text: Text) throws(Malformed) -> [SlabText] {
    _ = try text.whole()
    guard text.hasPrefix("slabinfo - version: 2") else { throw Malformed("not version 2") }
    let caches = text.lines.compactMap(SlabText.init)
    guard !caches.isEmpty else { throw Malformed("no cache") }
    return caches
  }

  private init?(_ line: Text) {
    guard line[0] != UInt8(ascii: "#"), let tunables = line.firstIndex(of: " : tunables "),
      let data = line.firstIndex(of: " : slabdata ")
    else { return nil }
    let words = line.slice(0, tunables).words
    let numbers = words.suffix(5).map(\.number)
    let counts = numbers.compactMap { $0 }
    guard words.count >= 6, counts.count == 5,
      let slabs = line.slice(data + 12, line.count).words.dropFirst().first?.number
    else { return nil }
    // A module may have given its cache a name with spaces.
    name = words.dropLast(5).map(\.string).joined(separator: " ")
    activeObjects = counts[0]
    objects = counts[1]
    objectSize = counts[2]
    objectsPerSlab = counts[3]
    pagesPerSlab = counts[4]
    self.slabs = slabs
  }
}
