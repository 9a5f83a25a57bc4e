import KernelText
import Model
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads a machine's files into samples.
///
/// Paths are found once and buffers are used again, so that one more sample allocates nothing
/// that the one before did not.
public struct Sampler: ~Copyable {
  /// Whether a sample is followed by another; only the last has what merely stands.
  public enum Pass: Sendable { case first, last }

  private let tree: Tree
  private var processes: ProcessSampler
  private var counted: [String] = []
  private var standing: [String] = []
  private var groups: CgroupProbes?
  private(set) var drivers: [String] = []

  /// A sampler of the machine whose `/proc` and `/sys` lie below `root`.
  public init(root: String = "", depth: Depth = .full) {
    let descriptor = open(root.isEmpty ? "/" : root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    tree = Tree(descriptor: descriptor, isLive: root.isEmpty)
    processes = ProcessSampler(
      tree: Tree(descriptor: tree.open("/proc", O_DIRECTORY), isLive: root.isEmpty), depth: depth)
    discover(depth)
  }

  deinit { close(tree.descriptor) }

  /// Whether the machine's own `/proc` is read, not a copy of another's.
  var isLive: Bool { tree.isLive }

  /// Finds the disks, interfaces and control groups.
  private mutating func discover(_ depth: Depth) {
    counted = Probes.counted
    standing = Probes.standing
    if depth == .full {
      counted += Probes.closeCounted
      standing += Probes.closeStanding
    }
    for disk in tree.names(in: "/sys/block") ?? [] { standing += Probes.disk(disk) }
    for interface in tree.names(in: "/sys/class/net") ?? [] {
      let probes = Probes.interface(interface)
      counted += probes.counted
      standing += probes.standing
      drivers += Probes.driver(interface)
    }
    var scratch = Sample(time: 0, wallTime: 0)
    let mounts = "/proc/mounts"
    if case .text(let range) = read(mounts, into: &scratch),
      let mounts = try? Mount.parse(Text(scratch.bytes, range))
    {
      groups = CgroupProbes(mounts: mounts, tree: tree)
    }
  }

  /// Takes a sample into `sample`, whose room is used again.
  ///
  /// `first` is the sample that the window began with; what changed since decides which processes
  /// are worth a closer look.
  public mutating func take(_ pass: Pass, into sample: inout Sample, since first: Sample?) {
    sample.reset(Sample(time: whyslow_boot_time(), wallTime: whyslow_wall_time()))
    // The counters first, while the clock above is still right: how long the processes take
    // differs between the two samples.
    for path in counted { sample.set(path, read(path, into: &sample)) }
    readPresent(groups?.counted ?? [], into: &sample)
    processes.take(pass, into: &sample, since: first)
    if !isLive, let seconds = sample.uptime { sample.time = seconds }
    guard pass == .last else { return }
    for path in standing { sample.set(path, read(path, into: &sample)) }
    readPresent(groups?.standing ?? [], into: &sample)
    for (path, reading) in groups?.closed ?? [:] { sample.set(path, reading) }
    if !isLive { for path in drivers { sample.set(path, read(path, into: &sample)) } }
  }

  private func readPresent(_ paths: [String], into sample: inout Sample) {
    for path in paths {
      let reading = read(path, into: &sample)
      if case .failed(.missing, _) = reading { continue }
      sample.set(path, reading)
    }
  }

  private func read(_ path: String, into sample: inout Sample) -> Reading {
    sample.read(path, in: tree)
  }

  /// How many control groups are read.
  var groupCount: Int { groups?.count ?? 0 }

  /// What was left out to keep the sample bounded, for the facts of the collection.
  var cuts: [String] {
    var cuts: [String] = []
    if let cut = groups?.cut, cut > 0 {
      cuts.append("\(cut) of \(cut + CgroupProbes.limit) cgroups")
    }
    if processes.cut > 0 { cuts.append("\(processes.cut) processes") }
    return cuts
  }

  /// The paths that one sample of `pass` opened, for the benchmark's reference.
  public static func paths(of sample: Sample) -> [String] {
    var paths = sample.order.filter { $0.hasPrefix("/") }
    for process in sample.processes {
      for file in ProcessFile.allCases where process[file] != nil {
        paths.append("/proc/\(process.pid)/\(file.name)")
      }
    }
    return paths
  }
}

extension Sample {
  fileprivate var uptime: Double? {
    guard case .success(let text) = text("/proc/uptime") else { return nil }
    return try? UptimeText(text).seconds
  }
}
