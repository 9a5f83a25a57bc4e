/// Times in the line of an access log, found anew in each line: how many words a browser's name has
/// differs, and so does how many servers were asked.
extension LineScanner {
  /// The whole number that the word of this number is.
  func integer(_ number: Int, _ line: Bytes) -> Int? {
    guard number >= 0, number < count, let value = line.number(start(number)),
      value.end == end(number)
    else { return nil }
    return value.value
  }

  func isNone(_ number: Int, _ line: Bytes) -> Bool {
    number < count && end(number) - start(number) == 1 && line[start(number)] == UInt8(ascii: "-")
  }

  /// How many bytes were sent, which stands behind the status.
  func size(_ line: Bytes) -> Int? { integer(status + 1, line) }

  /// `3/3200123` and `**3/3200123**`, where both tell the same.
  func pair(_ number: Int, _ line: Bytes) -> Double? {
    let number = count + number
    guard number > status + 1, number < count else { return nil }
    var (start, end) = (start(number), end(number))
    while line[start] == UInt8(ascii: "*") { start += 1 }
    while end > start, line[end - 1] == UInt8(ascii: "*") { end -= 1 }
    guard let first = line.number(start), line[first.end] == UInt8(ascii: "/"),
      let second = line.number(first.end + 1), second.end == end
    else { return nil }
    // `%D/%T` as well.
    let (seconds, all) = (min(first.value, second.value), max(first.value, second.value))
    guard all > 0, all / 1_000_000 == seconds else { return nil }
    return sensible(Double(all) * 1e-6)
  }

  /// A whole number at the end, alone behind the quotes or behind the size.
  func whole(_ line: Bytes) -> WholeTime? {
    let number = count - 1
    guard number > status + 1, let value = integer(number, line) else { return nil }
    let (start, end) = (start(number), end(number))
    let isQuoted = line[start - 1] == UInt8(ascii: "\"") && line[end] == UInt8(ascii: "\"")
    guard end + (isQuoted ? 1 : 0) == line.count, isQuoted || line[start - 1] == 0x20 else {
      return nil
    }
    // Sizes stand there where none stands behind the status, and in twos.
    let size = size(line)
    guard size != nil || isNone(status + 1, line) && line[self.start(status + 1) - 1] == 0x20 else {
      return nil
    }
    let isBehindQuotes = (self.end(number - 1)..<start - (isQuoted ? 1 : 0)).contains {
      line[$0] == UInt8(ascii: "\"")
    }
    guard isBehindQuotes || number == status + 2 else { return nil }
    return WholeTime(value: value, size: size)
  }

  /// `10.244.0.5:8080`.
  func isAddress(_ line: Bytes, _ start: Int, _ end: Int) -> Bool {
    guard line.isDigit(start) else { return false }
    var points = 0, colons = 0
    for place in start..<end {
      switch line[place] {
      case UInt8(ascii: "."): points += 1
      case UInt8(ascii: ":"): colons += 1
      default: if !line.isDigit(place) { return false }
      }
    }
    return points == 3 && colons == 1
  }
}
