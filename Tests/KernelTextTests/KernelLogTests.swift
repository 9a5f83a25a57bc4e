import KernelText
import Testing

/// Every form in which the kernel's log comes gives the same message.
struct KernelLogTests {
  @Test(
    "One message in every form",
    arguments: [
      ("<3>[   12.345678] I/O error, dev sda\n", false, 12.345678, true),
      ("<3>[   12.345678][   T77] I/O error, dev sda\n", false, 12.345678, true),
      ("[   12.345678] I/O error, dev sda\n", false, 12.345678, nil),
      ("3,339,12345678,-;I/O error, dev sda\n SUBSYSTEM=block\n", false, 12.345678, true),
      ("Nov 22 17:00:00 host kernel: [   12.345678] I/O error, dev sda\n", false, 12.345678, true),
      ("Nov 22 17:00:00 host kernel: I/O error, dev sda\n", false, nil, true),
      ("[   12.345678] host kernel: I/O error, dev sda\n", true, 12.345678, true),
    ] as [(String, Bool, Double?, Bool?)])
  func forms(text: String, isJournal: Bool, time: Double?, isKernel: Bool?) throws {
    let lines = KernelLogText(Text(text), isJournal: isJournal).lines
    let line = try #require(lines.first)
    #expect(lines.count == 1)
    #expect(line.text == "I/O error, dev sda")
    #expect(line.time == time)
    #expect(line.isKernel == isKernel)
  }

  @Test(
    "What others wrote is not the kernel's",
    arguments: [
      ("<11>[   12.3] I/O error, dev sda\n", false), ("11,339,12345678,-;I/O error\n", false),
      ("[   12.3] host systemd[1]: I/O error, dev sda\n", true),
    ])
  func others(text: String, isJournal: Bool) {
    #expect(KernelLogText(Text(text), isJournal: isJournal).lines.map(\.isKernel) == [false])
  }
}
