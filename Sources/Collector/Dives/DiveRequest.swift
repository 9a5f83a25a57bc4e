public import Model

/// What a closer look is to read: the second, small list of probes.
///
/// Local collection and the probe script work by the same lists. Patterns are those of the shell.
public struct DiveRequest: Sendable {
  /// What was found wanting, or asked for.
  public var resources: Set<Resource>
  /// The processes whose threads are looked at, by their numbers.
  public var threadsOf: [Int]
  /// The processes whose page tables are summed up; it takes the kernel a second for each 100 GB.
  public var memoryOf: [Int]
  /// The mounts that are searched for files which grow: it takes a second and wakes the disk.
  public var growthOf: [String] = []
  /// Whether the names' servers are asked, as they are for the network anyway.
  public var asksResolvers = false
  /// Whether the files that are read are not those of whom the look is about, as the host's
  /// resolv.conf is not a container's.
  public var readsOthersFiles = false
  /// Seconds between the two samples.
  public var window = 0.8

  /// A look at `resources`.
  public init(_ resources: Set<Resource>, threadsOf: [Int] = [], memoryOf: [Int] = []) {
    self.resources = resources
    self.threadsOf = threadsOf
    self.memoryOf = memoryOf
  }

  /// Whether there is nothing that a closer look reads of them.
  public var isEmpty: Bool {
    counted.isEmpty && standing.isEmpty && commands.isEmpty
  }

  /// What this and `other` ask for of one machine.
  public func joined(_ other: DiveRequest) -> DiveRequest {
    var both = self
    both.resources.formUnion(other.resources)
    both.threadsOf += other.threadsOf.filter { !threadsOf.contains($0) }
    both.memoryOf += other.memoryOf.filter { !memoryOf.contains($0) }
    both.growthOf += other.growthOf.filter { !growthOf.contains($0) }
    both.asksResolvers = asksResolvers || other.asksResolvers
    both.window = max(window, other.window)
    return both
  }

  /// The same about the network alone, or about all else.
  public func about(network: Bool) -> DiveRequest {
    var part = self
    part.resources = resources.filter { ($0 == .network) == network }
    if network { (part.threadsOf, part.memoryOf, part.growthOf) = ([], [], []) }
    part.asksResolvers = asksResolvers && network
    return part
  }

  /// Read in both samples.
  var counted: [String] {
    threadsOf.flatMap { each(["stat", "schedstat"], of: "/proc/\($0)/task/[0-9]*") }
      + (resources.contains(.cpu) ? Self.idle.flatMap { each(["time", "usage"], of: $0) } : [])
  }

  /// Read in the last sample.
  var standing: [String] {
    var files = threadsOf.map { "/proc/\($0)/task/[0-9]*/wchan" }
    if resources.contains(.cpu) {
      files += Self.idle.map { "\($0)/name" }
      files += each(
        ["scaling_cur_freq", "scaling_max_freq", "cpuinfo_max_freq"],
        of: "\(HardwareProbes.processors)/cpufreq/policy[0-9]*")
    }
    files += memoryOf.map { "/proc/\($0)/smaps_rollup" }
    if resources.contains(.disk) {
      files += [
        Self.mounts, "/sys/block/*/dev", "/sys/block/*/*/dev", "/sys/block/*/slaves/*/dev",
        "/sys/block/loop*/loop/backing_file", "/sys/block/dm-*/dm/name", "/sys/block/dm-*/dm/uuid",
        "/sys/block/md*/md/level",
      ]
    }
    if wantsResolvers { files.append(Self.resolvers) }
    return files
  }

  /// Whether the names' servers are to be asked, and are those of whom the look is about.
  var wantsResolvers: Bool {
    (asksResolvers || resources.contains(.network)) && !readsOthersFiles
  }

  /// Run in the last sample, or in both where they are counted.
  var commands: [CommandProbe] {
    growthOf.map(Self.growingFiles) + (resources.contains(.disk) ? [Self.deletedFiles] : [])
      + (resources.contains(.network) ? [Self.connections, Self.listeners] : [])
      + (wantsResolvers ? [Self.resolverTime] : [])
      + (resources.contains(.cpu) && !threadsOf.isEmpty ? [Self.locks(threadsOf)] : [])
  }

  static let mounts = "/proc/self/mountinfo"
  static let resolvers = "/etc/resolv.conf"
  /// Of the first sixteen processors; the others are mostly alike.
  private static let idle = ["cpu[0-9]", "cpu1[0-5]"].map {
    "\(HardwareProbes.processors)/\($0)/cpuidle/state[0-9]*"
  }

  static let connections = CommandProbe(
    arguments: ["ss", "-tinH", "state", "established"], need: .path("/proc/net/tcp"), deadline: 2,
    isCounted: true)
  static let listeners = CommandProbe(
    arguments: ["ss", "-tlnpH"], need: .path("/proc/net/tcp"), deadline: 2)
  /// Asks for the servers of the root, which tells nobody what is looked for here.
  ///
  /// Twice: one question may be lost, and the first may find a server that has to ask others.
  static let resolverTime = CommandProbe(
    arguments: [
      "dig", "+tries=1", "+time=1", "+noall", "+comments", "+stats", ".", "NS",
    ], need: .resolvers, deadline: 1.5, isCounted: true, acceptsFailure: true)
  static let deletedFiles = CommandProbe(
    arguments: ["sh", "-c", String(decoding: PackageResources.deleted_sh, as: UTF8.self)],
    need: .path("/proc"), deadline: 2, title: "deleted files")

  static func locks(_ processes: [Int]) -> CommandProbe {
    let script = String(decoding: PackageResources.locks_sh, as: UTF8.self)
    return CommandProbe(
      arguments: ["sh", "-c", script, "sh"] + processes.map(String.init), need: .path("/proc"),
      deadline: 2, title: "lock waits")
  }

  static func growingFiles(_ mount: String) -> CommandProbe {
    let script = String(decoding: PackageResources.growing_sh, as: UTF8.self)
    return CommandProbe(
      arguments: ["sh", "-c", script, "sh", mount], need: .path("/proc"), deadline: 3,
      title: "\(growing) \(mount)")
  }

  /// What the names of those sections begin with.
  static let growing = "growing files"

  private func each(_ files: [String], of directory: String) -> [String] {
    files.map { "\(directory)/\($0)" }
  }
}
