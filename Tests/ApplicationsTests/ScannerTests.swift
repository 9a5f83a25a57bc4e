import TestSupport
import Testing

@testable import Applications

/// Words of lines, found 64 bytes at a time, against the same found byte by byte.
@Suite struct ScannerTests {
  private static let ends = Set(Array(0...0x20) + Array("\"'()[]{}<>,;=|?&\u{7F}".utf8))

  private func words(_ line: [UInt8], from: Int) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start: Int?
    for index in from...line.count {
      let isEnd = index == line.count || Self.ends.contains(line[index])
      if isEnd, let begun = start {
        found.append(begun..<index)
        start = nil
      } else if !isEnd, start == nil {
        start = index
      }
    }
    return Array(found.prefix(LineScanner.most))
  }

  @Test("Words of lines of chance", arguments: 0..<300)
  func words(seed: UInt64) {
    var random = Seeded(state: seed)
    // Long words, short words, and every byte there is.
    let letters: [[UInt8]] = [Array("abc1 ".utf8), Array("abcdefghij0".utf8), Array(0...255)]
    let line = (0..<Int.random(in: 0...600, using: &random)).map { _ in
      letters[Int(seed % 3)].randomElement(using: &random) ?? 0
    }
    var scanner = LineScanner()
    let from = Int.random(in: 0...line.count, using: &random)
    (line + [UInt8](repeating: 0x31, count: LogCore.padding)).withBytes { all in
      _ = scanner.scan(all.slice(0, line.count), from: from)
    }
    let found = (0..<scanner.count).map { scanner.start($0)..<scanner.end($0) }
    #expect(found == words(line, from: from))
  }

  @Test("What varies is what has a digit, wherever the 64 bytes divide it", arguments: 0..<200)
  func digits(length: Int) {
    func hash(_ word: String) -> UInt64 {
      var scanner = LineScanner()
      let line = Array((String(repeating: "x", count: length % 70) + " " + word + " end").utf8)
      return (line + [UInt8](repeating: 0x31, count: LogCore.padding)).withBytes {
        scanner.scan($0.slice(0, line.count), from: 0)
      }
    }
    let letters = String(repeating: "y", count: length)
    #expect(hash(letters + "1") == hash("2" + letters))
    #expect(hash(letters + "z") != hash(letters + "1"))
    #expect(hash(letters + "z") != hash(letters + "w"))
  }
}
