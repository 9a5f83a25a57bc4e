import KernelText
import Model

/// The POSIX shell script that reads a machine whose files we cannot open ourselves.
///
/// It is made from the list of probes that local collection uses, and prints a recording. All that
/// differs from run to run stands before the body as quoted data.
public struct ProbeScript: Sendable {
  /// Seconds between the two samples.
  public var window: Double
  /// Seconds after which it ends itself, whatever it waits for.
  public var deadline: Double
  /// Whether its input stays open while somebody waits for it, and its end is the script's too.
  public var watchesInput: Bool
  /// Whether it compresses what it prints, where it can.
  public var compresses: Bool
  /// The product's version, kept with the recording.
  public var version: String
  /// A word that stands in no file, by which the script tells its own lines.
  let mark: String

  /// A script that reads over `window` seconds.
  public init(
    window: Double, watchesInput: Bool = true, compresses: Bool = true, version: String
  ) {
    self.window = window
    deadline = window + 10
    self.watchesInput = watchesInput
    self.compresses = compresses
    self.version = version
    var generator = SystemRandomNumberGenerator()
    mark = "whyslow-\(String(generator.next() as UInt64, radix: 36))"
  }

  /// The script, which sh(1) reads from its input.
  public var text: String {
    let values: [(String, String)] = [
      ("window", String(Int(window * 100))), ("seconds", Quantity.fixed(window, 2)),
      ("deadline", String(Int(deadline.rounded(.up)))), ("mark", mark),
      ("limit", String(fileLimit)), ("group_limit", String(CgroupProbes.limit)),
      ("process_limit", "400"), ("version", version), ("watch", watchesInput ? "1" : "0"),
      ("compress", compresses ? "1" : "0"),
      ("without_room", Mount.virtualTypes.sorted().joined(separator: " ")),
      ("remote", Mount.remoteTypes.sorted().joined(separator: " ")),
      ("counted", lines(Probes.counted + Probes.closeCounted + Probes.interface("*").counted)),
      (
        "standing",
        lines(
          Probes.standing + Probes.closeStanding + Probes.interface("*").standing
            + Probes.driver("*") + Probes.disk("*"))
      ),
      ("group_files", lines(CgroupHierarchy.table)),
    ]
    let head = values.map { "\($0)=\(Self.quoted($1))\n" }.joined()
    // The shell is to know all of it before it starts, since it reads it from its input.
    return "{\n" + head + asking("ask_counted", counted: true)
      + asking("ask_standing", counted: false)
      + String(decoding: PackageResources.probe_sh, as: UTF8.self) + "exit 0\n}\n"
  }

  private func lines(_ list: [String]) -> String { list.joined(separator: "\n") }

  /// A function that asks the commands, each where what it tells about exists.
  private func asking(_ name: String, counted: Bool) -> String {
    let commands = CommandProbes.all.filter { $0.isCounted == counted }
    return "\(name)() {\n  :\n" + commands.map(\.asked).joined() + "}\n"
  }

  /// `text` as one word of the shell.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}

extension CommandProbe {
  /// The line of the script that asks it.
  fileprivate var asked: String {
    let words = arguments.map(ProbeScript.quoted).joined(separator: " ")
    let condition = needs.map { "[ -e \(ProbeScript.quoted($0)) ]" }.joined(separator: " || ")
    let ask = "ask \(Int(deadline.rounded(.up))) \(words)\n"
    return condition.isEmpty ? "  \(ask)" : "  if \(condition); then \(ask)  fi\n"
  }
}
