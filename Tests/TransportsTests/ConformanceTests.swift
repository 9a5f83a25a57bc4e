import Testing

@testable import Transports

/// What every transport has to do, here on this machine; the lab tries the same on containers,
/// guests and servers (lab/conformance.sh).
@Suite struct ConformanceTests {
  private let here = Connection(to: TargetAddress(hops: []))

  @Test("Bytes of all values come and go whole")
  func bytes() async throws {
    let bytes = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let reply = try await here.run(["head", "-c", "70000"], input: bytes, deadline: 20)
    #expect(reply.status == 0 && reply.output == bytes)
  }

  @Test("The status is the command's, and what it says comes", arguments: [0, 1, 42])
  func status(_ code: Int32) async throws {
    let reply = try await here.run(
      ["sh", "-c", "echo said >&2; exit \(code)"], input: [], deadline: 20)
    #expect(reply.status == code)
    #expect(reply.lastError == "said" && reply.output.isEmpty)
  }

  @Test("Every argument is one word, whatever is in it")
  func words() async throws {
    let words = [
      "", " a  b ", "it's", "a\"b", "$(id) `id` $HOME", "*", "a;b&c|d>e", "ü€", "-n", "\n",
    ]
    let reply = try await here.run(
      ["sh", "-c", "printf '[%s]' \"$@\"", "sh"] + words, input: [], deadline: 20)
    #expect(
      String(decoding: reply.output, as: UTF8.self) == words.map { "[\($0)]" }.joined())
  }

  @Test("The deadline ends the command and what it has started")
  func deadline() async throws {
    let reply = try await here.run(
      ["sh", "-c", "sleep 60 & echo $!; wait"], input: [], deadline: 0.5)
    #expect(reply.status == nil)
    let child = String(decoding: reply.output, as: UTF8.self).split(separator: "\n").first
    let left = try await here.run(
      ["sh", "-c", "! kill -0 \"$1\" 2>/dev/null || grep -q zombie /proc/\"$1\"/status", "sh"]
        + [String(try #require(child))], input: [], deadline: 20)
    #expect(left.status == 0)
  }

  @Test("What is no command is told")
  func missing() async throws {
    let reply = try await here.run(["no-such-command-here"], input: [], deadline: 20)
    #expect(reply.status == 127)
  }

  @Test("Only a guest gets its input whole and sees its end")
  func input() throws {
    for (text, keeps) in [
      ("docker:x", true), ("ssh:n,lxc:101", true), ("ssh:n,proxmox-vm:1", false),
    ] {
      #expect(Connection(to: try TargetAddress(parsing: text)).keepsInputOpen == keeps)
    }
  }
}
