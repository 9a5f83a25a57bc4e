/// Times of proxies whose lines have a form of their own.
extension LineScanner {
  /// Whether a time in brackets, in UTC, stands right before the request, and flags behind the status.
  func isEnvoy(_ line: Bytes) -> Bool {
    let start = start(method)
    return line.has("Z] \"", at: start - 4) && line.isDigit(start - 5)
      && status + 1 < count && integer(status + 1, line) == nil
  }

  /// Of four numbers in a row, sizes received and sent, all time and the service's.
  func envoyTimes(_ line: Bytes) -> (all: Double, call: Double?)? {
    var number = status + 1
    while number + 3 < min(count, status + 32) {
      if let all = integer(number + 2, line), integer(number + 1, line) != nil,
        integer(number, line) != nil, isRow(number, line)
      {
        let call = integer(number + 3, line)
        guard call != nil || isNone(number + 3, line) else { return nil }
        return (Double(all) * 1e-3, call.map { Double($0) * 1e-3 })
      }
      number += 1
    }
    return nil
  }

  private func isRow(_ number: Int, _ line: Bytes) -> Bool {
    (number..<number + 3).allSatisfy { start($0 + 1) == end($0) + 1 && line[end($0)] == 0x20 }
  }

  /// The last word that is an address with a port, and all that its quotes hold.
  func quotedAddress(_ line: Bytes) -> Int? {
    var number = count - 1
    while number > status {
      let (start, end) = (start(number), end(number))
      if line[end] == UInt8(ascii: "\""), line[start - 1] == UInt8(ascii: "\""),
        isAddress(line, start, end)
      {
        return number
      }
      number -= 1
    }
    return nil
  }

  /// `TR/Tw/Tc/Tr/Ta` at the word of this number, before the status and the size; -1 is what did not
  /// come to that.
  func haproxyTimes(_ number: Int, _ line: Bytes) -> (all: Double?, call: Double?)? {
    guard number > 0, number + 2 < count, integer(number + 2, line) != nil,
      integer(number + 1, line) != nil && end(number + 1) - start(number + 1) == 3
        || line.has("-1", at: start(number + 1))
    else { return nil }
    let end = end(number)
    var place = start(number)
    var call: Double?
    for part in 0..<5 {
      let isNone = line[place] == UInt8(ascii: "-")
      // More is to come than what has gone by.
      let isOpen = line[place] == UInt8(ascii: "+")
      guard let value = line.number(isNone || isOpen ? place + 1 : place) else { return nil }
      let seconds = isNone ? nil : sensible(Double(value.value) * 1e-3)
      place = value.end + 1
      guard part < 4 else { return value.end == end ? (isOpen ? nil : seconds, call) : nil }
      guard value.end < end, line[value.end] == UInt8(ascii: "/") else { return nil }
      if part == 3 { call = seconds }
    }
    return nil
  }
}
