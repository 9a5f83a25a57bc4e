import FoundationEssentials
import KernelText
import SystemCalls
import Testing

@testable import Collector

/// Sockets are counted by destination as their tables are read, however many there are.
@Suite struct SocketTallyTests {
  private static let heading =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

  private static func line(_ local: String, _ remote: String, _ state: String, inode: Int = 7)
    -> String
  {
    "   1: \(local) \(remote) \(state) 00000000:00000000 00:00000000 00000000     0        0 \(inode) "
      + "1 00000000b7c8ffac 20 0 0 10 -1\n"
  }

  private func tally(_ lines: [String], ports: ClosedRange<UInt16> = 40000...40999) throws
    -> SocketDestinations
  {
    var tally = SocketTally(ports: ports)
    for socket in try SocketLine.parse(Text(Self.heading + lines.joined())) {
      tally.takeTCP(socket)
    }
    return try SocketDestinations(Text(tally.text))
  }

  @Test("TIME_WAIT counts to its destination; what listens and what comes in counts to none")
  func counted() throws {
    let (here, there, elsewhere) = ("01004E0A", "02004E0A", "03004E0A")
    let found = try tally([
      Self.line("00000000:9C50", "00000000:0000", "0A"),
      // Comes in at the port 40016 that something listens at.
      Self.line("\(here):9C50", "\(there):232B", "01"),
      Self.line("\(here):9C40", "\(there):232B", "01"),
      Self.line("\(here):9C41", "\(there):232B", "06", inode: 0),
      Self.line("\(here):9C40", "\(elsewhere):232B", "01"),
      // No port of the range.
      Self.line("\(here):0016", "\(there):232B", "01"),
      // The same peer, by a socket of version 6.
      Self.line(
        "0000000000000000FFFF0000\(here):9C42", "0000000000000000FFFF0000\(there):232B", "01"),
    ])
    #expect(found.isWhole)
    #expect(found.read == 7)
    #expect(found.destinations.map(\.remote) == ["10.78.0.2:9003", "10.78.0.3:9003"])
    #expect(found.destinations.map(\.sockets) == [3, 1])
    #expect(found.destinations.map(\.timeWait) == [1, 0])
    #expect(found.destinations[0].inode == 7)
  }

  @Test("Addresses read as people write them")
  func addresses() throws {
    func text(_ hex: String) throws -> String {
      let line = Self.line("\(hex):0050", "\(hex):0050", "01")
      return "\(try #require(SocketLine(Text(String(line.dropLast())))).local)"
    }
    #expect(try text("0100007F") == "127.0.0.1")
    #expect(try text("00000000000000000000000001000000") == "[::1]")
    #expect(try text("B80D0120000000000000000001000000") == "[2001:db8::1]")
    #expect(try text("B80D0120010000000100000001000000") == "[2001:db8:0:1:0:1:0:1]")
    #expect(try text("0000000000000000FFFF00000100007F") == "127.0.0.1")
  }

  @Test("A hundred thousand sockets cost little time and no room")
  func many() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "whyslow-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    var text = Self.heading
    for number in 0..<100_000 {
      let port = String(32768 + number % 28000, radix: 16, uppercase: true)
      let peer = String(0x4E0A + number / 28000, radix: 16, uppercase: true)
      text += Self.line("01004E0A:\(port)", "0200\(peer):232B", number % 3 == 0 ? "06" : "01")
    }
    try Data(text.utf8).write(to: folder)
    var tally = SocketTally(ports: 32768...60999)
    let before = whyslow_boot_time()
    let (isWhole, error) = SocketFile.read(folder.path, until: before + 60) { line in
      if let socket = SocketLine(line) { tally.takeTCP(socket) }
    }
    print("100,000 sockets in \(whyslow_boot_time() - before) s, \(text.utf8.count) bytes")
    #expect(isWhole && error == 0)
    let found = try SocketDestinations(Text(tally.text))
    #expect(found.read == 100_000)
    #expect(found.destinations.map(\.sockets) == [28000, 28000, 28000, 16000])
  }

  @Test("A table that is left before its end says so")
  func cut() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "whyslow-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data((Self.heading + Self.line("01004E0A:9C40", "02004E0A:232B", "01")).utf8)
      .write(to: folder)
    #expect(!SocketFile.read(folder.path, until: 0) { _ in }.isWhole)
    #expect(SocketFile.read("/nowhere", until: 1e9) { _ in }.error != 0)
  }
}
