import TestSupport
import Testing

/// Whatever bytes come, a parser returns or refuses; it never traps.
@Suite struct MutationTests {
  @Test("Two thousand damaged texts", arguments: Parser.all + Parser.logs)
  func damaged(parser: Parser) {
    var random = Seeded(state: 42)
    let text = Array(parser.example.utf8)
    for _ in 0..<2000 {
      var damaged = text
      for _ in 0..<Int.random(in: 1...6, using: &random) { random.damage(&damaged) }
      _ = parser.facts(in: damaged)
    }
  }
}
