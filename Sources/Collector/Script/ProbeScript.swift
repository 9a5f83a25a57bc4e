import KernelText
public import Model

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
  /// What runs on the machine and is to be told of too.
  public var workloads: [Workload] = []
  /// What a closer look wants, where one is taken.
  var closer = DiveRequest([])
  /// What of the place it runs in is read.
  public var scope = Scope.machine
  /// A word that stands in no file, by which the script tells its own lines.
  let mark: String

  /// What of a place is read.
  public enum Scope: String, Sendable {
    /// All there is.
    case machine = "main"
    /// What a container has of its own: network, filesystems and services.
    case inside
    /// The network namespace that the script was put into, from without the container.
    case network
    /// What a closer look wants, and nothing else.
    case dive
  }

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

  /// A script that takes the closer look that `closer` asks for.
  public init(
    closer: DiveRequest, watchesInput: Bool = true, compresses: Bool = true, version: String
  ) {
    self.init(
      window: closer.window, watchesInput: watchesInput, compresses: compresses, version: version)
    self.closer = closer
    scope = .dive
    // Where it is needed most the machine has no time for it.
    deadline = closer.window + 8
  }

  /// What the script prints first, where it does not compress it.
  public static let beginning = "\(Recording.signature)\n\(Recording.promise)\n-- sample 1 at "

  /// The script as it is sent: without comments and indentation, since every ten kilobytes or so
  /// wait for another answer from the target.
  public var brief: [UInt8] {
    var lines: [UInt8] = []
    for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let line = line.drop { $0 == 0x20 }
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      lines += line
      lines.append(0x0A)
    }
    return lines
  }

  /// The script, which sh(1) reads from its input.
  public var text: String {
    let settings: [(String, String)] = [
      ("window", String(Int(window * 100))), ("seconds", Quantity.fixed(window, 3)),
      ("deadline", String(Int(deadline.rounded(.up)))), ("mark", mark), ("version", version),
      ("watch", watchesInput ? "1" : "0"), ("compress", compresses ? "1" : "0"),
      ("reads", scope.rawValue),
    ]
    let lists = scope == .machine ? Self.lists : Self.lists.map { own($0) }
    let head = (settings + lists).map { "\($0)=\(Self.quoted($1))\n" }.joined()
    // The shell is to know all of it before it starts, since it reads it from its input.
    return "{\n" + head + functions + telling
      + String(decoding: PackageResources.probe_sh, as: UTF8.self) + "exit 0\n}\n"
  }

  /// A function that asks about the workloads.
  private var telling: String {
    let asked = workloads.map { CommandProbe.telling(of: $0).asked }
    return "ask_workloads() {\n  :\n\(Self.sideBySide(asked[...]))}\n"
  }

  /// What runs all of `commands` at the same time and prints what they say one after the other: of many
  /// workloads none is to wait for its manager's answers about those before it.
  private static func sideBySide(_ commands: ArraySlice<String>) -> String {
    guard commands.count > 1, let first = commands.first else { return commands.joined() }
    return "{\n\(first)} | {\nrest=$({\n\(sideBySide(commands.dropFirst()))} </dev/null)\ncat\n"
      + "printf '%s\\n' \"$rest\"\n}\n"
  }

  /// The bounds and lists that local collection has too.
  private static let lists: [(String, String)] = [
    ("limit", String(fileLimit)), ("group_limit", String(CgroupProbes.limit)),
    ("processor_limit", String(HardwareProbes.processorLimit)),
    ("process_places", String(ProcessRanks.places)),
    ("disk_limit", String(StorageCommands.diskLimit)),
    ("counted", lines(FilePatterns.counted)), ("standing", lines(FilePatterns.standing)),
    ("counted_instead", lines(FilePatterns.countedInstead.map { "\($0) \($1)" })),
    ("standing_instead", lines(FilePatterns.standingInstead.map { "\($0) \($1)" })),
    ("standing_of_each", lines(FilePatterns.standingOfEach.map { "\($0) \($1)" })),
    ("drivers", lines(FilePatterns.drivers)), ("listings", lines(Probes.closeListings)),
    ("group_files", lines(CgroupHierarchy.table)),
    ("amd_files", lines(GPUProbes.amd(["hwmon*"]))), ("intel_files", lines(GPUProbes.intel)),
    ("without_room", Mount.virtualTypes.sorted().joined(separator: " ")),
    ("remote", Mount.remoteTypes.sorted().joined(separator: " ")),
    ("asked_names", lines(MaintenanceProgram.askedNames.sorted())),
    ("asked_prefixes", lines(MaintenanceProgram.askedPrefixes)),
  ]

  /// What is asked of commands in a place, and what their conditions need.
  private var functions: String {
    let commands =
      switch scope {
      case .machine: CommandProbes.all
      case .inside: ServiceProbes.all
      case .network: [CommandProbe]()
      case .dive: closer.commands
      }
    return asking("ask_counted", commands, counted: true)
      + asking("ask_standing", commands, counted: false) + Self.names
  }

  /// A list with the files alone that are about a container's own.
  private func own(_ list: (String, String)) -> (String, String) {
    switch list.0 {
    case "counted" where scope == .dive: return (list.0, Self.lines(closer.counted))
    case "standing" where scope == .dive: return (list.0, Self.lines(closer.standing))
    case "counted", "standing":
      let files = Self.networkFiles + (scope == .inside ? Self.insideFiles : [])
      let own = list.1.split(separator: "\n").filter { path in
        files.contains { path.hasPrefix($0) }
      }
      return (list.0, own.joined(separator: "\n"))
    case "group_files": return (list.0, "")
    default: return list
    }
  }

  private static let networkFiles = ["/proc/net/", "/proc/sys/net/", "/proc/uptime"]
  private static let insideFiles = ["/sys/class/net/", "/proc/mounts", "/proc/sys/kernel/hostname"]

  /// Which disks' names say that they are none.
  private static let names =
    beginning("is_hypervisor", DiskNames.hypervisors) + beginning("is_cloud", DiskNames.clouds)
    + beginning("is_array", DiskNames.arrays)

  private static func lines(_ list: [String]) -> String { list.joined(separator: "\n") }

  /// A function that asks the commands, each where what it tells about exists.
  private func asking(
    _ name: String, _ commands: [CommandProbe], counted: Bool
  ) -> String {
    // The kernel answers these at once; local collection asks it itself.
    let network = [
      (NetworkReads.listeners, NetworkReads.listenersAlone),
      (NetworkReads.disciplines, NetworkReads.disciplines),
    ].map { name, command in
      let words = command.split(separator: " ").map { Self.quoted(String($0)) }
      return "  ask 0 0 \(Self.quoted(name)) \(words.joined(separator: " "))\n"
    }
    let asked = commands.filter { $0.isCounted == counted }
    return "\(name)() {\n  :\n" + (counted && scope != .dive ? network : []).joined()
      + asked.map(\.asked).joined() + "}\n"
  }

  /// A function that succeeds where its argument begins with one of `prefixes`.
  private static func beginning(_ name: String, _ prefixes: [String]) -> String {
    let patterns = prefixes.map { quoted($0) + "*" }.joined(separator: " | ")
    return "\(name)() {\n  case $1 in \(patterns)) return 0 ;; esac\n  return 1\n}\n"
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
    let seconds = Int(deadline.rounded(.up))
    let ask = needsRoot ? "ask_root" : "ask"
    let accepts = acceptsFailure ? 1 : 0
    let command = "\(ask) \(seconds) \(accepts) \(ProbeScript.quoted(name)) \(words)"
    switch need {
    case .path(let path): return "  [ ! -e \(ProbeScript.quoted(path)) ] || \(command)\n"
    case .healthyPools: return "  ! pools_answer || \(command)\n"
    case .mappedVolume: return "  ! can_run_full || \(command)\n"
    // Each is asked as root, and its failing is an answer.
    case .disks: return "  each_disk \(seconds) \(words)\n"
    case .resolvers: return "  each_resolver \(seconds) \(words)\n"
    }
  }
}
