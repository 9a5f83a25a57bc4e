import Collector
import Model

@testable import Checks

/// What is written of a machine at both ends of ten seconds.
struct Machine {
  let observation: Observation

  init(
    cpu: [Ticks] = [], blocked: Int = 0,
    sections: [(name: String, first: String, last: String)]
  ) throws {
    var all = sections
    if !cpu.isEmpty {
      let before = cpu.map { _ in Ticks(user: 5000, idle: 90_000, ioWait: 400) }
      let after = zip(before, cpu).map { $0 + $1 }
      all.insert(("/proc/stat", stat(before, blocked), stat(after, blocked)), at: 0)
    }
    var text = "whyslow recording 1\n-- sample 1 at 9990.0 wall 1795368111.0 --\n"
    for section in all { text += "-- \(section.name) --\n\(section.first)" }
    text += "-- sample 2 at 10000.0 wall 1795368121.0 --\n"
    for section in all { text += "-- \(section.name) --\n\(section.last)" }
    observation = Observation(try Recording(parsing: Array(text.utf8)))
  }

  private func verdict(_ name: String) -> Verdict? {
    Checklist.all.first { $0.name == name }?.judge(observation).verdict
  }

  /// The verdict of the check called `name`, as fixtures write it.
  func says(_ name: String) -> Set<String> { verdict(name)?.lines ?? [] }

  func findings(_ name: String) -> [Finding] { verdict(name)?.findings ?? [] }

  /// The checks of `resource` that warn or worse.
  func convicted(_ resource: Resource) -> [String] {
    Checklist.all.filter { $0.resource == resource }.map(\.name)
      .filter { (verdict($0)?.severity ?? .note) > .note }
  }
}

/// Hundredths of a second that a processor spent in each mode.
struct Ticks {
  var user = 0, idle = 0, ioWait = 0

  static func + (left: Ticks, right: Ticks) -> Ticks {
    Ticks(
      user: left.user + right.user, idle: left.idle + right.idle,
      ioWait: left.ioWait + right.ioWait)
  }

  var line: String { "\(user) 0 0 \(idle) \(ioWait) 0 0 0 0 0" }
}

private func stat(_ processors: [Ticks], _ blocked: Int) -> String {
  let total = processors.reduce(Ticks(), +)
  let lines = processors.enumerated().map { "cpu\($0) \($1.line)\n" }.joined()
  return "cpu  \(total.line)\n\(lines)intr 500000 0\nctxt 1000000\nbtime 1795358121\n"
    + "processes 50000\nprocs_running 1\nprocs_blocked \(blocked)\n"
}

/// A pressure file whose averages are `average`, after `stalled` microseconds more.
func pressure(_ average: String = "0.00", ten: String? = nil, stalled: Int = 0) -> String {
  let some = "avg10=\(ten ?? average) avg60=\(average) avg300=\(average)"
  return "some \(some) total=\(9_000_000 + stalled)\n"
    + "full avg10=0.00 avg60=0.00 avg300=0.00 total=12\n"
}

func schedule(waited: Int) -> String {
  "version 15\ntimestamp 4298042456\n"
    + (0..<2).map { "cpu\($0) 0 0 9 8 7 6 900000000000 \(700_000_000_000 + waited) 5000\n" }
    .joined()
}

let cgroupMount = "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n"

/// A cgroup whose quota held it back in `throttled` of a hundred periods.
func group(_ path: String, quota: String, throttled: Int) -> [(String, String, String)] {
  let base = "/sys/fs/cgroup\(path)"
  func stat(_ periods: Int, _ held: Int) -> String {
    "usage_usec \(5_000_000 + periods * 50_000)\nnr_periods \(periods)\nnr_throttled \(held)\n"
      + "throttled_usec \(held * 60_000)\n"
  }
  return [
    ("/proc/mounts", cgroupMount, cgroupMount),
    (base + "/cpu.max", quota + "\n", quota + "\n"),
    (base + "/cpu.stat", stat(500, 20), stat(600, 20 + throttled)),
  ]
}

/// A process that used so many hundredths of a second of CPU time in the window.
func process(
  _ pid: Int, _ name: String, parent: Int = 1, ticks: Int, pages: Int, processor: Int = 0
) -> (String, String, String) {
  func stat(_ time: Int) -> String {
    "\(pid) (\(name)) S \(parent) \(pid) \(pid) 0 -1 4194304 98 0 0 0 \(time) 0 0 0 20 0 1 0 5000 "
      + "3133440 \(pages) 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 \(processor) "
      + "0 0 0 0 0 0 0 0 0 0 0 0 0\n"
  }
  return ("/proc/\(pid)/stat", stat(900), stat(900 + ticks))
}
