/// The drivers of character devices in `/proc/devices`, by their names.
///
/// ```
/// Character devices:
///   1 mem
/// 195 nvidia
/// 226 drm
///
/// Block devices:
///   7 loop
/// ```
/// A driver that is not in it has no device: the list proves what a machine does not have.
public struct DevicesText: Sendable, Hashable {
  /// The names, each once.
  public var character: Set<String> = []

  /// The drivers in `text`; throws where it is not whole.
  public init(_ text: Text) throws(Malformed) {
    var isCharacter = false
    var sawEnd = false
    for line in text.lines {
      if line.hasPrefix("Character devices:") { isCharacter = true }
      if line.hasPrefix("Block devices:") {
        isCharacter = false
        sawEnd = true
      }
      let words = line.words
      guard isCharacter, words.count == 2, !line.hasPrefix("Character") else { continue }
      guard let number = words[0].number, number < 1 << 32 else {
        throw Malformed("not a driver: \(line.string.prefix(40))")
      }
      character.insert(words[1].string)
    }
    guard sawEnd, !character.isEmpty else { throw Malformed("no list of character devices") }
  }
}
