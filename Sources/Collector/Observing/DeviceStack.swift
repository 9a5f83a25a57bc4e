import KernelText
import Model

/// Which block devices lie on which.
struct DeviceStack {
  private var below: [String: [String]] = [:]
  /// The whole disks, by the names that the kernel counts their traffic under.
  private let disks: Set<String>

  /// Disks by name and what each device on top of others lies on.
  init(disks: Set<String>, below: [String: [String]]) {
    self.disks = disks
    self.below = below
  }

  /// The devices in which I/O to any of `names` ends; a name that is not known is its own end.
  func leaves(of names: [String]) -> Set<String> {
    var leaves: Set<String> = []
    var seen: Set<String> = []
    var waiting = names
    while let name = waiting.popLast() {
      let device = wholeDisk(name)
      guard seen.insert(device).inserted else { continue }
      if let parts = below[device], !parts.isEmpty {
        waiting += parts
      } else {
        leaves.insert(device)
      }
    }
    return leaves
  }

  /// The disk that `name` is a partition of, or `name` itself.
  private func wholeDisk(_ name: String) -> String {
    if disks.contains(name) { return name }
    var base = Substring(name)
    while let end = base.last, end.isASCII, end.isNumber { base.removeLast() }
    guard base.count < name.count else { return name }
    if base.last == "p", base.dropLast().last?.isNumber == true { base.removeLast() }
    return disks.contains(String(base)) ? String(base) : name
  }
}

extension Observer {
  /// The stack as far as the samples tell: `slaves` of mapped devices, the members of arrays.
  func deviceStack() -> DeviceStack {
    var below: [String: [String]] = [:]
    for name in last.order where name.hasPrefix("/sys/block/") && name.hasSuffix("/dev") {
      let parts = name.split(separator: "/").map(String.init)
      if parts.count == 6, parts[3] == "slaves" { below[parts[2], default: []].append(parts[4]) }
    }
    for array in parsed("/proc/mdstat", MDStat.init).value?.arrays ?? [] {
      below[array.name] = array.members.map(\.name)
    }
    let all = parsed("/proc/diskstats", DiskStats.parse).value ?? []
    let names = Set(all.map(\.name))
    let partitions = names.filter { Self.isPartition($0, of: names) }
    return DeviceStack(disks: names.subtracting(partitions), below: below)
  }
}
