import Model

/// Causes by which a limit of the kernel is reached.
extension Causes {
  static let limits: [Cause] = [zombies, fileDescriptorLimit, fileTableFull, processLimit]

  static let fileDescriptorLimit = Cause(
    "FileDescriptorLimit", .limits, "A process has as many files open as it may",
    about:
      "The next open, accept or socket fails with \"Too many open files\": a limit too low, or "
      + "files that are never closed.", scope: .each,
    proof: [.finds(.limitsProcessDescriptors, as: .certain, "its open files are at its own limit")],
    effects: [
      .finds(
        .networkAcceptQueue, .networkListenOverflow, as: .likely, "it cannot accept connections"),
      .finds(.serviceRestarts, as: .possible, "a failed open ends it"),
    ], decides: "whether the number grows without end",
    "ls /proc/PID/fd | wc -l; grep 'open files' /proc/PID/limits"
  ) { one in
    guard case .process(let pid, let name) = one.subject else { return [] }
    let setting = Setting(
      "files that \(name) may open",
      .command(["prlimit", "--pid", "\(pid)", "--nofile", "--output", "SOFT", "--noheadings"]),
      .atLeast(65_536))
    let unit = one.scene.observation?.processes.value?.first { $0.pid == pid }?
      .cgroup(of: .limits).flatMap(GroupManager.unitName)
    return [
      Remedy(
        .now, "Raise the limit of the running process.",
        commands: [one.on("prlimit --pid \(pid) --nofile=65536:65536")], risk: .none,
        undo: "the same with the old number", setting: setting),
      Remedy(
        .now, "See what it holds open.",
        commands: [
          one.on("ls -l /proc/\(pid)/fd | awk '{print $NF}' | sort | uniq -c | sort -n | tail")
        ],
        risk: .none, undo: "nothing is changed"),
      Remedy(
        .lasting, "Raise LimitNOFILE of its unit, or find what it does not close.",
        commands: unit.map { [one.on("systemctl edit \($0.shellQuoted)  # LimitNOFILE=65536")] }
          ?? [],
        risk: .restart, undo: unit.map { "systemctl revert \($0.shellQuoted)" } ?? "the old number",
        setting: unit.map {
          Setting(
            "LimitNOFILE of \($0)", .command(["systemctl", "show", "-p", "LimitNOFILE", "--", $0]),
            .atLeast(65_536))
        }),
    ]
  }

  static let fileTableFull = Cause(
    "FileTableFull", .limits, "The kernel's table of open files is full",
    about: "No process can open anything.",
    proof: [
      .finds(.limitsFileDescriptors, .limitsFileTable, as: .certain, "the kernel's own count")
    ],
    effects: [
      .finds(.serviceFailed, .networkListenOverflow, as: .likely, "opens fail")
    ],
    decides: "who has most open",
    "cat /proc/sys/fs/file-nr; lsof -n | awk '{print $1}' | sort | uniq -c | sort -n | tail"
  ) { one in
    let limit = one.scene.observation?.limits.files.value?.limit ?? 500_000
    return one.sysctl(
      "fs.file-max", Quantity.fixed(limit * 2, 0), .atLeast(limit * 2), "Allow more open files.")
  }

  static let processLimit = Cause(
    "ProcessLimit", .limits, "There may be no more processes or threads",
    about: "Every fork fails at the limit of a group, a user or the machine.", scope: .each,
    proof: [
      .finds(
        .limitsCgroupPids, .limitsCgroupPidsRefused, .limitsPids, .limitsThreads, .limitsUserTasks,
        as: .certain, "tasks are at the limit"),
      .finds(.limitsForkRejected, as: .certain, "the kernel refused a fork"),
    ],
    effects: [
      .finds(
        .serviceFailed, .serviceRestarts, as: .possible, "what cannot fork fails")
    ],
    blame: .custom { one in
      let named = one.scene.suspects(.limits, "threads").leading
      let isOfGroup = one.group != nil
      return isOfGroup ? [] : named
    }, decides: "which limit",
    "grep -H . /sys/fs/cgroup/GROUP/pids.current /sys/fs/cgroup/GROUP/pids.max; ulimit -u"
  ) { one in
    let user = one.scene.findings(of: .limitsUserTasks).first { one.proof.contains($0) }
    if let user { return one.raiseTasks(ofUser: user) }
    let isGroups = !one.isProven(by: .limitsPids, .limitsThreads)
    if isGroups, let group = one.group {
      let limit = one.scene.group(group)?.pids.value?.limit
      // Of a group whose limit is not known: systemd's own for a unit, 15 % of 32,768 numbers.
      return one.raise(.tasks(limit.map { $0 * 2 } ?? 4915)) + [
        Remedy(
          .lasting, "Find what starts so many in it, and bound its pool.",
          risk: .restart, undo: "the old number")
      ]
    }
    return one.sysctl(
      "kernel.pid_max", "4194304", .atLeast(4_194_304), "Allow more process numbers.")
      + one.sysctl("kernel.threads-max", "1000000", .atLeast(1_000_000), "Allow more threads.")
  }

