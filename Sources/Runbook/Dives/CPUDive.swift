import Model

/// Where processor time goes: by processor and mode, by program, and who waits for it.
func cpuDive(_ observation: Observation) -> Dive {
  let cpu = observation.cpu
  let processes = observation.processes
  // What programs take stands in the diagnosis already.
  let threadsAreKnown = observation.closely(\.threads).value != nil
  let sections: [Dive.Section] = [
    byProcessor(cpu).inBrief(2),
    .ranked(
      "Programs that run", byHand: "pidstat -u 1 3", processes.map(byName),
      by: { $0.cpuPercent }, above: 0.5, row: running
    ).inBrief(threadsAreKnown ? 0 : 2),
    .ranked(
      "Programs that wait for a processor", byHand: "pidstat -u 1 3 (%wait)",
      remark: "Of each process its main thread is seen.", processes.map(byName),
      by: { $0.sum { $0.runDelayPercent.value } ?? 0 }, above: 1, row: waiting
    ).inBrief(threadsAreKnown ? 0 : 2),
    .ranked(
      "Control groups held back by a quota", byHand: "cat /sys/fs/cgroup/GROUP/cpu.stat",
      observation.cgroups, by: { $0.cpu.value?.throttledSeconds ?? 0 }, row: heldBack
    ).inBrief(2),
    hotThreads(observation).inBrief(3),
    delayedThreads(observation).inBrief(2),
    lockedPrograms(observation).inBrief(1),
    shortLived(observation).inBrief(1),
    bySource(
      "Soft interrupts", byHand: "mpstat -I SCPU 1 3", cpu.softirqs,
      window: observation.window.seconds),
    bySource(
      "Interrupts", byHand: "mpstat -I CPU 1 3; cat /proc/interrupts", cpu.interrupts,
      window: observation.window.seconds),
    clocks(cpu),
    runningClocks(observation),
    idleStates(observation),
  ]
  let refused = refusals(
    .cpu,
    of: [
      (
        "which threads run and which wait for a processor", observation.closer.gap,
        "whyslow dive cpu"
      )
    ])
  let advice: [Dive.Advice] = [
    .init("processes too short to be seen", takes: "root and libbpf-tools: execsnoop"),
    .init("how long each waits for a processor", takes: "root and libbpf-tools: runqlat 10 1"),
  ]
  return Dive(
    .cpu, sections: profileSections(observation) + sections,
    advice: refused + profileAdvice(observation) + advice)
}

private func byProcessor(_ cpu: CPUObservation) -> Dive.Section {
  func row(_ name: String, _ share: CPUShare) -> Dive.Row {
    Dive.Row(
      name,
      [
        Measurement("busy", share.busy, .percent), Measurement("user", share.user, .percent),
        Measurement("nice", share.nice, .percent), Measurement("system", share.system, .percent),
        Measurement("irq", share.irq, .percent), Measurement("softirq", share.softirq, .percent),
        Measurement("steal", share.steal, .percent),
        Measurement("iowait", share.ioWait, .percent),
      ])
  }
  let rows = cpu.total.flat { total throws(Gap) in
    let each = try cpu.each.get().sorted { ($1.value.busy, $0.key) < ($0.value.busy, $1.key) }
    return [row("all", total)] + each.prefix(16).map { row("CPU \($0.key)", $0.value) }
  }
  return Dive.Section(
    "By processor and mode", byHand: "mpstat -P ALL 1 3",
    remark: "The busiest first; iowait is idle time with I/O under way.", rows: rows)
}

private func running(_ program: Program) -> Dive.Row {
  row(
    program,
    [Measurement("CPU", program.cpuPercent, .percent)]
      + optional("user", program.sum { $0.userPercent }, .percent)
      + optional("system", program.sum { $0.systemPercent }, .percent)
      + [
        Measurement("processes", Double(program.members.count), .count),
        Measurement("threads", program.sum { Double($0.threads) } ?? 0, .count),
        Measurement("nice", Double(program.members[0].nice), .count),
      ])
}

private func waiting(_ program: Program) -> Dive.Row {
  row(
    program,
    optional("run delay", program.sum { $0.runDelayPercent.value }, .percent)
      + [Measurement("CPU", program.cpuPercent, .percent)])
}

private func row(_ program: Program, _ measurements: [Measurement]) -> Dive.Row {
  Dive.Row(program.subject.name, measurements, detail: program.commandLine)
}

private func heldBack(_ group: Cgroup) -> Dive.Row {
  guard let cpu = group.cpu.value else { return Dive.Row(group.path, []) }
  return Dive.Row(
    group.path,
    [
      Measurement("held back", cpu.throttledSeconds, .seconds),
      Measurement("of its periods", cpu.throttledPercent, .percent),
    ] + optional("quota in CPUs", cpu.quota, .count)
      + optional("used", cpu.usage.value, .count))
}

/// New tasks against the table of processes: what began and ended between the samples is in neither.
private func shortLived(_ observation: Observation) -> Dive.Section {
  let rows = observation.cpu.scheduler.flat { scheduler throws(Gap) in
    let new = try observation.processes.get().filter(\.isNew)
    let begun = scheduler.forksPerSecond * observation.window.seconds
    let seen = new.reduce(0) { $0 + Double(max(1, $1.threads)) }
    return [
      Dive.Row(
        "processes and threads",
        [
          Measurement("begun", scheduler.forksPerSecond, .perSecond),
          Measurement("begun in the window", begun.rounded(), .count),
          Measurement("still there", seen, .count),
        ], detail: busiest(new))
    ]
  }
  return Dive.Section(
    "Processes that come and go", byHand: "vmstat -f; execsnoop",
    remark: "What began and has ended again is in no table of processes.", rows: rows)
}

private func busiest(_ new: [ProcessObservation]) -> String? {
  let programs = byName(new).sorted { $0.members.count > $1.members.count }.prefix(3)
  return programs.isEmpty
    ? nil : programs.map { "\($0.members.count) × \($0.members[0].name)" }.joined(separator: ", ")
}

private func bySource(
  _ title: String, byHand: String, _ sources: Measured<[InterruptSource]>, window: Double
) -> Dive.Section {
  .ranked(
    title, byHand: byHand, sources, by: { $0.rates.values.reduce(0, +) }, above: 10
  ) { source in
    let total = source.rates.values.reduce(0, +)
    let most = source.rates.max { ($0.value, $1.key) < ($1.value, $0.key) }
    let share = most.map { total > 0 ? $0.value / total * 100 : 0 } ?? 0
    return Dive.Row(
      source.name,
      [Measurement("rate", total, .perSecond)]
        + (most.map { [Measurement("on its busiest CPU", share, .percent, on: .processor($0.key))] }
          ?? []),
      detail: source.description.isEmpty ? nil : source.description)
  }
}

private func clocks(_ cpu: CPUObservation) -> Dive.Section {
  let rows = cpu.clocks.map { policies in
    policies.prefix(mostRows).map { policy in
      Dive.Row(
        policy.name,
        [
          Measurement("allowed MHz", policy.allowed / 1e6, .count),
          Measurement("highest MHz", policy.highest / 1e6, .count),
        ], detail: "\(policy.driver), \(policy.governor)")
    }
  }
  return Dive.Section(
    "Clocks", byHand: "cpupower frequency-info",
    remark: "What the kernel allows; a virtual machine's clock is its host's.", rows: rows)
}
