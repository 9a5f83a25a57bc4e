import KernelText
import Model

extension CloserLook {
  /// The numbers in `look`; why there are none.
  static func measured(_ look: CloserRecording) -> Measured<CloserLook> {
    guard let recording = look.recording else {
      return .failure(look.gap ?? Gap(.missing, "closer look", "nothing was read"))
    }
    return .success(Observer(recording, depth: .full).closerLook())
  }
}

extension Observer {
  fileprivate func closerLook() -> CloserLook {
    var look = CloserLook(seconds: hasInterval ? seconds : 0)
    look.threads = threads()
    look.locks = locks()
    look.frequencies = frequencies()
    look.idleStates = idleStates()
    look.proportional = proportionalMemory()
    (look.deleted, look.untoldDeleted) = deletedFiles()
    look.growing = growingFiles()
    look.stacks = mountStacks()
    look.detachedLoops = detachedLoops()
    look.connections = connections()
    look.leavesOutConnections =
      last.text(DiveRequest.connections.name).value.map { !$0.isWhole } ?? false
    look.listening = listening()
    look.resolvers = resolvers()
    if let list = last.text(DiveRequest.resolvers).value.map({ ResolverList($0) }) {
      look.resolverTimeout = list.timeout ?? look.resolverTimeout
      look.rotatesResolvers = list.rotates
    }
    look.profile = profile()
    return look
  }

  /// The gap of what nobody has asked for.
  static func unasked(_ what: String) -> Gap { .unaskedCloser(what) }

  /// The parts of the names of sections, where they are a path of `count` parts below `folder`.
  func paths(below folder: String, parts count: Int, last file: String) -> [[String]] {
    last.order.compactMap { name in
      guard name.hasPrefix(folder), name.hasSuffix("/\(file)") else { return nil }
      let parts = name.split(separator: "/").map(String.init)
      return parts.count == count ? parts : nil
    }
  }

  /// The number alone in the file called `name`.
  func number(_ name: String, in sample: Sample? = nil) -> Double? {
    parsed(name, in: sample) { (text) throws(Malformed) in
      guard let value = text.trimmed.number else { throw Malformed("no number") }
      return Double(value)
    }.value
  }

  private func threads() -> Measured<[ThreadObservation]> {
    let all = paths(below: "/proc/", parts: 5, last: "stat")
    guard !all.isEmpty else { return .failure(Self.unasked("threads")) }
    guard hasInterval else {
      return .failure(Gap(.noInterval, "/proc/PID/task", "it takes two samples some time apart"))
    }
    return .success(
      all.compactMap { parts in
        guard parts[2] == "task", let pid = Int(parts[1]), let tid = Int(parts[3]) else {
          return nil
        }
        return thread(pid, tid)
      })
  }

  /// The thread over the window; nil where it came or went within it.
  private func thread(_ pid: Int, _ tid: Int) -> ThreadObservation? {
    let folder = "/proc/\(pid)/task/\(tid)"
    guard let after = parsed("\(folder)/stat", ProcessStat.init).value,
      let before = parsed("\(folder)/stat", in: first, ProcessStat.init).value,
      before.startTime == after.startTime
    else { return nil }
    var thread = ThreadObservation(pid: pid, tid: tid, name: after.name)
    thread.states = [before, after].map { Character(Unicode.Scalar($0.state)) }
    thread.processor = Int(clamping: after.processor)
    let ticks =
      Double(after.userTime &+ after.systemTime) - Double(before.userTime &+ before.systemTime)
    thread.cpuPercent = max(0, ticks / seconds)
    let waits = interval("\(folder)/schedstat", ProcessSchedule.init) { (old, new) throws(Gap) in
      (
        run: try Self.growth(old.run, new.run, "\(folder)/schedstat").get() / 1e7 / seconds,
        wait: try Self.growth(old.wait, new.wait, "\(folder)/schedstat").get() / 1e7 / seconds
      )
    }
    // Ticks are hundredths of a second, of which a short window has few.
    if let run = waits.value?.run { thread.cpuPercent = run }
    thread.runDelayPercent = waits.map(\.wait)
    // The kernel writes 0 for none, and for those whom it does not tell.
    if let text = last.text("\(folder)/wchan").value?.trimmed.string, !text.isEmpty, text != "0" {
      thread.waitChannel = text
    }
    return thread
  }

