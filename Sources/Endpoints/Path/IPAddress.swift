/// An address of IP as bytes, to be compared by a prefix.
struct IPAddress: Sendable, Hashable {
  /// Four of them, or sixteen.
  let bytes: [UInt8]

  /// The address that `text` is, without a zone behind `%`; nil where it is a name.
  init?(_ text: some StringProtocol) {
    let plain = String(text.prefix { $0 != "%" })
    guard let bytes = plain.contains(":") ? Self.six(plain) : Self.four(plain) else { return nil }
    self.bytes = bytes
  }

  private static func four(_ text: String) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let bytes = parts.compactMap { part in
      part.allSatisfy { $0.isASCII && $0.isNumber } ? UInt8(part) : nil
    }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  private static func six(_ text: String) -> [UInt8]? {
    let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
    let sides = halves.map { half -> [UInt8]? in
      var bytes: [UInt8] = []
      for group in half.split(separator: ":", omittingEmptySubsequences: false) where !half.isEmpty
      {
        if group.contains("."), let four = four(String(group)) {
          bytes += four
        } else if let value = UInt16(group, radix: 16) {
          bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
        } else {
          return nil
        }
      }
      return bytes
    }
    guard let front = sides.first ?? nil else { return nil }
    if sides.count == 1 { return front.count == 16 ? front : nil }
    guard let back = sides[1], front.count + back.count <= 14 else { return nil }
    return front + [UInt8](repeating: 0, count: 16 - front.count - back.count) + back
  }

  /// Whether both share the first `bits`.
  func isInNetwork(of other: IPAddress, bits: Int) -> Bool {
    guard bytes.count == other.bytes.count, (0...bytes.count * 8).contains(bits) else {
      return false
    }
    for index in 0..<bytes.count {
      let left = min(max(bits - index * 8, 0), 8)
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> left)
      if bytes[index] & mask != other.bytes[index] & mask { return false }
    }
    return true
  }

  /// Whether it is the machine itself that looks at it.
  var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == Self.six("::1") }

  /// Whether it is one of those that the internet does not carry: RFC 1918, 6598, 3927 and 4193.
  var isPrivate: Bool {
    guard bytes.count == 4 else {
      return bytes[0] & 0xFE == 0xFC || bytes.starts(with: [0xFE, 0x80])
    }
    switch (bytes[0], bytes[1]) {
    case (10, _), (127, _), (192, 168), (169, 254): return true
    case (172, let second): return (16...31).contains(second)
    case (100, let second): return (64...127).contains(second)
    default: return false
    }
  }
}
