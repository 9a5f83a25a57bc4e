import Model

extension Observation {
  /// What a closer look tells by `part`; why it does not.
  func closely<Value>(_ part: (CloserLook) -> Measured<Value>) -> Measured<Value> {
    closer.flatMap(part)
  }

  /// The process with the number `pid`, where it is in the table.
  func process(_ pid: Int) -> ProcessObservation? {
    processes.value?.first { $0.pid == pid }
  }
}

/// The threads that were looked at; none where no process was worth it.
private func threads(_ observation: Observation) -> Measured<[ThreadObservation]> {
  observation.closer.map { $0.threads.value ?? [] }
}

/// The threads that ran most.
func hotThreads(_ observation: Observation) -> Dive.Section {
  .ranked(
    "Threads that run", byHand: "pidstat -t -u 1 3; top -H",
    remark: "Of the processes that ran or waited most, over a window of their own.",
    threads(observation), by: \.cpuPercent, above: 1
  ) { row($0, in: observation) }
}

/// The threads that waited most for a processor.
func delayedThreads(_ observation: Observation) -> Dive.Section {
  .ranked(
    "Threads that wait for a processor", byHand: "cat /proc/PID/task/TID/schedstat (the second)",
    threads(observation), by: { $0.runDelayPercent.value ?? 0 }, above: 1
  ) { row($0, in: observation) }
}

private func row(_ thread: ThreadObservation, in observation: Observation) -> Dive.Row {
  Dive.Row(
    "\(thread.name) (\(thread.tid))",
    [Measurement("CPU", thread.cpuPercent, .percent)]
      + optional("run delay", thread.runDelayPercent.value, .percent)
      + [Measurement("on CPU", Double(thread.processor), .count)],
    detail: observation.process(thread.pid).map { "of \($0.subject.name)" })
}

/// The programs whose threads wait for a lock.
func lockedPrograms(_ observation: Observation) -> Dive.Section {
  .ranked(
    "Threads that wait for one lock", byHand: "cat /proc/PID/task/*/syscall | sort | uniq -c",
    remark: "At the fullest moment; only root and the program's own user are told.",
    observation.closer.map { $0.locks.value ?? [] },
    by: { Double($0.waiting.value ?? 0) }, above: 1
  ) { lock in
    let program = observation.process(lock.pid)
    return Dive.Row(
      program?.subject.name ?? "process \(lock.pid)",
      [Measurement("waiting", Double(lock.waiting.value ?? 0), .count)]
        + optional("threads", program.map { Double($0.threads) }, .count),
      detail: lock.address.map { "at \($0)" })
  }
}

/// The threads that sleep uninterruptibly, with what they sleep in.
func sleepingThreads(_ observation: Observation) -> Dive.Section {
  .ranked(
    "Threads that wait for a device",
    byHand: "ps -eLo pid,tid,stat,wchan:30,comm | grep ' D'",
    remark: "In state D; behind the name the kernel's function, which only root is told.",
    threads(observation), by: { Double($0.states.count { $0 == "D" }) }
  ) { thread in
    Dive.Row(
      "\(thread.name) (\(thread.tid))" + (thread.waitChannel.map { ": \($0)" } ?? ""),
      [Measurement("samples in D", Double(thread.states.count { $0 == "D" }), .count)],
      detail: observation.process(thread.pid).map { "of \($0.subject.name)" })
  }
}

/// What processors do when they have nothing to do.
func idleStates(_ observation: Observation) -> Dive.Section {
  Dive.Section(
    "Idle states", byHand: "cpupower monitor; cpupower idle-info",
    remark: "Deep ones save power and take longer to leave.",
    rows: observation.closely(\.idleStates).map { states in
      states.map { state in
        Dive.Row(
          state.name,
          [
            Measurement("of the time", state.percent, .percent),
            Measurement("entered", state.entriesPerSecond, .perSecond),
          ])
      }
    })
}

