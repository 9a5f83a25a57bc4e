import Model

// Who gets less of the processors than others.

extension Scene {
  /// The group whose tasks wait for processors nearly all the time, while all others' tasks run.
  ///
  /// Half of a processor's time is what CPURunDelay warns from. That its tasks got a tenth of what they
  /// wanted, and a tenth of what others' tasks got of what these wanted, no even share leaves: each task
  /// would wait alike. Groups of the same weight do not share evenly among tasks, but then each gets as
  /// much as any other, and who has many tasks is not starved by having them: less than half of that is
  /// a lower weight, or fewer processors. Only processes of one thread are looked at, whose waiting is
  /// known, and none that is niced.
  static func starvedGroup(in observation: Observation?) -> (path: String, delay: Double)? {
    let tasks = (observation?.processes.value ?? []).filter {
      !$0.isKernelThread && $0.nice <= 0 && $0.threads == 1 && $0.runDelayPercent.value != nil
    }
    func wait(_ tasks: [ProcessObservation]) -> Double {
      tasks.reduce(0) { $0 + ($1.runDelayPercent.value ?? 0) }
    }
    func ran(_ tasks: [ProcessObservation]) -> Double { tasks.reduce(0) { $0 + $1.cpuPercent } }
    let all = (wait: wait(tasks), ran: ran(tasks))
    // Who wants next to nothing competes with nobody.
    let groups = Dictionary(grouping: tasks) { $0.cgroup(of: .cpu) }
      .filter { wait($0.value) + ran($0.value) >= 5 }
    let starved = groups.compactMap { path, members -> (path: String, delay: Double)? in
      guard let path else { return nil }
      let (delay, time) = (wait(members), ran(members))
      let others = (wait: all.wait - delay, ran: all.ran - time)
      let isUneven =
        time * (others.ran + others.wait) * 10 <= others.ran * (time + delay)
        && time * Double(groups.count) * 2 <= all.ran
      return delay >= 50 && time * 9 <= delay && others.ran > 50 && isUneven
        ? (path, delay) : nil
    }
    return starved.max { ($0.delay, $1.path) < ($1.delay, $0.path) }
  }
}
