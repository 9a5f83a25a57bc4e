import Foundation
import Model
import Report
import Testing

/// The picture of a profile.
@Suite struct FlameGraphTests {
  private static func profile(_ name: String) -> Profile {
    Profile(
      [
        Profile.Stack([.init(name), .init("main"), .init("a<b>&\"c\"")], count: 3),
        Profile.Stack([.init(name), .init("main"), .init("read", isKernel: true)], count: 1),
      ], seconds: 10, frequency: 99)
  }

  @Test("It is well-formed XML whatever the names are", arguments: ["app", hostile])
  func wellFormed(name: String) throws {
    let svg = flameGraph(Self.profile(name), title: name)
    let python = Process()
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = [
      "python3", "-c",
      "import sys, xml.dom.minidom as m; d = m.parseString(sys.stdin.buffer.read());"
        + "print(len(d.getElementsByTagName('script')), len(d.getElementsByTagName('title')))",
    ]
    let input = Pipe(), output = Pipe()
    python.standardInput = input
    python.standardOutput = output
    try python.run()
    input.fileHandleForWriting.write(Data(svg.utf8))
    try input.fileHandleForWriting.close()
    let said = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    python.waitUntilExit()
    // All of it, the program, main, and what it calls.
    #expect(said == "0 5\n")
  }

  @Test("A function is as wide as its share, and tells it")
  func shares() {
    let svg = flameGraph(Self.profile("app"), title: "web1")
    #expect(svg.contains("<title>a&lt;b&gt;&amp;&quot;c&quot;: 3 samples, 75.00 %</title>"))
    #expect(svg.contains("<title>read: 1 samples, 25.00 %</title>"))
    #expect(svg.contains("<title>all: 4 samples, 100.00 %</title>"))
    #expect(svg.contains("width=\"899.6\""))
  }

  @Test("What has no sample is a picture of nothing, and a deep way ends")
  func odd() {
    #expect(flameGraph(Profile([], seconds: 1, frequency: 99), title: "none").contains("</svg>"))
    let deep = Profile.Stack((0..<500).map { Profile.Frame("f\($0)") }, count: 1)
    #expect(
      flameGraph(Profile([deep], seconds: 1, frequency: 99), title: "deep").contains("</svg>"))
  }
}
