/// The system's OpenSSH with the user's own configuration, keys, jump hosts and agent.
///
/// It never asks for anything. Where the user's configuration keeps connections (ControlMaster in
/// ssh_config(5)), they are used again; none of ours stays behind.
struct SSH: Transport {
  let there: TargetAddress.SSHDestination

  func wrap(_ arguments: [String], seconds: Double) -> [String] {
    let port = there.port.map { ["-p", String($0)] } ?? []
    return ["ssh"] + Self.options + port + ["-T", "--", there.name]
      + [arguments.map(shellQuoted).joined(separator: " ")]
  }

  private static let options = [
    "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", "-o", "ServerAliveInterval=5",
    "-o", "ServerAliveCountMax=2",
  ]

  func failure(_ reply: Reply) -> String? {
    guard reply.status == 255 || reply.status == nil && !reply.isCut else { return nil }
    let name = "ssh:\(there.name)"
    let said = reply.lastError ?? "no answer"
    if reply.says("host key verification failed", "host identification has changed") {
      let why =
        reply.says("has changed")
        ? "the host key has changed since it was last seen: find out why before you trust it"
        : "the host key is not known yet"
      return "\(name): \(why). Log in once by hand with: ssh \(there.name)"
    }
    if reply.says("permission denied") {
      return
        "\(name): the login was refused (\(said)). It needs a key or agent that works without a "
        + "password; try: ssh -o BatchMode=yes \(there.name) true"
    }
    if reply.says("could not resolve") { return "\(name): the name is not known. \(said)" }
    if reply.says("connection refused") {
      return "\(name): nothing listens there (\(said)). Is sshd running, is the port right?"
    }
    if reply.status == nil || reply.says("timed out", "timeout", "no route to host") {
      return "\(name): no answer in time. Try: ssh -v \(there.name) true"
    }
    return "\(name): \(said)"
  }
}

/// `word` as one word of a POSIX shell.
func shellQuoted(_ word: String) -> String {
  let plain = word.utf8.allSatisfy { byte in
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || "-_./:=@%+,".utf8.contains(byte)
  }
  if plain, !word.isEmpty { return word }
  return "'"
    + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
