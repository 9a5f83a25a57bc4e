import FoundationEssentials
import KernelText
import TestSupport
import Testing

/// A text that ends too soon gives fewer numbers or none, never another.
@Suite struct TruncationTests {
  @Test("No number comes from the first half of one", arguments: Parser.all + Parser.logs)
  func everyByte(parser: Parser) throws {
    for text in parser.texts {
      let whole = try #require(parser.facts(in: text), "it refuses its own text")
      #expect(!whole.isEmpty, "it finds nothing in its own text")
      for end in Self.ends(of: text) {
        let part = parser.facts(in: Array(text[..<end])) ?? [:]
        for (name, value) in part where whole[name] != value {
          Issue.record("cut at byte \(end), \(name) is \(value), not \(whole[name] ?? "absent")")
          return
        }
      }
    }
  }

  /// Every byte of the first few thousand, and of the last few hundred of a longer text.
  private static func ends(of text: [UInt8]) -> [Int] {
    Array(0..<min(text.count, 3000)) + Array(max(3000, text.count - 300)..<max(3000, text.count))
  }

  @Test("An empty text and garbage give no number", arguments: Parser.all + Parser.logs)
  func empty(parser: Parser) {
    let garbage = ["", "\n", " \n\t\n", "\0\0\0\n", "garbage\n", "\u{1B}[31m: = ( ) : %\n", ")(\n"]
    for text in garbage {
      let said = (parser.facts(in: Array(text.utf8)) ?? [:])
        .filter { $0.value.contains(where: \.isNumber) && !$0.key.hasSuffix(".text") }
      #expect(said.isEmpty, "\(parser.name) of \(text.debugDescription)")
    }
  }

  @Test("Invalid UTF-8 and very long lines do no harm", arguments: Parser.all + Parser.logs)
  func strange(parser: Parser) {
    let example = Array(parser.example.utf8)
    let long = [UInt8](repeating: UInt8(ascii: "9"), count: 200_000)
    let invalid: [UInt8] = [0xFF, 0xC3, 0x28, 0x80]
    for inserted in [invalid, long, [0x0A], [0x00], [0x20]] {
      for place in [0, example.count / 2, example.count - 1] {
        var text = example
        text.insert(contentsOf: inserted, at: place)
        _ = parser.facts(in: text)
      }
    }
    _ = parser.facts(in: long + [0x0A])
    _ = parser.facts(in: [UInt8](repeating: 0x20, count: 200_000) + [0x0A])
  }
}

extension Parser: CustomTestStringConvertible {
  /// What the list of tests calls it.
  public var testDescription: String { name }

  /// The texts that the parser is tried with: its example, and the running machine's own.
  fileprivate var texts: [[UInt8]] {
    let own = path.flatMap { try? Data(contentsOf: URL(filePath: $0)) }.map { [UInt8]($0) }
    return [Array(example.utf8)] + [own].compactMap { $0 }.filter { !$0.isEmpty }
  }
}
