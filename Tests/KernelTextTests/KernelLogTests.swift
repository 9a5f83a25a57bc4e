import KernelText
import TestSupport
import Testing

/// Every form in which the kernel's log comes gives the same message.
@Suite struct KernelLogTests {
  /// 1000 s after boot it was 14:00 on 1 May 2024, two hours ahead of UTC.
  private let clock = KernelLogClock(uptime: 1000, wallTime: 1_714_564_800, zone: 7200)

  private func only(_ text: String, isJournal: Bool = false) throws -> KernelLogText.Line {
    let lines = KernelLogText(Text(text + "\n"), isJournal: isJournal, clock: clock).lines
    #expect(lines.count == 1, "\(text)")
    return try #require(lines.first, "\(text)")
  }

  @Test(
    "One message in every form with a time since boot",
    arguments: [
      ("<3>[   12.345678] MESSAGE", true), ("<3>[   12.345678][   T77] MESSAGE", true),
      ("<3>[   12.345678][    C1] MESSAGE", true), ("[   12.345678] MESSAGE", nil),
      ("[   12.345678] [T12345] MESSAGE", nil),
      ("[   12.345678] kernel: MESSAGE", true),
      ("[   12.345678 <    0.100000>] MESSAGE", nil),
      ("3,339,12345678,-;MESSAGE\n SUBSYSTEM=block\n DEVICE=b8:0", true),
      ("3,339,12345678,c;MESSAGE", true), ("3,339,12345678,-,caller=T77;MESSAGE", true),
      ("kern  :err   : [   12.345678] MESSAGE", true),
      ("Nov 22 17:00:00 host kernel: [   12.345678] MESSAGE", true),
      ("Nov 22 17:00:00 host kernel: [   12.345678][T77] MESSAGE", true),
      ("2026-11-22T17:00:00.123456+02:00 host kernel: [   12.345678] MESSAGE", true),
      (
        #"{"__MONOTONIC_TIMESTAMP":"12345678","_TRANSPORT":"kernel","PRIORITY":"3","#
          + #""SYSLOG_FACILITY":"0","SYSLOG_IDENTIFIER":"kernel","MESSAGE":"MESSAGE"}"#, true
      ),
      (
        #"{ "MESSAGE" : [77,69,83,83,65,71,69], "_TRANSPORT" : "kernel", "N":null, "P": 3, "#
          + #""_SOURCE_MONOTONIC_TIMESTAMP" : "12345678", "__MONOTONIC_TIMESTAMP":"99999999" }"#,
        true
      ),
    ] as [(String, Bool?)])
  func boot(text: String, isKernel: Bool?) throws {
    let line = try only(text)
    #expect(line.text.string == "MESSAGE", "\(text)")
    #expect(line.time == 12.345678, "\(text)")
    #expect(line.isKernel == isKernel, "\(text)")
  }

  @Test(
    "One message in every form with a date",
    arguments: [
      "[Wed May  1 13:59:00 2024] MESSAGE", "[Mi Mai  1 13:59:00 2024] MESSAGE",
      "[mer. mai  1 13:59:00 2024] MESSAGE", "[mié may  1 13:59:00 2024] MESSAGE",
      "[mer mag  1 13:59:00 2024] MESSAGE", "[qua mai  1 13:59:00 2024] MESSAGE",
      "[wo mei  1 13:59:00 2024] MESSAGE", "[ons maj  1 13:59:00 2024] MESSAGE",
      "[ke touko  1 13:59:00 2024] MESSAGE", "[śro maj  1 13:59:00 2024] MESSAGE",
      "[St kvě  1 13:59:00 2024] MESSAGE", "[Ср мая  1 13:59:00 2024] MESSAGE",
      "[ср тра  1 13:59:00 2024] MESSAGE", "[Çar May  1 13:59:00 2024] MESSAGE",
      "[水  5月  1 13:59:00 2024] MESSAGE", "[수  5월  1 13:59:00 2024] MESSAGE",
      "2024-05-01T13:59:00,000000+02:00 MESSAGE", "2024-05-01T11:59:00Z host kernel: MESSAGE",
      "2024-05-01T13:59:00+0200 host kernel: MESSAGE",
      "kern  :err   : [Wed May  1 13:59:00 2024] MESSAGE",
      "kern  :err   : 2024-05-01T13:59:00,000000+02:00 MESSAGE",
      "May  1 13:59:00 host kernel: MESSAGE",
      "Wed 2024-05-01 13:59:00 CEST host kernel: MESSAGE",
      "1714564740.000000 host kernel: MESSAGE",
      #"{"__REALTIME_TIMESTAMP":"1714564740000000","_TRANSPORT":"kernel","MESSAGE":"MESSAGE"}"#,
    ])
  func dates(text: String) throws {
    let line = try only(text)
    #expect(line.text.string == "MESSAGE", "\(text)")
    #expect(line.time == 940, "\(text)")
    #expect(line.isKernel != false, "\(text)")
  }

