import KernelText
import Model

extension Observer {
  /// Every control group whose files are in the recording, and why there may be more.
  func cgroups() -> (groups: Measured<[Cgroup]>, gap: Gap?) {
    if let cut { return (.failure(cut), cut) }
    var gap = facts.cuts.first { $0.hasSuffix("cgroups") }.map { leftOut($0) }
    let groups = parsed("/proc/mounts", Mount.parse).flatMap { mounts -> Measured<[Cgroup]> in
      let hierarchies = CgroupHierarchy.all(mounts)
      let files = groupFiles(hierarchies)
      // A hierarchy that may not be listed, or whose files were lost on the way, is not empty.
      let closed = hierarchies.lazy.compactMap { hierarchy in self.closed(hierarchy.mountPoint) }
        .first
      if files.isEmpty, let closed { return .failure(closed) }
      if files.isEmpty, facts.groups > 0 {
        return .failure(Gap(.missing, "/sys/fs/cgroup", "its groups were not read"))
      }
      gap = gap ?? closed
      if files.count > CgroupProbes.limit {
        gap = leftOut("more than \(CgroupProbes.limit) cgroups")
      }
      return .success(
        files.sorted { $0.key < $1.key }.prefix(CgroupProbes.limit).map { key, files in
          GroupObserver(observer: self, files: files).group(key)
        })
    }
    return (groups, gap)
  }

  /// The controllers of the hierarchies of version 1.
  var oldControllers: Set<String> {
    let mounts = parsed("/proc/mounts", Mount.parse).value ?? []
    return CgroupHierarchy.all(mounts).filter { $0.version == 1 }
      .reduce(into: []) { $0.formUnion($1.controllers) }
  }

  /// The section of each file of each group.
  private func groupFiles(_ hierarchies: [CgroupHierarchy]) -> [GroupKey: [String: String]] {
    var groups: [GroupKey: [String: String]] = [:]
    for name in last.order where hierarchies.contains(where: { name.hasPrefix($0.mountPoint) }) {
      guard let (key, file) = Self.locate(name, in: hierarchies) else { continue }
      groups[key, default: [:]][file] = name
    }
    return groups
  }

  private func closed(_ mountPoint: String) -> Gap? {
    guard last.has(mountPoint) else { return nil }
    return last.text(mountPoint).gap
  }

  /// Which group and file of it the section `name` is.
  private static func locate(_ name: String, in hierarchies: [CgroupHierarchy]) -> (
    GroupKey, String
  )? {
    let inside = hierarchies.filter { name.hasPrefix($0.mountPoint + "/") }
    // With a mixed layout the v2 tree may lie below the mount point of another.
    guard let hierarchy = inside.max(by: { $0.mountPoint.count < $1.mountPoint.count }),
      let slash = name.lastIndex(of: "/")
    else { return nil }
    let directory = name[..<slash]
    guard directory.count > hierarchy.mountPoint.count else { return nil }
    let path = String(directory.dropFirst(hierarchy.mountPoint.count))
    return (
      GroupKey(path: path, version: hierarchy.version), String(name[name.index(after: slash)...])
    )
  }
}

/// A group is one path of one kind of hierarchy; the controllers of v1 come together in it.
struct GroupKey: Hashable, Comparable {
  let path: String
  let version: Int

  static func < (left: GroupKey, right: GroupKey) -> Bool {
    (left.path, left.version) < (right.path, right.version)
  }
}

/// A file of a group's named counters, in both samples.
struct GroupGrowth {
  let before: KeyValues
  let after: KeyValues
  let source: String

  /// By how much the counter `name` grew.
  func count(_ name: String) -> Measured<Double> {
    Observer.growth(of: name, before, after, in: source)
      ?? .failure(Gap(.missing, name, "this kernel does not count it for a group"))
  }
}

/// Computes the numbers of one group.
struct GroupObserver {
  let observer: Observer
  /// The section of each file by its name.
  let files: [String: String]

  func group(_ key: GroupKey) -> Cgroup {
    Cgroup(
      path: key.path, version: key.version, cpu: key.version == 2 ? cpuV2() : cpuV1(),
      memory: key.version == 2 ? memoryV2() : memoryV1(),
      io: key.version == 2 ? ioV2() : ioV1(), pids: pids(),
      cpuPressure: pressure("cpu.pressure"), memoryPressure: pressure("memory.pressure"),
      ioPressure: pressure("io.pressure"))
  }

  var seconds: Double { observer.seconds }

  private func section(_ file: String) -> String { files[file] ?? file }

  func pressure(_ file: String) -> Measured<Pressure> {
    guard let name = files[file] else {
      return .failure(Gap(.missing, file, "no group here has the file"))
    }
    return observer.pressure(name)
  }

  func parsed<Value>(_ file: String, _ parse: (Text) throws(Malformed) -> Value) throws(Gap)
    -> Value
  {
    try observer.parsed(section(file), parse).get()
  }

  /// Whether the group has the file at all.
  func has(_ file: String) -> Bool { files[file] != nil }

  func limit(_ file: String) throws(Gap) -> Double? {
    guard has(file) else { return nil }
    return try parsed(file, LimitText.init).value.map { Double($0) }
  }

  /// The growth of each counter in a file of named numbers.
  func growth(_ file: String) -> Measured<GroupGrowth> {
    observer.interval(section(file), KeyValues.init) { (before, after) throws(Gap) in
      GroupGrowth(before: before, after: after, source: section(file))
    }
  }

  /// The number called `name` in `memory.stat`; nil where the kernel does not give it.
  func number(_ name: String, _ stat: KeyValues) throws(Gap) -> Double? {
    guard let value = stat[name] else {
      if stat.isDamaged(name) {
        throw Gap(.malformed, section("memory.stat"), "\(name) was cut or is no number")
      }
      return nil
    }
    return Double(value)
  }

  /// The growth of a counter in a file of its own.
  func growthOfNumber(_ file: String) -> Measured<Double> {
    observer.interval(section(file), Observer.number) { (before, after) throws(Gap) in
      guard after >= before else { throw Gap(.noInterval, section(file), "it went backwards") }
      return after - before
    }
  }

  private func pids() -> Measured<Cgroup.Pids> {
    do throws(Gap) {
      let refused: Measured<Double> = growth("pids.events").flatMap { $0.count("max") }
      return .success(
        Cgroup.Pids(
          current: try parsed("pids.current", Observer.number), limit: try limit("pids.max"),
          refused: refused))
    } catch { return .failure(error) }
  }
}
