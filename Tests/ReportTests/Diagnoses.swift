import Model

/// A name that tries everything: colour, cursor, lines, tables, JSON, bidi, invisibility, links.
let hostile =
  "a\u{1B}[31m|b\n✓ Nothing found\r\t\u{7}\u{9B}2J\u{7F}\u{202E}\u{2066}\u{200B}\u{FEFF}\u{FFFD}"
  + "\"\\|`c`<b>*_[x](http://x) @all | --- | \u{2028}\0|\u{301}"

let stubs: [any Check] = [
  CPUErrors(), CPUBusy(), CPUSystem(), CPUPressure(), MemoryOOM(), MemoryAvailable(),
  MemorySwap(), MemoryBalloon(), DiskAwait(), NetworkDrops(), LimitsFiles(),
]

let idle = Measurement("drops", 0, .perSecond)

func diagnosis(
  _ judgements: [Judgement], hostName: String = "web1", gaps: [Gap] = [],
  attributions: [Attribution] = [], path: [Step] = []
) -> Diagnosis {
  var machine = Machine()
  machine.hostName = hostName
  machine.kernel = "6.1.0"
  machine.processors = 2
  machine.memoryBytes = 23.5 * 1_073_741_824
  machine.uptime = 3 * 86400 + 4 * 3600 + 59
  machine.wallTime = 1_795_368_600
  return Diagnosis(
    target: .local, symptom: nil, machine: machine, window: Window(seconds: 3),
    judgements: judgements, attributions: attributions, path: path, gaps: gaps,
    ownCost: OwnCost(cpuSeconds: 0.031, peakBytes: 12.3 * 1_048_576))
}

/// Every check clear.
let clear = diagnosis(stubs.map { Judgement(check: $0, verdict: .clear(idle)) })

/// No check could say anything.
let unmeasured = diagnosis(
  stubs.map { Judgement(check: $0, verdict: $0.judgedBlind) },
  gaps: [Gap(.forbidden, "/proc/1/io", "Permission denied")])

/// A machine on which much is wrong, with `name` in every place where a machine may put one.
func troubled(name: String = "stress") -> Diagnosis {
  let process = Subject.process(pid: 1234, name: name)
  let busy = CPUBusy()
  let verdicts: [(any Check, Verdict)] = [
    (CPUErrors(), .unmeasured(Gap(.forbidden, "dmesg -r", "Operation not permitted"))),
    (busy, .of([busy.found(97.5)].compactMap { $0 }, clear: idle)),
    (CPUSystem(), .clear(Measurement("system", 2.5, .percent))),
    (CPUPressure(), .unmeasured(Gap(.missing, "/proc/pressure/cpu", "No such \(name)"))),
    (
      MemoryOOM(),
      .found([
        Finding(
          .critical, Measurement("OOM kills", 1, .count, on: process),
          "The kernel killed \(name) for want of memory.",
          evidence: [Measurement("resident", 1_048_576_000, .bytes, on: .cgroup(name))],
          quotes: ["Out of memory: Killed process 1234 (\(name)) total-vm:1024kB"])
      ])
    ),
    (MemoryAvailable(), .clear(Measurement("available", 40, .percent))),
    (MemorySwap(), .clear(Measurement("swap-in", 0, .pagesPerSecond))),
    (MemoryBalloon(), .unmeasured(Gap(.missing, name, "the balloon does not tell"))),
    (
      DiskAwait(),
      .of(
        [12.0, 31.0].map { value in
          Finding(
            .warning, Measurement("await", value, .milliseconds, on: .device(name)),
            passed: DiskAwait().thresholds.first, "Requests wait long on \(name).")
        }, clear: idle)
    ),
    (NetworkDrops(), .clear(idle)),
    (
      LimitsFiles(),
      .found([Finding(.note, Measurement("open files", 1_234_567, .count), "Many files are open.")])
    ),
  ]
  let suspect = Attribution.Suspect(
    subject: process,
    measurements: [
      Measurement("CPU time", 97.5, .percent, on: process),
      Measurement("run delay", 12, .percent, on: process),
    ], command: "\(name) --cpu 1", cgroup: "/system.slice/\(name)")
  let second = Attribution.Suspect(
    subject: .cgroup("/" + name),
    measurements: [Measurement("CPU time", 2, .percent, on: .cgroup(name))])
  var troubled = diagnosis(
    verdicts.map { Judgement(check: $0, verdict: $1) }, hostName: name,
    gaps: [Gap(.timedOut, "df -Pk /\(name)", "no answer in 1 s")],
    attributions: [
      Attribution(resource: .cpu, measure: "CPU time", suspects: [suspect, second])
    ],
    path: [
      Step("use", .taken("CPU and memory are wanting because of \(name)")),
      Step("logs", .skipped("resources are to blame")),
      Step("trace", .unavailable("run perf top by hand")),
    ])
  let row = Dive.Row(
    name,
    [
      Measurement("CPU", 97.5, .percent), Measurement("on CPU", 0, .count),
      Measurement("resident", 12_345_678, .bytes), Measurement("rate", 1234, .perSecond),
    ], detail: "\(name) --cpu 1")
  var untold = Dive.Advice("who waits for \(name)", takes: "root")
  untold.wasMissing = true
  troubled.dives = [
    Dive(
      .cpu,
      sections: [
        Dive.Section("Threads that run", byHand: "top -H", rows: .success([row, row])).inBrief(1),
        Dive.Section("Left to the dive", byHand: "top", rows: .success([row])),
        Dive.Section(
          "Refused", byHand: "top", rows: .failure(Gap(.forbidden, "/proc/\(name)", "no"))
        ).inBrief(1),
      ], advice: [.init("more of \(name)", takes: "root"), untold])
  ]
  return troubled
}

extension Check {
  fileprivate var judgedBlind: Verdict {
    .unmeasured(Gap(.missing, "/proc/\(resource.rawValue)", "No such file or directory"))
  }
}

extension CPUBusy {
  fileprivate func found(_ value: Double) -> Finding? {
    finding(
      Measurement("busy", value, .percent), "The processors are busy.",
      evidence: [Measurement("user", 95, .percent), Measurement("system", 2.5, .percent)])
  }
}
