/// An address of the Internet Protocol, version 4 written as version 6 maps it.
///
/// So a socket of version 6 that talks to a peer of version 4 has that peer's address.
public struct SocketAddress: Sendable, Hashable {
  /// The halves of the 128 bits, in the order of the network.
  public var high: UInt64, low: UInt64

  /// The address with these halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Whether it is of version 4.
  public var isV4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// Whether it stays within the machine: 127.0.0.0/8 and ::1.
  public var isLoopback: Bool { isV4 ? low >> 24 & 0xFF == 127 : high == 0 && low == 1 }
}

extension SocketAddress: CustomStringConvertible {
  /// As people write it, version 6 in brackets and shortened as RFC 5952 has it.
  public var description: String {
    guard !isV4 else {
      return [24, 16, 8, 0].map { "\(low >> UInt64($0) & 0xFF)" }.joined(separator: ".")
    }
    let groups = [high, low].flatMap { half in
      [48, 32, 16, 0].map { half >> UInt64($0) & 0xFFFF }
    }
    let zeros = Self.longestZeros(in: groups)
    func text(_ groups: ArraySlice<UInt64>) -> String {
      groups.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard zeros.count > 1 else { return "[\(text(groups[...]))]" }
    return "[\(text(groups[..<zeros.lowerBound]))::\(text(groups[zeros.upperBound...]))]"
  }

  private static func longestZeros(in groups: [UInt64]) -> Range<Int> {
    var longest = 0..<0
    var start = 0
    for (index, group) in groups.enumerated() {
      guard group == 0 else {
        start = index + 1
        continue
      }
      if index + 1 - start > longest.count { longest = start..<(index + 1) }
    }
    return longest
  }
}
