import KernelText
import Testing

/// Decimal and hexadecimal numbers, the ground of every parser.
@Suite struct NumberTests {
  @Test(
    arguments: [
      ("0", 0), ("18446744073709551615", UInt64.max), ("18446744073709551616", nil), ("", nil),
      ("-1", nil), ("+1", nil), ("1a", nil), (" 1", 1), ("1.5", nil), ("１", nil), ("1\0", nil),
      ("99999999999999999999999999", nil),
    ] as [(String, UInt64?)])
  func decimal(text: String, value: UInt64?) { #expect(Text(text).number == value) }

  @Test(
    arguments: [("0.25", 0.25), ("7", 7), ("1.", nil), (".5", nil), ("-1.5", nil), ("1e9", nil)]
      as [(String, Double?)])
  func fraction(text: String, value: Double?) { #expect(Text(text).fraction == value) }

  @Test(
    arguments: [("f0000769", 0xf000_0769), ("+1", nil), ("-1", nil), ("", nil), ("0x1", nil)]
      as [(String, UInt64?)])
  func hexadecimal(text: String, value: UInt64?) { #expect(Text(text).hexadecimal == value) }

  @Test("A bad number never shifts those behind it")
  func shift() {
    var scanner = Scanner(Text("99999999999999999999999 7x 3"))
    #expect(scanner.number() == nil)
    #expect(scanner.number() == nil)
    #expect(scanner.number() == 3)
  }

  @Test("Numbers past 64 bits after scaling are absent")
  func scaled() throws {
    let values = try KeyValues(Text("MemTotal: 18446744073709551615 kB\nMemFree: 1 kB\n"))
    #expect(values["MemTotal"] == nil)
    #expect(values["MemFree"] == 1024)
  }
}
