/// Which of 64 bytes end words and which are digits, one bit for each, the first byte's the lowest.
struct ByteKinds {
  var ends: UInt64
  var digits: UInt64

  /// Of the 64 bytes at `place`.
  ///
  /// Sixteen at a time and without a branch: words are too short for a processor to foresee where
  /// they end.
  @inline(__always) init(_ place: UnsafeRawPointer) {
    (ends, digits) = (0, 0)
    for part in 0..<4 {
      let bytes = place.loadUnaligned(fromByteOffset: 16 * part, as: SIMD16<UInt8>.self)
      // White space; & ' ( ); ; < = > ?; { | }; and " , [ ] and delete.
      let ranges =
        (bytes .<= Self.all(0x20)) .| Self.isIn(bytes, 0x26, 0x29) .| Self.isIn(bytes, 0x3B, 0x3F)
        .| Self.isIn(bytes, 0x7B, 0x7D)
      let singles =
        (bytes .== Self.all(0x22)) .| (bytes .== Self.all(0x2C)) .| (bytes .== Self.all(0x5B))
        .| (bytes .== Self.all(0x5D)) .| (bytes .== Self.all(0x7F))
      ends |= Self.bits(ranges .| singles) &<< UInt64(16 * part)
      digits |= Self.bits(Self.isIn(bytes, 0x30, 0x39)) &<< UInt64(16 * part)
    }
  }

  private typealias Mask = SIMDMask<SIMD16<Int8>>

  @inline(__always) private static func all(_ byte: UInt8) -> SIMD16<UInt8> {
    SIMD16(repeating: byte)
  }

  @inline(__always)
  private static func isIn(_ bytes: SIMD16<UInt8>, _ first: UInt8, _ last: UInt8) -> Mask {
    (bytes &- all(first)) .<= all(last - first)
  }

  /// One bit for each byte that is set: the product puts the lowest bit of byte i into bit 56 + i, and
  /// no two of its terms fall together.
  @inline(__always) private static func bits(_ mask: Mask) -> UInt64 {
    let halves = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
    func packed(_ half: UInt64) -> UInt64 {
      ((half.littleEndian & 0x0101_0101_0101_0101) &* 0x0102_0408_1020_4080) &>> 56
    }
    return packed(halves[0]) | (packed(halves[1]) &<< 8)
  }
}
