import Model
import TestSupport
import Testing

@testable import Applications

private let mixed = """
  2026-11-25T10:00:00Z INFO request 1 took 17ms
  Nov 25 10:00:01 host app[1]: dial tcp 10.0.0.5:5432: connect: connection refused
  2026-11-25 10:00:02 ERROR failed
  java.lang.IllegalStateException: no
  \tat a.b.C.d(C.java:1)
  10.0.0.1 - - [25/Nov/2026:10:00:03 +0000] "GET /a/1 HTTP/1.1" 200 1 "-" "x" 0.250
  {"ts":1795600804,"level":"error","msg":"slow query","elapsed_ms":1532}

  """

@Suite struct BadInputTests {
  @Test("Blocks of any size say the same", arguments: [1, 2, 3, 7, 16, 17, 64, 100, 4096])
  func blocks(size: Int) {
    let text = String(repeating: mixed, count: 3)
    let (whole, parts) = (digest(text), digest(text, size: size))
    #expect(parts.patterns.map(\.text) == whole.patterns.map(\.text))
    #expect(parts.patterns.map(\.count) == whole.patterns.map(\.count))
    #expect(parts.operations.map(\.timings) == whole.operations.map(\.timings))
    #expect(parts.stacks.map(\.type) == whole.stacks.map(\.type))
    #expect(parts.lines == whole.lines)
    #expect(parts.sources == whole.sources)
  }

  @Test("A last line without its end is a line")
  func unended() {
    #expect(digest("2026-11-25T10:00:00Z INFO a").patternCount == 1)
  }

  @Test("A binary log, of which no pattern is made")
  func binary() {
    var random = Seeded(state: 3)
    var bytes = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    bytes += Array("\n2026-11-25T10:00:00Z ERROR text in between\n".utf8)
    let found = digest(bytes)
    #expect(found.oddities.binary > 100)
    #expect(found.levels[.error] == 1)
    #expect(found.patterns.contains { $0.text == "ERROR text in between" })
  }

  @Test("What chance makes of a binary log convicts nobody", arguments: [1, 2, 3, 4])
  func convictsNobody(seed: UInt64) {
    var random = Seeded(state: seed)
    let bytes = (0..<1_000_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let found = digest(bytes)
    guard case .silent("most lines of the logs are no text") = found.decision else {
      Issue.record("\(found.decision)")
      return
    }
    #expect(found.sources.first?.cut == "most of its lines are no text")
    // A log that is text, with a core dump in it.
    let line = "2026-11-25T10:00:00Z INFO gr\u{FC}\u{DF}e took 17ms\n"
    let text = String(repeating: line, count: 20000)
    let mixed = digest(Array(text.utf8) + bytes[..<100_000] + [0x0A] + Array(text.utf8))
    #expect(mixed.operations.map(\.timings.count) == [40000])
    #expect(mixed.sources.first?.cut == nil)
  }

  @Test("Lines of a mebibyte, and one that never ends")
  func long() {
    let line = "2026-11-25T10:00:00Z ERROR timed out " + String(repeating: "x1 ", count: 350_000)
    let found = digest(line + "\n" + line + "\n2026-11-25T10:00:01Z INFO after\n", size: 65536)
    #expect(found.oddities.long == 2)
    #expect(found.lines.count == 3)
    #expect(found.events.map(\.kind) == [.timeout])
    #expect(found.levels == [.error: 2, .info: 1])
    let endless = digest([UInt8](repeating: UInt8(ascii: "7"), count: 5_000_000), size: 65536)
    #expect(endless.lines.count == 1)
    #expect(endless.oddities.long == 1)
  }

  @Test("Latin-1, UTF-8 and halves of characters")
  func encodings() {
    let bytes =
      Array("2026-11-25T10:00:00Z ERROR gr".utf8) + [0xFC, 0xDF, 0xE9, 0x0A]
      + Array("2026-11-25T10:00:00Z ERROR grüße\n".utf8)
    let found = digest(bytes)
    #expect(found.levels == [.error: 2])
    #expect(found.oddities.binary == 0)
  }

  @Test("Colours at either end are no part of a line")
  func colours() {
    let found = digest(
      "\u{1B}[1;32m2026-11-25T10:00:00Z INFO fetch took 20ms\u{1B}[0m\n\u{1B}[0m\n\u{1B}[\n")
    #expect(found.patterns.first?.text == "INFO fetch took #")
    #expect(found.operations.first?.timings.longest == 0.02)
    #expect(found.lines.count == 3)
  }

  @Test("Carriage returns are no part of a line")
  func carriage() {
    #expect(digest("2026-11-25T10:00:00Z INFO a\r\n").patterns.first?.text == "INFO a")
  }

  @Test("More patterns than are kept: all lines are counted, and events are not lost")
  func many() {
    // Words of letters only, each line with others.
    func word(_ number: Int) -> String {
      String(number, radix: 10).map {
        String(UnicodeScalar(UInt8(ascii: "a") + $0.asciiValue! - 48))
      }
      .joined()
    }
    let lines = (0..<12_000).map { number in
      "2026-11-25T10:00:00Z ERROR \(word(number)) \(word(number * 7)) connection refused\n"
    }
    let found = digest(lines.joined())
    #expect(found.oddities.unsorted == 12_000 - PatternTable.most)
    #expect(found.levels == [.error: 12_000])
    #expect(found.events.first?.count.count == 12_000)
  }

  @Test("Damaged logs do no harm")
  func damaged() {
    var random = Seeded(state: 42)
    for _ in 0..<400 {
      var bytes = Array(mixed.utf8)
      for _ in 0..<Int.random(in: 1...12, using: &random) { random.damage(&bytes) }
      _ = digest(bytes, size: Int.random(in: 1...300, using: &random))
      _ = digest(bytes, form: .journal)
    }
  }

  @Test("UTF-16 is called by its name")
  func wide() {
    let text = "2026-11-25T10:00:00Z ERROR call to db.internal:5432 timed out\r\n"
    let wide = String(repeating: text, count: 5).utf16.flatMap {
      [UInt8($0 & 0xFF), UInt8($0 >> 8)]
    }
    let found = digest([0xFF, 0xFE] + wide)
    #expect(found.sources.first?.cut?.hasPrefix("it is UTF-16") == true)
    #expect(found.events.isEmpty)
    #expect(digest([0xFF, 0xFE]).sources.first?.cut == nil)
  }
}