  private func locks() -> Measured<[LockWait]> {
    let name = DiveRequest.locks([]).name
    guard last.has(name) else { return .failure(Self.unasked("locks")) }
    return parsed(name) { (text) throws(Malformed) in
      let text = try LockWaitText(text)
      let refused = text.refused.map { pid in
        LockWait(
          pid: pid, address: nil,
          waiting: .failure(Gap(.forbidden, "/proc/\(pid)/task/TID/syscall", "Permission denied")))
      }
      return refused
        + text.looked.map { pid in
          let most = text.locks.filter { $0.pid == pid }.max {
            ($0.waiting, $1.address) < ($1.waiting, $0.address)
          }
          return LockWait(
            pid: pid, address: most?.address, waiting: .success(most?.waiting ?? 0))
        }
    }
  }

  private func frequencies() -> Measured<[Frequency]> {
    let all = paths(below: "/sys/devices/system/cpu/cpufreq/", parts: 7, last: "scaling_cur_freq")
    guard !all.isEmpty else {
      return .failure(
        Gap(.missing, "cpufreq", "no driver tells of clocks; a virtual machine has its host's"))
    }
    return .success(
      all.compactMap { parts in
        let folder = "/sys/devices/system/cpu/cpufreq/\(parts[5])"
        guard let current = number("\(folder)/scaling_cur_freq") else { return nil }
        // In kHz.
        return Frequency(
          parts[5], current: current * 1000,
          allowed: number("\(folder)/scaling_max_freq").map { $0 * 1000 },
          highest: number("\(folder)/cpuinfo_max_freq").map { $0 * 1000 })
      })
  }

  private func idleStates() -> Measured<[IdleState]> {
    let all = paths(below: "/sys/devices/system/cpu/", parts: 8, last: "name")
    let states = all.filter { $0[5] == "cpuidle" }
    guard !states.isEmpty else {
      return .failure(
        Gap(.missing, "cpuidle", "no driver tells of idle states; a virtual machine has none"))
    }
    guard hasInterval else {
      return .failure(Gap(.noInterval, "cpuidle", "it takes two samples some time apart"))
    }
    let processors = Set(states.map { $0[4] }).count
    var sums: [String: (order: Int, time: Double, entries: Double)] = [:]
    for (order, parts) in states.enumerated() {
      let folder = "/" + parts.dropLast().joined(separator: "/")
      guard let name = last.text("\(folder)/name").value?.trimmed.string,
        let before = number("\(folder)/time", in: first), let after = number("\(folder)/time"),
        after >= before
      else { continue }
      let entries = max(
        0, (number("\(folder)/usage") ?? 0) - (number("\(folder)/usage", in: first) ?? 0))
      sums[name, default: (order, 0, 0)].time += after - before
      sums[name, default: (order, 0, 0)].entries += entries
    }
    return .success(
      sums.sorted { $0.value.order < $1.value.order }.map { name, sum in
        IdleState(
          name, percent: min(100, sum.time / 1e4 / seconds / Double(max(processors, 1))),
          entriesPerSecond: sum.entries / seconds)
      })
  }

  private func proportionalMemory() -> Measured<[ProportionalMemory]> {
    let all = paths(below: "/proc/", parts: 3, last: "smaps_rollup")
    guard !all.isEmpty else { return .failure(Self.unasked("page tables")) }
    return .success(
      all.compactMap { parts in
        guard let pid = Int(parts[1]) else { return nil }
        let size = parsed("/proc/\(pid)/smaps_rollup", SmapsRollup.init).map { sums in
          ProportionalMemory.Size(
            resident: Double(sums.resident), proportional: Double(sums.proportional),
            own: sums.own.map { Double($0) }, anonymous: sums.anonymous.map { Double($0) },
            swap: sums.swap.map { Double($0) })
        }
        return ProportionalMemory(pid: pid, size: size)
      })
  }
}