/// What processors run at.
func runningClocks(_ observation: Observation) -> Dive.Section {
  Dive.Section(
    "Clocks as they run", byHand: "cpupower frequency-info -f; turbostat",
    rows: observation.closely(\.frequencies).map { clocks in
      clocks.sorted { $0.current < $1.current }.prefix(mostRows).map { clock in
        Dive.Row(
          clock.name,
          [Measurement("MHz", clock.current / 1e6, .count)]
            + optional("allowed MHz", clock.allowed.map { $0 / 1e6 }, .count)
            + optional("highest MHz", clock.highest.map { $0 / 1e6 }, .count))
      }
    })
}

/// Memory by page tables, shared pages divided.
func proportional(_ observation: Observation) -> Dive.Section {
  .ranked(
    "Programs by their share of memory", byHand: "cat /proc/PID/smaps_rollup; smem -k -s pss",
    remark: "Pages that several share are divided among them (PSS); ? is refused.",
    observation.closely(\.proportional),
    by: { one in one.size.value.map { $0.proportional + ($0.swap ?? 0) } ?? 1 }
  ) { one in
    let process = observation.process(one.pid)
    let name = process?.subject.name ?? "(\(one.pid))"
    switch one.size {
    case .failure(let gap): return Dive.Row(name, [], detail: "\(gap.source): \(gap.detail)")
    case .success(let size):
      return Dive.Row(
        name,
        [
          Measurement("its share", size.proportional, .bytes),
          Measurement("resident", size.resident, .bytes),
        ] + optional("its alone", size.own, .bytes) + optional("anonymous", size.anonymous, .bytes)
          + optional("swap", size.swap, .bytes),
        detail: process?.command)
    }
  }
}

/// Filesystems that lie in memory.
func memoryFilesystems(_ observation: Observation) -> Dive.Section {
  .ranked(
    "Filesystems in memory", byHand: "df -h -t tmpfs",
    remark: "They are part of the shared memory above; deleting files gives it back.",
    observation.disk.filesystems.map { $0.filter { $0.type == "tmpfs" || $0.type == "ramfs" } },
    by: { $0.space.value?.used ?? 0 }, above: 65_536
  ) { filesystem in
    Dive.Row(
      filesystem.mountPoint,
      optional("used", filesystem.space.value?.used, .bytes)
        + optional("of its limit", filesystem.space.value?.usedPercent, .percent))
  }
}

/// Deleted files that still take room.
func deletedFiles(_ observation: Observation) -> Dive.Section {
  .ranked(
    "Deleted files still held open", byHand: "lsof +L1",
    remark: "Their room comes back when who holds them closes them or ends."
      + (observation.closer.value?.untoldDeleted.map { " There may be more: \($0.detail)." } ?? ""),
    observation.closely(\.deleted), by: \.bytes, above: 4096
  ) { file in
    Dive.Row(
      file.path,
      [
        Measurement("size", file.bytes, .bytes),
        Measurement("descriptors", Double(file.descriptors), .count),
      ], detail: "held by \(observation.process(file.pid)?.subject.name ?? "process \(file.pid)")")
  }
}

/// Files that were written lately, where somebody asked for them.
func growingFiles(_ observation: Observation) -> [Dive.Section] {
  guard let growing = observation.closer.value?.growing else { return [] }
  return [
    .ranked(
      "Files written in the last ten minutes",
      byHand: "find MOUNT -xdev -type f -mmin -10 -size +128k -exec ls -lh {} +",
      remark: "Of the fullest filesystems; the search ends after a second.", growing,
      by: { $0.growth * 1e6 + $0.bytes }
    ) { file in
      Dive.Row(
        file.path,
        [
          Measurement("size", file.bytes, .bytes),
          Measurement("growth", max(0, file.growth) * 2, .bytesPerSecond),
        ])
    }
  ]
}

/// What each mount lies on.
func mountStacks(_ observation: Observation) -> Dive.Section {
  Dive.Section(
    "From the mount to the disk", byHand: "lsblk -s; findmnt",
    rows: observation.closely(\.stacks).map { stacks in
      stacks.prefix(2 * mostRows).map { stack in
        Dive.Row(
          stack.mountPoint, [],
          detail: stack.layers.map { layer in
            "\(layer.device) (\(layer.kind)\(layer.label.map { " \($0)" } ?? ""))"
          }.joined(separator: " on "))
      }
    })
}