  static let zombies = Cause(
    "Zombies", .limits, "Ended processes are never waited for",
    about: "Their parent does not collect them; each keeps a process number and nothing else.",
    proof: [.finds(.limitsZombies, as: .certain, "the kernel's own states")],
    effects: [
      .finds(.limitsPids, .limitsUserTasks, .limitsCgroupPids, as: .possible, "each keeps a number")
    ],
    blame: .custom { one in one.scene.parentOfZombies.map { [$0] } ?? [] }, decides: "their parent",
    "ps -eo ppid,stat | awk '$2 ~ /^Z/ {print $1}' | sort | uniq -c"
  ) { one in
    [
      one.process.map { parent in
        Remedy(
          .now, "Remind \(parent.name) to collect them.",
          commands: [one.on("kill -CHLD \(parent.pid)")],
          risk: .none, undo: "none is needed")
      },
      one.process.map { parent in
        Remedy(
          .now, "End \(parent.name): its children go to the first process, which collects them.",
          commands: [one.on("kill -TERM \(parent.pid)")], risk: .restart, undo: "start it again")
      },
      Remedy(
        .lasting, "Mend the parent; in a container start it under an init (docker run --init).",
        risk: .restart, undo: "none is needed"),
    ].compactMap { $0 }
  }
}

extension Case {
  /// Raises the limit of the tasks of the user that `finding` is about: each process has its own, and
  /// all of the user's tasks count against it.
  fileprivate func raiseTasks(ofUser finding: Finding) -> [Remedy] {
    let limit = finding.evidence.first { $0.name == "limit" }?.quantity.value ?? 2048
    let wanted = limit * 2
    let text = Quantity.fixed(wanted, 0)
    let user = finding.measurement.name.split(separator: " ").last.flatMap { Int($0) }
    let largest = finding.evidence.lazy.compactMap { evidence -> (pid: Int, name: String)? in
      if case .process(let pid, let name) = evidence.subject { (pid, name) } else { nil }
    }.first
    let unit = largest.flatMap { who in
      scene.observation?.processes.value?.first { $0.pid == who.pid }?.cgroup(of: .limits)
        .flatMap(GroupManager.unitName)
    }.flatMap { $0.hasSuffix(".service") ? $0 : nil }
    let file = "/etc/security/limits.d/90-nproc.conf"
    return [
      largest.map { who in
        Remedy(
          .now,
          "Raise the limit of the running process \(who.name); others of the user keep theirs.",
          commands: [on("prlimit --pid \(who.pid) --nproc=\(text):\(text)")], risk: .none,
          undo: "the same with the old number",
          setting: Setting(
            "tasks that \(who.name) may have",
            .command([
              "prlimit", "--pid", "\(who.pid)", "--nproc", "--output", "SOFT", "--noheadings",
            ]), .atLeast(wanted)))
      },
      Remedy(
        .now, "See which of its programs have most.",
        commands: [
          on(
            "ps -L \(user.map { "-U \($0)" } ?? "-e") -o pid=,comm= | sort | uniq -c | sort -n | tail"
          )
        ], risk: .none, undo: "nothing is changed"),
      unit.map { unit in
        Remedy(
          .lasting, "Raise LimitNPROC of \(unit).",
          commands: [on("systemctl edit \(unit.shellQuoted)  # LimitNPROC=\(text)")],
          risk: .restart, undo: on("systemctl revert \(unit.shellQuoted)"),
          setting: Setting(
            "LimitNPROC of \(unit)",
            .command(["systemctl", "show", "-p", "LimitNPROC", "--", unit]),
            .atLeast(wanted)))
      }
        ?? Remedy(
          .lasting, "Raise it for the user's next logins, or find what starts so many.",
          commands: [on("echo ':\(user.map(String.init) ?? "UID") - nproc \(text)' >>\(file)")],
          risk: .restart, undo: on("rm \(file)")),
    ].compactMap(\.self)
  }
}

extension Scene {
  /// The process with the most zombies for children.
  var parentOfZombies: Culprit? {
    let processes = observation?.processes.value ?? []
    var counts: [Int: Int] = [:]
    for process in processes where process.states.last == "Z" {
      counts[process.parent, default: 0] += 1
    }
    let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    guard let most, let parent = processes.first(where: { $0.pid == most.key }) else { return nil }
    return Culprit(
      .process(pid: parent.pid, name: parent.name),
      Measurement("zombies", Double(most.value), .count))
  }
}
