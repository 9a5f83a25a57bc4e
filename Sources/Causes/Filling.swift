import Model

extension Case {
  /// `command` with the names of this case in the places of the words that stand for them.
  ///
  /// Where a name is not known the word stays, and tells the reader what to put there.
  func filled(_ command: String) -> String {
    var result = ""
    var word = ""
    func flush() {
      result += name(for: word) ?? word
      word = ""
    }
    for scalar in placed(command).unicodeScalars {
      if ("A"..."Z").contains(scalar) {
        word.unicodeScalars.append(scalar)
      } else {
        if !word.isEmpty { flush() }
        result.unicodeScalars.append(scalar)
      }
    }
    flush()
    return result
  }

  /// `command` with the files of the group where its version of control groups has them.
  private func placed(_ command: String) -> String {
    let folder = "/sys/fs/cgroup/GROUP/"
    return command.split(separator: " ", omittingEmptySubsequences: false).map { word in
      guard let group, word.hasPrefix(folder) else { return String(word) }
      let end = word.hasSuffix(";") ? ";" : ""
      let file = String(word.dropFirst(folder.count).dropLast(end.count))
      guard let (controller, old) = Self.oldFiles[file] else { return String(word) }
      let version =
        scene.group(group)?.version
        ?? (scene.observation?.oldControllers.contains(controller) == true ? 1 : 2)
      return version == 1 ? "/sys/fs/cgroup/\(controller)/GROUP/\(old)\(end)" : String(word)
    }.joined(separator: " ")
  }

  /// The files of version 1 that tell what those of version 2 do, with their controllers.
  private static let oldFiles = [
    "cpu.stat": ("cpu", "cpu.stat"), "cpu.weight": ("cpu", "cpu.shares"),
    "cpuset.cpus.effective": ("cpuset", "cpuset.effective_cpus"),
    "memory.events": ("memory", "memory.failcnt"),
    "io.max": ("blkio", "blkio.throttle.write_bps_device"),
    "io.stat": ("blkio", "blkio.throttle.io_service_bytes"),
    "pids.current": ("pids", "pids.current"), "pids.max": ("pids", "pids.max"),
  ]

  private func name(for word: String) -> String? {
    switch word {
    case "GROUP": group.map { String($0.drop { $0 == "/" }).shellQuoted }
    case "PID": process.map { "\($0.pid)" }
    case "DEVICE": if case .device(let name) = subject { name.shellQuoted } else { nil }
    case "MOUNT": if case .mount(let path) = subject { path.shellQuoted } else { nil }
    case "UNIT": unit?.shellQuoted
    case "SUBJECT": subject == .machine ? nil : name
    default: nil
    }
  }
}
