/// SplitMix64: the same numbers in every run.
package struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  package init(state: UInt64) { self.state = state }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Changes, removes, repeats or adds a few of `bytes`.
  package mutating func damage(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return bytes.append(UInt8.random(in: 0...255, using: &self)) }
    let place = Int.random(in: bytes.indices, using: &self)
    let end = min(bytes.count, place + Int.random(in: 1...12, using: &self))
    switch Int.random(in: 0..<6, using: &self) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 3: bytes.insert(contentsOf: "18446744073709551615".utf8, at: place)
    case 4:
      bytes.insert(UInt8(ascii: " \n\t-().:=%/\\".utf8.randomElement(using: &self)), at: place)
    default: bytes.removeSubrange(place...)
    }
  }
}

extension UInt8 {
  fileprivate init(ascii byte: UInt8?) { self = byte ?? 0 }
}
