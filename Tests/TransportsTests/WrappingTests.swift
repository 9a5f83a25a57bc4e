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

  @Test(
    "No shell of a login finds anything but words in what it gets",
    arguments: ["a!b", "two\nlines", "a\\", "\\\\", "it's \"$HOME\" `id` \\n!\n", "%s %b é\\'!"])
  func anyShell(_ word: String) async throws {
    let line = SSH.line(["printf", "[%s]", word, "plain"])
    #expect(!line.utf8.contains(where: "!\n".utf8.contains))
    #expect(!line.contains("\\\\") && !line.contains("\\'"))
    #expect(line.split(separator: "'", omittingEmptySubsequences: false).count == 3)
    let reply = await perform(
      ["sh", "-c", line], input: Input(text: []), deadline: 20, limit: 1 << 16)
    #expect(String(decoding: reply.output, as: UTF8.self) == "[\(word)][plain]")
  }

  @Test(
    "A tool that is not installed is not taken for a shell that is missing",
    arguments: [
      "timeout: failed to run command 'docker': No such file or directory",
      "timeout: failed to run command ‘docker’: No such file or directory",
      "sh: 1: docker: not found", "bash: line 1: docker: command not found",
      "timeout: can't execute 'docker': No such file or directory",
      "zsh:1: command not found: docker",
      "fish: Unknown command: docker",
      "exec: \"docker\": executable file not found in $PATH: OCI runtime attempted to invoke a command",
    ])
  func notInstalled(_ said: String) throws {
    let docker = Container(program: "docker", name: "web")
    let sentence = try #require(docker.failure(Reply(errors: said + "\n", status: 127)))
    #expect(sentence.contains("docker is not installed there"))
    #expect(
      Container(program: "podman", name: "x").failure(Reply(errors: said, status: 127)) == nil)
    #expect(docker.failure(Reply(errors: "sh: not found\n", status: 127)) == nil)
  }

  @Test("qm gets whole seconds, and its answer is the command's")
  func guest() throws {
    #expect(
      try wrapped("proxmox-vm:116", ["sh"]) == [
        "qm", "guest", "exec", "116", "--pass-stdin", "1", "--timeout", "12", "--", "sh",
      ])
    let guest = ProxmoxGuest(id: "116")
    let answer = """
      {
         "err-data" : "oh\\n",
         "exitcode" : 3,
         "exited" : 1,
         "out-data" : "a\u{C3}\u{A4}\\n\u{FF}\\u0000",
         "out-truncated" : 1
      }
      """
    let reply = guest.unwrap(Reply(output: Array(answer.utf8), status: 0))
    #expect(reply.output == Array("aä\n".utf8) + [0xFF, 0])
    #expect(reply.errors == "oh\n")
    #expect(reply.status == 3)
    #expect(reply.isCut)
    #expect(guest.unwrap(Reply(output: Array("{\"pid\":7}".utf8), status: 0)).status == nil)
  }

  @Test("An older qm writes the bytes as they are")
  func olderGuest() {
    let bytes =
      Array("{\"exited\":1,\"exitcode\":0,\"out-data\":\"€ ".utf8) + [0xFF] + Array("\"}".utf8)
    let reply = ProxmoxGuest(id: "1").unwrap(Reply(output: bytes, status: 0))
    #expect(reply.output == Array("€ ".utf8) + [0xFF])
  }

  /// The words are those of src/PVE/CLI/qm.pm, src/PVE/QemuServer/Agent.pm and
  /// src/PVE/AbstractConfig.pm.
  @Test(
    "What qm cannot do is told in a sentence of its own",
    arguments: [
      ("Configuration file 'nodes/pve1/qemu-server/116.conf' does not exist", "no such guest"),
      ("VM 116 is not running", "qm start 116"),
      ("No QEMU guest agent configured", "qm set 116 --agent 1"),
      ("QEMU guest agent is not running", "the guest agent does not answer"),
      ("VM 116 qga command 'guest-exec' failed - got timeout", "the guest agent does not answer"),
      (
        "Agent error: Command guest-exec has been disabled for this instance",
        "may not run commands"
      ), ("please run as root", "qm takes root"),
      ("Agent error: Failed to execute child process “sh” (No such file…)", "no POSIX shell"),
    ])
  func guestFailures(_ said: String, _ words: String) throws {
    let reply = Reply(errors: said + "\n", status: 255)
    let sentence = try #require(ProxmoxGuest(id: "116").failure(reply))
    #expect(sentence.hasPrefix("proxmox-vm:116: ") && sentence.contains(words))
  }

  @Test("What ssh itself could not do is none of qm's failures")
  func sshFailures() {
    for said in ["root@pve1: Permission denied (publickey).", "Host key verification failed."] {
      #expect(ProxmoxGuest(id: "116").failure(Reply(errors: said, status: 255)) == nil)
    }
  }

  @Test("At qm's own timeout the process in the guest is named")
  func guestTimeout() throws {
    let reply = Reply(
      output: Array("{\n   \"pid\" : 714\n}\n".utf8), errors: "timeout reached, returning pid\n",
      status: 0)
    let sentence = try #require(ProxmoxGuest(id: "116").failure(reply))
    #expect(sentence.contains("no answer before the deadline"))
    #expect(sentence.contains("qm guest exec-status 116 714"))
  }
}
