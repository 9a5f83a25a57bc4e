/// The system's OpenSSH with the user's own configuration, keys, jump hosts and agent.
///
/// It never asks for anything. Where the user's configuration keeps connections (ControlMaster in
/// ssh_config(5)), they are used again; none of ours stays behind.
struct SSH: Transport {
  let there: TargetAddress.SSHDestination

  func wrap(_ arguments: [String], seconds: Double) -> [String] {
    let port = there.port.map { ["-p", String($0)] } ?? []
    let more = there.options.flatMap { ["-o", $0] }
    return ["ssh"] + Self.options + more + port + ["-T", "--", there.name]
      + [Self.line(arguments)]
  }

  /// `arguments` as one line for the login's shell, whichever that is.
  ///
  /// Within quotes csh(1) takes `!` and the end of a line for something else, and fish(1) a backslash.
  /// Where one is in a word, a shell of POSIX puts the line together from escapes of printf(1).
  static func line(_ arguments: [String]) -> String {
    let line = arguments.map(shellQuoted).joined(separator: " ")
    guard arguments.contains(where: { $0.utf8.contains(where: "!\\\n".utf8.contains) }) else {
      return line
    }
    let escaped = "exec \(line)".utf8.flatMap { byte in
      guard "!\\\n\"'$`".utf8.contains(byte) else { return [byte] }
      let octal = String(byte, radix: 8)
      return Array(("\\0" + String(repeating: "0", count: 3 - octal.count) + octal).utf8)
    }
    return "sh -c 'eval \"$(printf %b \"\(String(decoding: escaped, as: UTF8.self))\")\"'"
  }

  private static let options = [
    // A machine that is slow is slow to let in, too.
    "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5",
    "-o", "ServerAliveCountMax=2",
    // Whoever opens a connection says what may be sent by it from then on.
    "-o", "SendEnv=\(PackedScript.variable)",
  ]

  func failure(_ reply: Reply) -> String? {
    let name = TargetAddress.Hop.ssh(there).description
    if reply.lacks("ssh") { return "\(name): there is no ssh on the machine before it." }
    guard reply.status == 255 || reply.status == nil && !reply.isCut else { return nil }
    let login = (there.port.map { "-p \($0) " } ?? "") + shellQuoted(there.name)
    let said = reply.lastError ?? "no answer"
    if reply.says("host key verification failed", "host identification has changed") {
      return reply.says("has changed")
        ? "\(name): the host key has changed since it was last seen. Find out why before you trust "
          + "it; then ssh-keygen -R forgets the old one."
        : "\(name): the host key is not known yet. Log in once by hand: ssh \(login)"
    }
    if reply.says("permission denied") {
      return
        "\(name): the login was refused (\(said)). It needs a key or agent that works without a "
        + "password; try: ssh -o BatchMode=yes \(login) true"
    }
    if reply.says("could not resolve") { return "\(name): the name is not known. \(said)" }
    if reply.says("connection refused") {
      return "\(name): nothing listens there (\(said)). Is sshd running, is the port right?"
    }
    if reply.status == nil || reply.says("timed out", "timeout", "no route to host") {
      return "\(name): no answer in time. Try: ssh -v \(login) true"
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
