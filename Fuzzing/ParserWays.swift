import KernelText
import TestSupport

/// What is done to a parser's text, and what must hold of its answer.
enum ParserWays {
  typealias Faults = @Sendable (Parser, [UInt8], inout Seeded) -> [Fault]

  static let all: [(String, Faults)] = [
    ("text cut", cut), ("text damaged", damaged), ("text of chance", chance),
    ("text with an impossible number", impossible),
  ]

  /// A text that ends too soon gives fewer facts or none, never another.
  private static func cut(_ parser: Parser, _ text: [UInt8], _ random: inout Seeded) -> [Fault] {
    guard let whole = parser.facts(in: text) else { return [] }
    let end = Int.random(in: 0..<text.count, using: &random)
    let part = parser.facts(in: Array(text[..<end])) ?? [:]
    guard let (name, value) = part.first(where: { whole[$0.key] != $0.value }) else { return [] }
    return [
      Fault(
        cause: "\(parser.name)\(kind(of: name))",
        detail: "\(parser.name) cut at byte \(end): \(name) is \(value), not "
          + (whole[name] ?? "absent"), input: Array(text[..<end]))
    ]
  }

  /// Whatever is in it, the parser returns.
  private static func damaged(_ parser: Parser, _ text: [UInt8], _ random: inout Seeded) -> [Fault]
  {
    var text = text
    for _ in 0..<Int.random(in: 1...8, using: &random) { random.damage(&text) }
    _ = parser.facts(in: text)
    return []
  }

  private static func chance(_ parser: Parser, _ text: [UInt8], _ random: inout Seeded) -> [Fault] {
    let length = Int.random(in: 0...2000, using: &random)
    let signs: [UInt8]
    switch Int.random(in: 0..<3, using: &random) {
    case 0: signs = Array(0...255)
    case 1: signs = Array("0123456789 \n".utf8)
    default: signs = Array(Set(text)) + Array("0123456789 \n\t-:=()./%".utf8)
    }
    _ = parser.facts(in: (0..<length).map { _ in signs.randomElement(using: &random) ?? 0 })
    return []
  }

  /// A number that cannot be read is absent, and moves no other to its place.
  private static func impossible(
    _ parser: Parser, _ text: [UInt8], _ random: inout Seeded
  ) -> [Fault] {
    guard let whole = parser.facts(in: text),
      let token = numbers(in: text).randomElement(using: &random),
      let word = impossibleNumbers.randomElement(using: &random)
    else { return [] }
    let damaged = text.replacing(token, with: word)
    var known = Set(whole.values)
    // A line of a log may carry two times, and the other counts where the first is none.
    if ["KernelLogText", "LogAnalysis"].contains(parser.name),
      let other = parser.facts(in: text.replacing(token, with: "x"))
    {
      known.formUnion(other.values)
    }
    // A name that happens to be a number is a name, and a host without its port is a host.
    let strange = parser.facts(in: damaged)?.first { _, value in
      value.contains(where: \.isNumber) && !known.contains(value) && !value.contains(word)
        && !known.contains { $0.hasPrefix(value + ":") }
    }
    guard let (name, value) = strange else { return [] }
    let old = String(decoding: text[token], as: UTF8.self)
    return [
      Fault(
        cause: "\(parser.name)\(kind(of: name))",
        detail: "\(parser.name) with \(word) for \(old) at byte \(token.lowerBound): "
          + "\(name) is \(value), which was nowhere", input: damaged)
    ]
  }
}

/// Words that no counter can be.
let impossibleNumbers = [
  "-7", "-1844674407370955161", "18446744073709551616", "99999999999999999999999999", "?", "1.5e9",
]

/// Where whole decimal numbers stand in `text`.
func numbers(in text: [UInt8]) -> [Range<Int>] {
  let borders = Array(" \t\n=/:[].,%(>".utf8)
  var numbers: [Range<Int>] = []
  var start: Int?
  for index in 0...text.count {
    let byte = index < text.count ? text[index] : 0x0A
    if byte &- 0x30 < 10 {
      if start == nil { start = index }
      continue
    }
    if let first = start, borders.contains(byte) {
      if first == 0 || borders.contains(text[first - 1]) { numbers.append(first..<index) }
    }
    start = nil
  }
  return numbers
}

extension [UInt8] {
  /// The bytes with `word` in the place of `range`.
  func replacing(_ range: Range<Int>, with word: String) -> [UInt8] {
    var bytes = self
    bytes.replaceSubrange(range, with: word.utf8)
    return bytes
  }
}
