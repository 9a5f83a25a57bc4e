import KernelText
import Testing

/// Names that anybody may choose.
@Suite struct HostileNameTests {
  private static let rest = """
    S 7900 7783 7783 1026 7783 4210944 777121 1338537 528 108 6962 2001 6536 1470 20 -5 33 0 6320 \
    2530164736 81312 18446744073709551615 1 1 0 0 0 0 0 4096 17663 0 0 0 17 3 0 0 41 52 0 0 0\n
    """

  @Test(
    "A process's name changes no field",
    arguments: [
      "a b", ")", "(", "((", ") R 1 1", ") R 1 1 1 1 1", "x\ny", "\u{1B}[31m", "a)\n1 (b", "", "\0",
    ])
  func processName(name: String) throws {
    let stat = try ProcessStat(Text("8741 (\(name)) \(Self.rest)"))
    #expect(stat.name == name)
    #expect(stat.pid == 8741)
    #expect(stat.state == UInt8(ascii: "S"))
    #expect(stat.parent == 7900)
    #expect(stat.majorFaults == 528)
    #expect(stat.userTime == 6962)
    #expect(stat.systemTime == 2001)
    #expect(stat.nice == -5)
    #expect(stat.threads == 33)
    #expect(stat.startTime == 6320)
    #expect(stat.resident == 81312)
    #expect(stat.processor == 3)
    #expect(stat.ioDelay == 41)
    #expect(stat.guestTime == 52)
  }

  @Test("A process's name of invalid UTF-8 is kept as far as it goes")
  func invalidName() throws {
    let bytes = Array("1 (a".utf8) + [0xFF, 0xFE] + Array("b) \(Self.rest)".utf8)
    #expect(try ProcessStat(Text(bytes)).name == "a\u{FFFD}\u{FFFD}b")
  }

  @Test("Mount points are unescaped once")
  func mountPoints() throws {
    let text =
      "/dev/a /mnt/a\\040b ext4 rw 0 0\n/dev/b /m\\012n xfs ro 0 0\n/dev/c /\\134040 x rw 0 0\n"
    let mounts = try Mount.parse(Text(text))
    #expect(mounts.map(\.point) == ["/mnt/a b", "/m\nn", "/\\040"])
    #expect(mounts.map(\.escapedPoint) == ["/mnt/a\\040b", "/m\\012n", "/\\134040"])
    #expect(mounts.map(\.isReadOnly) == [false, true, false])
  }

  @Test("An interface's name may hold colons")
  func interface() throws {
    let text = "a|\nb|\n eth0:1: 1 2 3 4 5 0 0 0 6 7 8 9 10 0 0 0\n"
    let interfaces = try NetDev.parse(Text(text))
    #expect(interfaces.map(\.name) == ["eth0:1"])
    #expect(interfaces.first?.sent.fifo == 10)
  }
}
