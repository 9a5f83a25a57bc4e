import Collector
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Trees of proc and sys that no kernel would show, read as a machine would be.
enum HugeTrees {
  /// Two samples of 64 MiB at most, read into room that doubles.
  private static let most: @Sendable (Int) -> Int = { _ in 256 << 20 }

  static let all: [ScaleCase] = [
    ScaleCase(name: "tree-100MB-files", mostMemory: most) { try hugeFiles($0.place) },
    ScaleCase(name: "tree-cgroups", mostMemory: most) { try many($0.place, groups: 50_000) },
    ScaleCase(name: "tree-processes", mostMemory: most) { try many($0.place, processes: 34_000) },
    ScaleCase(name: "tree-devices", mostMemory: most) { try many($0.place, devices: 10_000) },
    ScaleCase(name: "tree-hostile", mostMemory: most) { try hostile($0.place) },
  ]

  /// Every file that is read is one of 100 MB.
  private static func hugeFiles(_ place: String) throws -> ScaleCase.Outcome {
    let tree = try FakeTree(place)
    try tree.small()
    let paths = tree.pathsAskedFor()
    let huge = "\(place)/huge"
    try tree.write(Array("cpu0 1 2 3 4 5 6 7 8 9 10 11\n".utf8), times: 3_500_000, to: huge)
    for path in paths where path != "/proc/mounts" { try tree.replace(path, with: huge) }
    return tree.outcome("\(paths.count) files of 100 MB", isUnreadable: true)
  }

  private static func many(
    _ place: String, groups: Int = 0, processes: Int = 0, devices: Int = 0
  ) throws -> ScaleCase.Outcome {
    let tree = try FakeTree(place)
    try tree.small()
    for group in 0..<groups {
      try tree.file("/sys/fs/cgroup/pods/\(group)/pids.max", "100\n")
    }
    for pid in 2..<(processes + 2) {
      try tree.file("/proc/\(pid)/stat", FakeTree.stat(pid))
    }
    for device in 0..<devices {
      try tree.file("/sys/block/sd\(device)/queue/rotational", "1\n")
      try tree.file("/sys/class/net/eth\(device)/operstate", "up\n")
      try tree.file("/sys/devices/system/cpu/cpu\(device)/topology/core_id", "1\n")
    }
    return tree.outcome("\(groups + processes + devices) of them")
  }

  /// Pipes, directories, links in circles and out of the tree, and odd names in the place of files.
  private static func hostile(_ place: String) throws -> ScaleCase.Outcome {
    let tree = try FakeTree(place)
    try tree.small()
    var words = 0
    for (number, path) in tree.pathsAskedFor().enumerated() where path != "/proc/mounts" {
      switch number % 6 {
      case 0: try tree.pipe(path)
      case 1: try tree.directory(path)
      case 2: try tree.link(path, to: path)
      case 3: try tree.link(path, to: "../../../../../../../../../../etc/passwd")
      case 4: try tree.link(path, to: "/dev/zero")
      default: try tree.file(path, "\u{1B}[31m\n-- /proc/stat --\n\0\n", mode: 0)
      }
      words += 1
    }
    for name in ["a\nb", "a -- x", "\u{1B}[2J", "a --", String(repeating: "y", count: 250)] {
      try tree.file("/sys/fs/cgroup/\(name)/pids.max", "1\n")
      try tree.directory("/sys/class/net/\(name)")
      try tree.directory("/sys/block/\(name)")
    }
    var deep = "/sys/fs/cgroup"
    for _ in 0..<400 { deep += "/deeper" }
    try? tree.file(deep + "/pids.max", "1\n")
    try tree.link("/sys/fs/cgroup/loop", to: "..")
    return tree.outcome("\(words) files that are none")
  }
}
