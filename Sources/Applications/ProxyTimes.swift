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
}
