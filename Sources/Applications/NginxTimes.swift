/// nginx's times, which have three decimals and stand wherever its `log_format` puts them.
extension LineScanner {
  /// Seconds with three decimals and more: the longest is the request's, the next the call's.
  ///
  /// Those of several servers that were asked in turn are added up.
  func seconds(
    _ line: Bytes
  ) -> (request: Double, call: Double?, peer: Int?, isBeforeNone: Bool)? {
    var longest: Double?, next: Double?
    var peer: Int?
    var none = false, isBeforeNone = false
    var isQuoted = false
    var right = line.count
    // What the value to the right would be added to, and where that begins.
    var sum = 0.0, sumStart = -1
    func isJoined(_ end: Int) -> Bool {
      guard sumStart > end, sumStart - end <= 3 else { return false }
      return line[end] == UInt8(ascii: ",") || line[end] == UInt8(ascii: ":")
        || line[end + 1] == UInt8(ascii: ":")
    }
    func settle() {
      guard sumStart >= 0 else { return }
      if sum > longest ?? -1 {
        (longest, next) = (sum, longest)
      } else if sum > next ?? -1 {
        next = sum
      }
      (sum, sumStart) = (0, -1)
    }
    var number = count - 1
    while number > status + 1 {
      let (start, end) = (start(number), end(number))
      var wasQuoted = false
      for place in end..<right where line[place] == UInt8(ascii: "\"") {
        isQuoted.toggle()
        wasQuoted = true
      }
      if wasQuoted, isQuoted, let open = proseStart(line, end) {
        settle()
        // The browser's name: what stands before it is no time.
        if longest != nil { break }
        while number > status, self.start(number) > open { number -= 1 }
        (right, isQuoted) = (open + 1, true)
        continue
      }
      if let value = pointed(line, start, end) {
        if !isJoined(end) { settle() }
        sum += value
        sumStart = start
        isBeforeNone = isBeforeNone || none
      } else if isNone(number, line) {
        none = true
      } else if peer == nil, isAddress(line, start, end) {
        peer = number
      }
      right = start
      number -= 1
    }
    settle()
    guard let longest else { return nil }
    return (longest, next, next == nil ? nil : peer, isBeforeNone)
  }

  /// Where the quoted text begins that ends at `end`, where it is more than numbers.
  private func proseStart(_ line: Bytes, _ end: Int) -> Int? {
    var place = end - 1
    var hasLetter = false
    while place >= 0, line[place] != UInt8(ascii: "\"") {
      hasLetter = hasLetter || line.isLetter(place)
      place -= 1
    }
    return hasLetter && place >= 0 ? place : nil
  }

  /// `3.200`, and no version as `1.25.3`.
  private func pointed(_ line: Bytes, _ start: Int, _ end: Int) -> Double? {
    guard end - start >= 5, end - start <= 18, line.isDigit(start),
      let value = line.decimal(start), value.end == end
    else { return nil }
    guard let point = line.number(start)?.end, end - point >= 4 else { return nil }
    return sensible(value.value)
  }
}
