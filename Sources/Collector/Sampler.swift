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

  private let root: String
  private let tree: Tree
  private var processes: ProcessSampler
  private var counted: [String] = []
  private var standing: [String] = []
  private var groups: CgroupProbes?
  private(set) var drivers: [String] = []
  private var hardwareCuts: [String] = []
  private(set) var cards: [String] = []
  private let depth: Depth

  /// A sampler of the machine whose `/proc` and `/sys` lie below `root`.
  public init(root: String = "", depth: Depth = .full) {
    self.root = root
    self.depth = depth
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
      let hardware = HardwareProbes(root: root)
      counted += Probes.closeCounted + hardware.counted
      standing += Probes.closeStanding + hardware.standing
      hardwareCuts = hardware.cuts
      let entries = names(in: root + GPUProbes.directory) ?? []
      for card in entries.filter(GPUProbes.isCard).prefix(64) {
        cards += GPUProbes.files(of: card, root: root)
      }
    }
    for disk in names(in: root + "/sys/block") ?? [] {
      standing += Probes.disk(disk)
      if depth == .full { standing += Probes.queue(disk) }
    }
    for interface in tree.names(in: "/sys/class/net") ?? [] {
      let probes = Probes.interface(interface)
      counted += probes.counted
      standing += probes.standing
      if depth == .full { standing += Probes.interfaceKind(interface) }
      drivers += Probes.driver(interface)
    }
    if depth == .full {
      let storage = StorageProbes(root: root)
      counted += storage.counted
      standing += storage.standing
      drivers += storage.drivers
      let bonds = "/proc/net/bonding"
      standing += (names(in: root + bonds) ?? []).prefix(64).map { "\(bonds)/\($0)" }
    }
    var scratch = Sample(time: 0, wallTime: 0)
    let mounts = "/proc/mounts"
    if case .text(let range) = read(mounts, into: &scratch),
      let mounts = try? Mount.parse(Text(scratch.bytes, range))
    {
      groups = CgroupProbes(mounts: mounts, tree: tree, depth: depth)
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
    if depth == .full, isLive { sample.readClock() }
    processes.take(pass, into: &sample, since: first)
    if !isLive, let seconds = sample.uptime { sample.time = seconds }
    guard pass == .last else { return }
    for path in standing { sample.set(path, read(path, into: &sample)) }
    readPresent(groups?.standing ?? [], into: &sample)
    for (path, reading) in groups?.closed ?? [:] { sample.set(path, reading) }
    if depth == .full { for path in Probes.closeListings { list(path, into: &sample) } }
    if !isLive { for path in drivers + cards { sample.set(path, read(path, into: &sample)) } }
  }

  /// Adds the names in the directory at `path`, as ls(1) shows them.
  private func list(_ path: String, into sample: inout Sample) {
    guard let names = names(in: root + path) else {
      sample.set("ls \(path)", .failed(errno))
      return
    }
    let shown = names.filter { !$0.hasPrefix(".") }.prefix(1000)
    sample.add("ls \(path)", shown.map { $0.utf8.map { $0 < 0x20 ? 0x3F : $0 } + [0x0A] }.joined())
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
    var cuts = hardwareCuts
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
