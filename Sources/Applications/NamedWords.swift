/// Words by the names of the fields that they are in.
extension LineScanner {
  /// The name of a field, to be found again: its length and its bytes at both ends.
  struct Key: Equatable {
    private let head: UInt64, tail: UInt64
    let count: Int

    /// Up to eight bytes behind `name` are read, though not used.
    @inline(__always) init(_ name: Bytes) {
      let bytes = UnsafeRawPointer(name.base)
      count = name.count
      let first = bytes.loadUnaligned(as: UInt64.self).littleEndian
      head = count >= 8 ? first : first & ((1 &<< UInt64(8 * count)) &- 1)
      tail =
        count > 8
        ? bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self).littleEndian : 0
    }
  }

  /// The number of the word that stands at `place`, or where another does, of the one called `key`.
  func place(_ place: Int, _ key: Key?, _ line: Bytes) -> Int? {
    let place = place < 0 ? count + place : place
    guard let key else { return place >= 0 && place < count ? place : nil }
    if place < count, isCalled(place, key, line) { return place }
    return (max(method, 0)..<count).first { isCalled($0, key, line) }
  }

  private func isCalled(_ number: Int, _ key: Key, _ line: Bytes) -> Bool {
    guard number > 0 else { return false }
    var name = number - 1
    var end = end(name)
    while end > start(name), line[end - 1] == UInt8(ascii: ":") { end -= 1 }
    if end == start(name), name > 0 {
      name -= 1
      end = self.end(name)
      while end > start(name), line[end - 1] == UInt8(ascii: ":") { end -= 1 }
    }
    return end - start(name) == key.count && Key(line.slice(start(name), end)) == key
  }

  /// What the servers took that were asked after the one at `place`: `5.000, 0.003`.
  func others(behind place: Int, _ unit: DurationUnit?, _ line: Bytes) -> Double {
    var sum = 0.0
    var number = place
    while line[end(number)] == UInt8(ascii: ",") || line.has(" :", at: end(number)),
      number + 1 < count, start(number + 1) <= end(number) + 3, let word = word(number + 1, line),
      word.isDigit(0), let seconds = duration(word, unit: unit)
    {
      sum += seconds
      number += 1
    }
    return sum
  }
}
