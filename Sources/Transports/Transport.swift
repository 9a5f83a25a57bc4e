import Model

/// A way to run a command on another machine or inside something that runs on one.
///
/// Transports nest by their argument vectors: each turns what is to be run there into what is to be
/// run on the machine before it, so that a chain costs one process of ours.
protocol Transport: Sendable {
  /// What is to be run on the machine before, so that `arguments` run there.
  func wrap(_ arguments: [String], seconds: Double) -> [String]
  /// Whether the input of the command there stays open as long as ours does.
  var keepsInputOpen: Bool { get }
  /// Whether its own failures end with status 255, as those of ssh(1) do.
  var failsLikeSSH: Bool { get }
  /// The command's answer in what the transport printed.
  func unwrap(_ reply: Reply) -> Reply
  /// Why nothing came, in one clear sentence that says what to do; nil where it is not this
  /// transport's failure.
  func failure(_ reply: Reply) -> String?
}

extension Transport {
  var keepsInputOpen: Bool { true }
  var failsLikeSSH: Bool { false }
  func unwrap(_ reply: Reply) -> Reply { reply }
}

/// What a command gave.
public struct Reply: Sendable {
  /// What it wrote to standard output.
  public internal(set) var output: [UInt8] = []
  /// The end of what it wrote to standard error.
  public internal(set) var errors = ""
  /// Its exit status; nil where it was ended at its deadline.
  public internal(set) var status: Int32?
  /// Whether there was more output than is taken.
  public internal(set) var isCut = false

  /// The last line of the errors that says something.
  public var lastError: String? {
    errors.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }.map(
      String.init)
  }

  func says(_ words: String...) -> Bool {
    let said = errors.lowercased()
    return words.contains { said.contains($0) }
  }

  /// Whether a server of ssh has closed the connection before anybody was let in.
  var wasTurnedAway: Bool {
    status == 255 && output.isEmpty
      && says(
        "kex_exchange_identification", "banner exchange: connection", "connection closed by",
        "connection reset by")
  }

  /// Whether `tool` was to be run and is not installed, in the words of shells, of GNU's timeout(1)
  /// and busybox's, and of those who run containers.
  func lacks(_ tool: String) -> Bool {
    guard status == 126 || status == 127, let said = lastError else { return false }
    return [
      "\(tool): not found", "\(tool): command not found", "command '\(tool)': no such file",
      "command ‘\(tool)’: no such file", "can't execute '\(tool)'", "exec: \"\(tool)\"",
      "unknown command: \(tool)", "command not found: \(tool)",
    ].contains { said.lowercased().contains($0) }
  }
}

extension TargetAddress.Hop {
  var transport: any Transport {
    switch self {
    case .ssh(let there): SSH(there: there)
    case .docker(let name): Container(program: "docker", name: name)
    case .podman(let name): Container(program: "podman", name: name)
    case .pod(let pod): PodContainer(pod: pod)
    case .unit: SameMachine()
    case .lxc(let id, _): LinuxContainer(id: id)
    case .vm(let id, _): ProxmoxGuest(id: id)
    }
  }
}

/// A unit runs on the machine that has it.
struct SameMachine: Transport {
  func wrap(_ arguments: [String], seconds: Double) -> [String] { arguments }
  func failure(_ reply: Reply) -> String? { nil }
}
