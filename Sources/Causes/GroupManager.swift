import Model

/// A limit of a control group and what it is to become.
struct GroupLimit {
  let words: String
  /// The new value for people.
  let to: String?
  /// The options of `docker update` and of `pct set`, and the property of systemd.
  let docker: String?, pct: String?, property: String?
  /// The property of systemd that says how it stands, and what it has to be.
  let shown: String?
  let wanted: Setting.Wanted
  /// The file below the group's folder and what is written there: of version 2 and of version 1.
  let file: (name: String, value: String), old: (controller: String, name: String, value: String)?

  /// CPU time worth `processors`.
  static func cpu(_ processors: Double) -> GroupLimit {
    let period = 100_000.0
    return GroupLimit(
      words: "the CPU quota", to: Quantity(processors, .ratio).description + " processors",
      docker: "--cpus \(Quantity.fixed(processors, 1))",
      pct: "--cpulimit \(Quantity.fixed(processors, 1))",
      property: "CPUQuota=\(Quantity.fixed(processors * 100, 0))%", shown: "CPUQuotaPerSecUSec",
      wanted: .atLeast(processors * period),
      file: ("cpu.max", "\(Quantity.fixed(processors * period, 0)) 100000"),
      old: ("cpu", "cpu.cfs_quota_us", Quantity.fixed(processors * period, 0)))
  }

  /// Memory of `bytes`.
  static func memory(_ bytes: Double) -> GroupLimit {
    let size = Quantity.fixed(bytes, 0)
    return GroupLimit(
      words: "the memory limit", to: Quantity(bytes, .bytes).description,
      docker: "--memory \(size) --memory-swap \(size)",
      pct: "--memory \(Quantity.fixed(bytes / 1_048_576, 0))",
      property: "MemoryMax=\(size)", shown: "MemoryMax", wanted: .atLeast(bytes),
      file: ("memory.max", size), old: ("memory", "memory.limit_in_bytes", size))
  }

  /// `count` tasks.
  static func tasks(_ count: Double) -> GroupLimit {
    let text = Quantity.fixed(count, 0)
    return GroupLimit(
      words: "the limit of tasks", to: text, docker: "--pids-limit \(text)", pct: nil,
      property: "TasksMax=\(text)", shown: "TasksMax", wanted: .atLeast(count),
      file: ("pids.max", text), old: ("pids", "pids.max", text))
  }

  /// I/O of one device without a limit of this name, as io.max has it.
  static func io(device: String, name: String) -> GroupLimit {
    let old = [
      "rbps": "blkio.throttle.read_bps_device", "wbps": "blkio.throttle.write_bps_device",
      "riops": "blkio.throttle.read_iops_device", "wiops": "blkio.throttle.write_iops_device",
    ]
    return GroupLimit(
      words: "the I/O limit (\(name))", to: nil, docker: nil, pct: nil, property: nil, shown: nil,
      wanted: .word(["\(device) \(name)"]), file: ("io.max", "\(device) \(name)=max"),
      old: old[name].map { ("blkio", $0, "\(device) 0") })
  }
}

/// Who manages a control group, as its path tells.
enum GroupManager {
  case container(program: String, id: String), unit(String), lxc(String), pod, nobody

  init(of path: String, in place: Place) {
    if let workload = place.workload, workload.owns(group: path) {
      switch workload.kind {
      case .docker, .podman:
        self = .container(program: workload.kind.rawValue, id: workload.name)
        return
      case .lxc:
        self = .lxc(workload.name)
        return
      case .systemd:
        self = .unit(workload.name)
        return
      case .pod:
        self = .pod
        return
      case .vm: break
      }
    }
    if path.contains("kubepods") {
      self = .pod
    } else if let id = Self.id(in: path) {
      self = .container(program: path.contains("libpod") ? "podman" : "docker", id: id)
    } else if let lxc = path.split(separator: "/").first(where: { $0.hasPrefix("lxc.payload.") }) {
      self = .lxc(String(lxc.dropFirst("lxc.payload.".count)))
    } else if let unit = Self.unitName(of: path) {
      self = .unit(unit)
    } else {
      self = .nobody
    }
  }

  /// The innermost unit that the path at `path` names.
  static func unitName(of path: String) -> String? {
    path.split(separator: "/").reversed().map(String.init).first { part in
      [".service", ".slice", ".scope"].contains(where: part.hasSuffix)
        && !part.hasPrefix("docker-") && !part.hasPrefix("libpod-")
    }
  }

  /// The short number of the container whose group this is.
  private static func id(in path: String) -> String? {
    for part in path.split(separator: "/") where part.utf8.count >= 12 {
      let core = part.split { ".-".contains($0) }.first {
        $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit)
      }
      if let core { return String(core.prefix(12)) }
    }
    return nil
  }

  /// Whether a limit can be set while nothing runs in the group: it is kept elsewhere than in its files.
  var outlivesGroup: Bool {
    switch self {
    case .container, .lxc, .pod: true
    case .unit(let name): !name.hasSuffix(".scope")
    case .nobody: false
    }
  }

  /// How `limit` of the group at `path` is raised.
  func raise(_ limit: GroupLimit, of path: String, version: Int) -> (
    command: String?, undo: String, setting: Setting?, lasting: String?
  )? {
    let setting = file(limit, path, version).map {
      Setting("\($0.path) of the group", .file($0.path), limit.wanted)
    }
    switch self {
    case .container(let program, let id):
      guard let options = limit.docker else { break }
      return (
        "\(program) update \(options) \(id.shellQuoted)",
        "the same with the value that \(program) inspect \(id.shellQuoted) shows now", setting,
        "Start the container with \(options) from now on."
      )
    case .unit(let unit):
      guard let property = limit.property, let shown = limit.shown else { break }
      return (
        "systemctl set-property \(unit.shellQuoted) \(property)",
        "systemctl revert \(unit.shellQuoted)",
        Setting(
          "\(shown) of \(unit)", .command(["systemctl", "show", "-p", shown, "--", unit]),
          limit.wanted), nil
      )
    case .lxc(let id):
      guard let options = limit.pct else { break }
      return ("pct set \(id.shellQuoted) \(options)", "the same with the old value", setting, nil)
    case .pod:
      return (
        nil, "the old limits", setting,
        "Raise resources.limits in the pod's template: the kubelet writes the group anew."
      )
    case .nobody: break
    }
    guard let file = file(limit, path, version) else { return nil }
    return (
      "echo \(file.value.shellQuoted) >\(file.path.shellQuoted)",
      "write back what cat \(file.path.shellQuoted) shows now", setting, nil
    )
  }

  private func file(_ limit: GroupLimit, _ path: String, _ version: Int) -> (
    path: String, value: String
  )? {
    if version == 1 {
      return limit.old.map { ("/sys/fs/cgroup/\($0.controller)\(path)/\($0.name)", $0.value) }
    }
    return ("/sys/fs/cgroup\(path)/\(limit.file.name)", limit.file.value)
  }
}
