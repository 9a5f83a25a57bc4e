import Testing

@testable import Applications

/// Times that come in the second of the line before are read as if they came alone.
@Suite struct SeenSecondTests {
  private static let lines = [
    "2026-11-25 10:00:00,123 a", "2026-11-25 10:00:00,124 b", "2026-11-25T10:00:00.5Z c",
    "2026-11-25T10:00:00.5+02:00 d", "2026-11-25T10:00:00.5 e", "2026-11-25 10:00:00 f",
    "2026-11-25 10:00:60 g", "2026-11-25 10:00:0", "2026-11-25 10:61:00 h", "2026-11-35 10:00:00 i",
    "0000-00-00 00:00:00 j", "2026/11/25 10:00:00 k",
    "10.0.0.1 - - [25/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1",
    "10.0.0.1 - - [25/Nov/2026:10:00:00 -0330] \"GET / HTTP/1.1\" 200 1",
    "10.0.0.1 - - [25/Nov/2026:10:00:01 +0000] \"GET / HTTP/1.1\" 200 1",
    "10.0.0.1 - - [31/Nov/1969:10:00:01 +0000] \"GET / HTTP/1.1\" 200 1",
    "Nov 25 10:00:00 host app[1]: l", "2026-11-25 10:00:00.999999999999999999 m",
    "2026-11-25 23:59:59,999 n", "2026-11-26 00:00:00,000 o", "9.99 2026-11-25 10:00:00 p",
  ]

  @Test("Whatever line came before")
  func pairs() {
    let clock = LogClock(now: 1_795_600_000, zone: 3600)
    for first in Self.lines {
      for second in Self.lines {
        var both = TimeFinder(clock), alone = TimeFinder(clock)
        _ = found(first, &both)
        #expect(found(second, &both) == found(second, &alone), "\(first), then \(second)")
      }
    }
  }

  @Test("As the form itself reads them", arguments: lines)
  func direct(line: String) throws {
    let clock = LogClock(now: 1_795_600_000, zone: 3600)
    var finder = TimeFinder(clock)
    guard let found = found(line, &finder) else { return }
    let bytes = Array(line.utf8)
    let forms = bytes.withBytes { all in
      TimeForm.allCases.compactMap { $0.read(all, Int(found[1]), clock) }
    }
    #expect(forms.contains { [$0.seconds, Double($0.end)] == [found[0], found[2]] })
  }

  private func found(_ line: String, _ finder: inout TimeFinder) -> [Double]? {
    let bytes = Array(line.utf8) + [UInt8](repeating: 0x30, count: LogCore.padding)
    return bytes.withBytes { all in
      finder.find(all.slice(0, line.utf8.count)).map {
        [$0.seconds, Double($0.start), Double($0.end)]
      }
    }
  }
}
