import KernelText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The control groups of a machine and the files that are read of each.
///
/// A file that a group does not have is passed over without a word: a group has only the files of
/// its controllers.
struct CgroupProbes {
  /// The most groups that are read; a machine with more is told so in the report.
  static let limit = 1000

  private(set) var counted: [String] = []
  private(set) var standing: [String] = []
  /// How many groups were left out.
  private(set) var cut = 0
  /// The hierarchies that cannot be listed, and why.
  private(set) var closed: [String: Reading] = [:]
  /// How many groups are read.
  private(set) var count = 0

  /// The groups of the hierarchies in `mounts`, whose paths are those of `tree`; the triage looks
  /// at their processor time and traffic only.
  init(mounts: [Mount], tree: Tree, depth: Depth) {
    var seen = 0
    for hierarchy in CgroupHierarchy.all(mounts) {
      let counted = hierarchy.countedFiles(depth), standing = hierarchy.standingFiles(depth)
      guard !counted.isEmpty else { continue }
      if let reading = Self.closed(hierarchy.mountPoint, tree) {
        closed[hierarchy.mountPoint] = reading
        continue
      }
      var waiting = [hierarchy.mountPoint]
      while let directory = waiting.popLast() {
        if directory != hierarchy.mountPoint {
          seen += 1
          guard seen <= Self.limit else {
            cut += 1
            continue
          }
          count += 1
          self.counted += counted.map { "\(directory)/\($0)" }
          self.standing += standing.map { "\(directory)/\($0)" }
        }
        let children = tree.names(in: directory, areDirectories: true) ?? []
        waiting += children.reversed().map { "\(directory)/\($0)" }
      }
    }
  }

  private static func closed(_ path: String, _ tree: Tree) -> Reading? {
    let descriptor = tree.open(path, O_DIRECTORY)
    guard descriptor >= 0 else { return .failed(errno) }
    defer { close(descriptor) }
    return faccessat(descriptor, ".", X_OK, 0) == 0 ? nil : .failed(errno)
  }
}

/// A mounted cgroup hierarchy.
struct CgroupHierarchy {
  let mountPoint: String
  /// 1 or 2.
  let version: Int
  /// Of v1, the controllers that are used here.
  let controllers: Set<String>

  private static let used: Set<String> = ["cpu", "cpuacct", "memory", "blkio", "pids"]

  /// The most hierarchies that are read; a machine has one, or one for each controller.
  private static let limit = 64

  /// The hierarchies in `mounts` that have anything to read.
  static func all(_ mounts: [Mount]) -> [CgroupHierarchy] {
    var points: Set<String> = []
    let all = mounts.compactMap { mount -> CgroupHierarchy? in
      guard mount.type == "cgroup2" || mount.type == "cgroup",
        points.insert(mount.point).inserted
      else { return nil }
      let controllers = used.intersection(mount.options)
      if mount.type == "cgroup", controllers.isEmpty { return nil }
      return CgroupHierarchy(
        mountPoint: mount.point, version: mount.type == "cgroup2" ? 2 : 1,
        controllers: controllers)
    }
    return Array(all.prefix(limit))
  }

  /// Of v2, what is counted, and what only stands.
  private static let unified = (
    counted: [
      "cpu.stat", "cpu.pressure", "memory.current", "memory.events", "memory.pressure",
      "io.stat", "io.pressure", "pids.events",
    ],
    standing: [
      "cpu.max", "memory.max", "memory.high", "memory.swap.current", "memory.stat", "io.max",
      "pids.current", "pids.max",
    ]
  )

  /// Of v1, the same by controller.
  private static let countedByController = [
    "cpu": ["cpu.stat"], "cpuacct": ["cpuacct.usage"],
    "memory": ["memory.usage_in_bytes", "memory.failcnt", "memory.oom_control"],
    "blkio": ["blkio.throttle.io_service_bytes", "blkio.throttle.io_serviced"],
    "pids": ["pids.events"],
  ]
  private static let standingByController = [
    "cpu": ["cpu.cfs_quota_us", "cpu.cfs_period_us"],
    "memory": ["memory.limit_in_bytes", "memory.stat"],
    "blkio": [
      "blkio.throttle.read_bps_device", "blkio.throttle.write_bps_device",
      "blkio.throttle.read_iops_device", "blkio.throttle.write_iops_device",
    ],
    "pids": ["pids.current", "pids.max"],
  ]

  /// Of these, what the triage reads.
  private static let triage: Set = [
    "cpu.stat", "cpu.max", "io.stat", "cpuacct.usage", "cpu.cfs_quota_us", "cpu.cfs_period_us",
    "blkio.throttle.io_service_bytes", "blkio.throttle.io_serviced",
  ]

  func countedFiles(_ depth: Depth) -> [String] {
    files(Self.unified.counted, Self.countedByController, depth)
  }

  func standingFiles(_ depth: Depth) -> [String] {
    files(Self.unified.standing, Self.standingByController, depth)
  }

  private func files(
    _ unified: [String], _ byController: [String: [String]], _ depth: Depth
  ) -> [String] {
    let all = version == 2 ? unified : controllers.sorted().flatMap { byController[$0] ?? [] }
    return depth == .full ? all : all.filter(Self.triage.contains)
  }

  /// What is read of every group, for the script: `counted 2 FILE…`, `standing memory FILE…`.
  static var table: [String] {
    func lines(_ word: String, _ unified: [String], _ legacy: [String: [String]]) -> [String] {
      ([("2", unified)] + legacy.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }).map {
        "\(word) \($0.0) \($0.1.joined(separator: " "))"
      }
    }
    return lines("counted", unified.counted, countedByController)
      + lines("standing", unified.standing, standingByController)
  }
}
