/// Finds many words in a text in one pass.
///
/// Of a kernel's log nearly no line tells of anything, and looking for a hundred words in each, one
/// after another, costs more than all other judging. Here the four bytes at each place are looked
/// up in a table that says which words may begin there.
public struct Anchors: Sendable {
  private let words: [StaticString]
  /// The word to try first for each hash of four bytes, counted from 1; 0 where there is none.
  private var heads = [UInt16](repeating: 0, count: 1 << 12)
  /// The word to try after each word, counted from 1.
  private var others: [UInt16]

  /// A table of `words`, each at least four bytes long; a shorter one is never found.
  public init(_ words: [StaticString]) {
    self.words = words
    others = [UInt16](repeating: 0, count: words.count + 1)
    // The first of two words that begin alike is tried first.
    for index in words.indices.reversed() where words[index].utf8CodeUnitCount >= 4 {
      let slot = Self.slot(UnsafeRawPointer(words[index].utf8Start))
      others[index + 1] = heads[slot]
      heads[slot] = UInt16(truncatingIfNeeded: index + 1)
    }
  }

  /// Adds to `found` the number of each word in `bytes`, as often as it stands there.
  func find(in bytes: UnsafeBufferPointer<UInt8>, _ found: inout [Int]) {
    guard bytes.count >= 4, let start = UnsafeRawPointer(bytes.baseAddress) else { return }
    heads.withUnsafeBufferPointer { heads in
      for place in 0..<(bytes.count - 3) {
        let word = heads[Self.slot(start + place)]
        if word != 0 { compare(from: word, at: place, in: bytes, &found) }
      }
    }
  }

  /// Adds the words that really stand at `place`, of `word` and those behind it in the table.
  @inline(never)
  private func compare(
    from word: UInt16, at place: Int, in bytes: UnsafeBufferPointer<UInt8>, _ found: inout [Int]
  ) {
    var next = word
    while next != 0 {
      let index = Int(next) - 1
      if stands(words[index], at: place, in: bytes) { found.append(index) }
      next = others[Int(next)]
    }
  }

  private func stands(_ word: StaticString, at start: Int, in bytes: UnsafeBufferPointer<UInt8>)
    -> Bool
  {
    let length = word.utf8CodeUnitCount
    guard length <= bytes.count - start else { return false }
    let wanted = word.utf8Start
    for offset in 0..<length where bytes[start + offset] != wanted[offset] { return false }
    return true
  }

  /// The place in the table for the four bytes at `start`: Fibonacci hashing.
  private static func slot(_ start: UnsafeRawPointer) -> Int {
    Int((start.loadUnaligned(as: UInt32.self) &* 0x9E37_79B1) >> 20)
  }
}