  @Test(
    "What cannot be dated has no time",
    arguments: [
      "MESSAGE", "[...] MESSAGE", "[  +0.000012] MESSAGE", "kernel: MESSAGE",
      "host kernel: MESSAGE",
      "[Wed Xyz  1 13:59:00 2024] MESSAGE", "May  1 13:59 host kernel: MESSAGE",
    ])
  func timeless(text: String) throws {
    #expect(try only(text).time == nil, "\(text)")
  }

  @Test("A date without the zone or the sample's time has no meaning")
  func placeless() {
    for clock in [KernelLogClock(), KernelLogClock(uptime: 1000, wallTime: 1_714_564_800)] {
      let text = Text("[Wed May  1 13:59:00 2024] MESSAGE\nMay  1 13:59:00 host kernel: MESSAGE\n")
      #expect(KernelLogText(text, clock: clock).lines.map(\.time) == [nil, nil])
    }
  }

  @Test(
    "Without a year it is the last such day",
    arguments: [
      ("Dec 31 23:59:50 host kernel: MESSAGE", 970.0),
      ("Jan  1 00:00:10 host kernel: MESSAGE", 990),
      ("Feb 29 00:00:00 host kernel: MESSAGE", nil),
    ] as [(String, Double?)])
  func newYear(text: String, time: Double?) {
    // Twenty seconds after midnight on 1 January 2026.
    let clock = KernelLogClock(uptime: 1000, wallTime: 1_767_225_620, zone: 0)
    let line = KernelLogText(Text(text + "\n"), clock: clock).lines.first
    if let time {
      #expect(line?.time == time)
    } else {
      #expect((line?.time ?? -1) < 0)
    }
  }

  @Test(
    "What others wrote is not the kernel's",
    arguments: [
      ("<11>[   12.3] MESSAGE", false), ("11,339,12345678,-;MESSAGE", false),
      ("user  :err   : [   12.3] MESSAGE", false), ("[   12.3] systemd[1]: MESSAGE", false),
      ("[   12.3] host systemd[1]: MESSAGE", true),
      (#"{"_TRANSPORT":"kernel","SYSLOG_FACILITY":"1","MESSAGE":"MESSAGE"}"#, false),
    ])
  func others(text: String, isJournal: Bool) throws {
    #expect(try only(text, isJournal: isJournal).isKernel == false, "\(text)")
  }

  @Test(
    "Lines of other logs are none of the kernel's",
    arguments: [
      "Nov 22 17:00:00 host prog[12]: it said kernel: MESSAGE",
      #"{"_TRANSPORT":"stdout","MESSAGE":"MESSAGE"}"#, #"{"MESSAGE":"unfinished"#, "{}",
      " SUBSYSTEM=block",
    ])
  func foreign(text: String) {
    #expect(KernelLogText(Text(text + "\n"), clock: clock).lines.isEmpty, "\(text)")
  }

  @Test("A journal's own form names the host first")
  func journal() throws {
    let line = try only("[   12.345678] host kernel: MESSAGE", isJournal: true)
    #expect(line.isKernel == true)
    #expect(line.time == 12.345678)
    #expect(line.text.string == "MESSAGE")
  }

  @Test("What the kernel says of a program that crashed is the kernel's")
  func crash() throws {
    #expect(try only("[   12.3] nginx[1234]: segfault at 0 ip 0 sp 0 error 4").isKernel == nil)
  }

  @Test("A message that was repeated counts as often")
  func repeated() throws {
    let line = try only(
      "May  1 13:59:00 host kernel: message repeated 5 times: [ [   12.345678] MESSAGE]")
    #expect(line.count == 5)
    #expect(line.text.string == "MESSAGE")
    #expect(line.time == 12.345678)
  }

  @Test("A hundred megabytes are read from the end")
  func large() {
    let row = Array("<6>[    1.000000] a line of the log that tells of nothing at all\n".utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(100 << 20)
    while bytes.count < 100 << 20 { bytes += row }
    bytes += Array("<3>[    2.000000] MESSAGE\n".utf8)
    var found: [String] = []
    let extent = KernelLogText(Text(bytes)).search(for: Anchors(["MESSAGE"])) { line, _ in
      found.append(line.text.string)
    }
    #expect(found == ["MESSAGE"])
    #expect(extent.start == 1)
  }

  @Test("Every anchor is found wherever it stands, and nothing else is")
  func anchors() {
    let words: [StaticString] = ["abcd", "abcde", "bcd ", "abcd", "XFS (", "zzzzzzzzzzzz", "abc"]
    let letters = Array("abcdeXFS( z".utf8)
    var random = Seeded(state: 7)
    for _ in 0..<2000 {
      let length = Int.random(in: 0...40, using: &random)
      let line = (0..<length).map { _ in letters.randomElement(using: &random) ?? 0 }
      var found: [Int] = []
      _ = KernelLogText(Text(line + [0x0A])).search(for: Anchors(words)) { found += $1 }
      // A word of three bytes is too short to be found.
      for (index, word) in words.dropLast().enumerated() {
        let stands = Text(line).firstIndex(of: word) != nil
        #expect(found.contains(index) == stands)
      }
      #expect(!found.contains(words.count - 1))
    }
  }
}
