/// What a machine tells of something that runs on it, in the words of whyslow's own script.
///
/// ```
/// state running oom-killed false exit 0 restarts 2
/// id 82b0450ee9fe
/// neighbour 4f1c9a greedy
/// neighbour pid-1201 117 web
/// config memory 2048
/// pid 4621
/// cgroup 4:memory:/libpod_parent/libpod-82b0
/// cgroup 0::/libpod_parent/libpod-82b0
/// process 4621
/// end
/// ```
public struct WorkloadText: Sendable, Hashable {
  /// The manager's words for its state, each with its value: `oom-killed` `false`.
  public var state: [String: String] = [:]
  /// What else the manager runs: how it is called there, and by people.
  public var neighbours: [Neighbour] = []
  /// What it was given, by the manager's own names.
  public var config: [String: UInt64] = [:]
  /// Its first process.
  public var pid: UInt64?
  /// How its manager calls it where that is part of its group's path.
  public var id: String?
  /// Its control groups.
  public var groups = ProcessCgroups(Text(""))
  /// Its processes.
  public var processes: Set<UInt64> = []

  /// Another one of the same manager.
  public struct Neighbour: Sendable, Hashable {
    /// How the manager calls it, and what people call it.
    public var key: String, name: String
  }

  /// The lines of `text`; throws where they name no state, no process and no group, or where their
  /// end is lost.
  public init(_ text: Text) throws(Malformed) {
    let lines = Array(text.lines)
    guard lines.last?.string == "end" else { throw Malformed("its end is lost") }
    for line in lines {
      let words = line.words
      guard let word = words.first?.string, words.count > 1 else { continue }
      switch word {
      case "state":
        state["state"] = words[1].string
        for index in stride(from: 2, to: words.count - 1, by: 2) {
          state[words[index].string] = words[index + 1].string
        }
      case "neighbour":
        let name = words.dropFirst(2).map(\.string).joined(separator: " ")
        let key = words[1].string
        neighbours.append(Neighbour(key: key, name: name.isEmpty ? key : name))
      case "config": config[words[1].string] = words.count > 2 ? words[2].number : nil
      case "id": id = words[1].string
      case "pid": pid = words[1].number ?? pid
      case "process": if let number = words[1].number { processes.insert(number) }
      case "cgroup": take(line.slice(word.utf8.count + 1, line.count))
      // A later script may tell more.
      default: break
      }
    }
    guard pid != nil || !paths.isEmpty || !state.isEmpty else {
      throw Malformed("no state, no process and no group")
    }
  }

  private mutating func take(_ line: Text) {
    let parts = line.string.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return }
    for controller in parts[1].split(separator: ",") {
      groups.byController[String(controller)] = String(parts[2])
    }
    if parts[1].isEmpty { groups.unified = String(parts[2]) }
  }

  /// The paths of its groups in all hierarchies, the root left out.
  public var paths: Set<String> {
    Set(groups.byController.values).union([groups.unified].compactMap { $0 }).subtracting(["/"])
  }
}
