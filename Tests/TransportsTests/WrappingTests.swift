import Testing

@testable import Transports

/// What is run here so that a command runs there, and how the answer is read.
@Suite struct WrappingTests {
  private func wrapped(_ text: String, _ arguments: [String]) throws -> [String] {
    try TargetAddress(parsing: text).hops.map(\.transport).reversed()
      .reduce(arguments) { $1.wrap($0, seconds: 12.2) }
  }

  @Test("A chain is one command of ours")
  func chain() throws {
    let command = try wrapped("ssh:root@node:22,docker:web", ["sh"])
    #expect(command.first == "ssh")
    #expect(Array(command.suffix(4)) == ["-T", "--", "root@node", "docker exec -i web sh"])
    #expect(command.contains("BatchMode=yes"))
  }

  @Test("Hostile names stay one word", arguments: ["a b", "a'b", "$(reboot)", "a;b", "", "ü\"`"])
  func quoted(_ name: String) throws {
    let command = SSH(there: .init(name: "node")).wrap(["docker", "exec", name], seconds: 1)
    let line = try #require(command.last)
    let words =
      "'"
      + name.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
    #expect(line == "docker exec " + words)
  }

  @Test("qm gets whole seconds, and its answer is the command's")
  func guest() throws {
    #expect(
      try wrapped("proxmox-vm:116", ["sh"]) == [
        "qm", "guest", "exec", "116", "--pass-stdin", "1", "--timeout", "13", "--", "sh",
      ])
    let guest = ProxmoxGuest(id: "116")
    let answer = """
      {
         "err-data" : "oh\\n",
         "exitcode" : 3,
         "exited" : 1,
         "out-data" : "a\\u00e4\\n",
         "out-truncated" : 1
      }
      """
    let reply = guest.unwrap(Reply(output: Array(answer.utf8), status: 0))
    #expect(String(decoding: reply.output, as: UTF8.self) == "aä\n")
    #expect(reply.errors == "oh\n")
    #expect(reply.status == 3)
    #expect(reply.isCut)
    #expect(guest.unwrap(Reply(output: Array("{\"pid\":7}".utf8), status: 0)).status == nil)
  }
}
