/// What to do about a cause.
///
/// The product does none of it.
public struct Remedy: Sendable, Hashable {
  /// When it helps.
  public enum Term: String, Sendable, CaseIterable {
    /// It takes the pain away now.
    case now
    /// It keeps the cause from coming back.
    case lasting
  }

  /// The worst that it can do.
  public enum Risk: String, Sendable, CaseIterable {
    case none
    /// A service is interrupted.
    case restart
    /// The machine is interrupted.
    case reboot
    /// Something may be lost that cannot be had again.
    case data

    /// The risk in words.
    public var words: String {
      switch self {
      case .none: "no risk"
      case .restart: "interrupts the service"
      case .reboot: "takes a reboot"
      case .data: "may lose data"
      }
    }
  }

  /// When it helps.
  public let term: Term
  /// What to do, in one sentence.
  public let action: String
  /// The commands, as they are typed where whyslow was started; the target's own names are in them.
  public var commands: [String]
  /// The worst that it can do.
  public let risk: Risk
  /// How to take it back, in half a sentence or as a command.
  public var undo: String
  /// What shows whether it is done already; nil where nothing on the machine shows it.
  public var setting: Setting?

  /// A remedy.
  public init(
    _ term: Term, _ action: String, commands: [String] = [], risk: Risk, undo: String,
    setting: Setting? = nil
  ) {
    self.term = term
    self.action = action
    self.commands = commands
    self.risk = risk
    self.undo = undo
    self.setting = setting
  }
}

/// Something that can be read to see whether a remedy is applied already.
public struct Setting: Sendable, Hashable {
  /// Where it is read; reading changes nothing.
  public enum Source: Sendable, Hashable {
    /// The text of a file.
    case file(String)
    /// What an argument vector prints.
    case command([String])
    /// What the files of sysctl.d give this variable of the kernel when the machine boots.
    case boot(String)
  }

  /// What the text has to be for the remedy to count as applied.
  public enum Wanted: Sendable, Hashable {
    /// Its first number is at least, or at most, this; `max`, `infinity` and `unlimited` are above
    /// all.
    case atLeast(Double)
    case atMost(Double)
    /// Its last number is at least this, as of `tcp_rmem`, which has three.
    case lastAtLeast(Double)
    /// A part of it divided by spaces, commas or brackets is one of these.
    case word([String])
    /// No such part is.
    case noWord([String])
  }

  /// What reading it gave.
  public enum State: Sendable, Hashable {
    /// Why it was not read.
    case unchecked(String)
    /// Applied, or not yet, with what it says now; not yet sanitised.
    case applied(String)
    case pending(String)
  }

  /// What it is called, such as `vm.swappiness`.
  public let name: String
  /// Where it is read.
  public let source: Source
  /// What it has to say.
  public let wanted: Wanted
  /// Whether it is read on the machine that the target runs on, and not inside the target.
  public var isOfHost: Bool
  /// Whether it is the host's even where the target is a guest, such as the limit of the guest's group.
  public var isOfNode = false
  /// What it says.
  public var state: State

  /// A setting that was not read yet.
  public init(_ name: String, _ source: Source, _ wanted: Wanted, isOfHost: Bool = true) {
    self.name = name
    self.source = source
    self.wanted = wanted
    self.isOfHost = isOfHost
    state = .unchecked("it was not looked at")
  }

  /// The command that shows it by hand.
  public var byHand: String {
    switch source {
    case .file(let path): "cat " + path.shellQuoted
    case .command(let words): words.map(\.shellQuoted).joined(separator: " ")
    case .boot(let name):
      "grep -rs \(name.shellQuoted) /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d"
    }
  }

  /// The setting where nothing sets it.
  public var unset: Setting {
    var result = self
    result.state = .pending("nothing")
    return result
  }

  /// The setting as `text` has it.
  public func read(_ text: String) -> Setting {
    var result = self
    let parts = text.split { " \t\n,=[]()\"".contains($0) }.map(String.init)
    let said = text.split(whereSeparator: \.isNewline).prefix(2).joined(separator: "; ")
    let isApplied: Bool? =
      switch wanted {
      case .atLeast(let least): parts.numbers.first.map { $0 >= least }
      case .atMost(let most): parts.numbers.first.map { $0 <= most }
      case .lastAtLeast(let least): parts.numbers.last.map { $0 >= least }
      case .word(let words): parts.contains(where: words.contains)
      case .noWord(let words): !parts.contains(where: words.contains)
      }
    guard let isApplied else {
      result.state = .unchecked("there is no number in it")
      return result
    }
    result.state = isApplied ? .applied(said) : .pending(said)
    return result
  }
}

extension [String] {
  fileprivate var numbers: [Double] {
    compactMap { word in
      ["max", "infinity", "unlimited"].contains(word) ? .infinity : Double(word)
    }
  }
}

extension String {
  /// The text as one word of a POSIX shell.
  public var shellQuoted: String {
    let plain = utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "_-./:=,@%+".utf8.contains(byte)
    }
    if plain, !isEmpty { return self }
    return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
