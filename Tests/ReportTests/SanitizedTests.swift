import Model
@testable import Report
import Testing

@Suite struct SanitizedTests {
  @Test(arguments: [
    ("plain-name_1.service", "plain-name_1.service"), ("a\nb", #"a\nb"#), ("a\r\nb", #"a\r\nb"#),
    ("\u{1B}[2J", #"\e[2J"#), ("\u{7}", #"\u{7}"#), ("\u{9B}", #"\u{9B}"#),
    ("\u{7F}", #"\u{7F}"#), ("\0", #"\0"#), ("\t", #"\t"#), ("\u{202E}x", #"\u{202E}x"#),
    ("\u{2069}", #"\u{2069}"#), ("a\u{200B}b\u{200D}c", #"a\u{200B}b\u{200D}c"#),
    ("\u{FFFD}", #"\u{FFFD}"#), ("\u{A0}", #"\u{A0}"#), ("\u{E0041}", #"\u{E0041}"#),
    ("\u{301}x", #"\u{301}x"#), ("dev-disk\\x2dby", "dev-disk\\x2dby"),
    ("Grüße, 日本 café", "Grüße, 日本 café"), ("e\u{301}\u{301}\u{301}", "e\u{301}\u{301}\\u{301}"),
  ])
  func makesVisible(name: String, expected: String) {
    #expect(sanitized(name).unicodeScalars.elementsEqual(expected.unicodeScalars))
    #expect(sanitized(sanitized(name)) == sanitized(name))
  }

  @Test("A container is told by twelve digits of its id; nothing else is cut")
  func identifiers() {
    let id = String(repeating: "0123456789abcdef", count: 4)
    #expect(clean("/docker/\(id) is at its limit") == "/docker/0123456789ab is at its limit")
    #expect(clean("/libpod-\(id).scope") == "/libpod-0123456789ab.scope")
    #expect(clean("/a/\(id)0") == "/a/\(id)0")
    #expect(clean(id.uppercased()) == id.uppercased())
  }

  @Test(arguments: Format.allCases, [Page.diagnose, .use])
  func nothingHostileIsLeft(format: Format, page: Page) {
    let style = Style(width: 80, colour: false)
    let report = render(troubled(name: hostile), page: page, as: format, style: style)
    for scalar in report.unicodeScalars where scalar != "\n" {
      let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
      #expect(!isControl && scalar.properties.generalCategory != .format)
      #expect(scalar != "\u{2028}" && scalar != "\u{FFFD}" && scalar != "\u{A0}")
    }
  }

  @Test(arguments: [Format.text, .markdown], [Page.diagnose, .use])
  func nothingForgesALine(format: Format, page: Page) {
    let style = Style(width: 200, colour: false)
    let lines = render(troubled(name: hostile), page: page, as: format, style: style)
      .split(separator: "\n")
    #expect(!lines.contains { $0.hasPrefix("✓") })
  }
}
