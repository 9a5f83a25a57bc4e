import Collector
import Model
import Testing

/// How long a finding has to last, as docs/severity.md tells it.
@Suite struct WeighingTests {
  @Test("A one-second burst is a note", arguments: [Resource.cpu, .memory, .disk, .network])
  func burst(resource: Resource) throws {
    let finding = try Trouble(resource).weighed(in: try seen(for: 1))
    #expect(finding.severity == .note)
    #expect(finding.explanations == ["seen for 1 s; a window of 10 s decides"])
    // Its number and the threshold that it passed stay what they were.
    #expect(finding.measurement.quantity == Quantity(99, .percent))
    #expect(finding.threshold?.level == .note)
  }

  @Test(
    "The window decides",
    arguments: [
      (0.5, Severity.note), (1, .note), (2.4, .note), (2.5, .warning), (3, .warning),
      (9.9, .warning), (10, .critical), (30, .critical),
      // 110.1 - 100.1 is not quite ten to a computer.
      (110.1 - 100.1, .critical),
    ])
  func windows(seconds: Double, severity: Severity) throws {
    #expect(try Trouble(.cpu).weighed(in: try seen(for: seconds)).severity == severity)
  }

  @Test("An interrupted window weighs what it lasted, not what was asked for")
  func interrupted() throws {
    var observation = try seen(for: 1.2)
    observation.window.interrupted = true
    #expect(try Trouble(.disk).weighed(in: observation).severity == .note)
  }

  @Test(
    "Averages of the kernel that agree lift a burst",
    arguments: [
      // Shorter than a burst leaves, then longer, then ten seconds without a pause.
      (Resource.memory, 9.5, 1.7, Severity.note), (.memory, 23, 4, .warning),
      (.memory, 6, 6, .warning), (.memory, 60, 11, .critical),
      (.disk, 9.5, 1.7, .note), (.disk, 18, 3.3, .note), (.disk, 23, 4, .warning),
      (.disk, 60, 11, .critical),
      // Healthy busy machines wait that much for a processor at any time.
      (.cpu, 18, 18, .note), (.cpu, 23, 4, .warning), (.cpu, 60, 19, .warning),
      (.cpu, 60, 21, .critical),
    ])
  func averages(resource: Resource, ten: Double, sixty: Double, severity: Severity) throws {
    var observation = try seen(for: 1)
    observation.set(resource, Pressure(ten: ten, sixty: sixty))
    #expect(try Trouble(resource).weighed(in: observation).severity == severity)
  }

  @Test("What a burst of t seconds leaves in the kernel's averages lifts nothing")
  func momentary() throws {
    for resource in [Resource.cpu, .memory, .disk] {
      var observation = try seen(for: 1)
      // A second and a half without a pause, after an idle minute: 1 - exp(-t/10) and so on.
      observation.set(resource, Pressure(ten: 13.9, sixty: 2.5))
      #expect(try Trouble(resource).weighed(in: observation).severity == .note)
    }
  }

  @Test("A finding on a cgroup goes by the cgroup's own averages")
  func cgroup() throws {
    let none = Gap(.missing, "test", "")
    let group = Cgroup(
      path: "/a", version: 2, cpu: .failure(none), memory: .failure(none), io: .failure(none),
      pids: .failure(none), cpuPressure: .failure(none),
      memoryPressure: .success(Pressure(ten: 60, sixty: 30)), ioPressure: .failure(none))
    var observation = try seen(for: 1)
    observation.cgroups = .success([group])
    let inside = Trouble(.memory, on: .cgroup("/a"))
    #expect(try inside.weighed(in: observation).severity == .critical)
    #expect(try Trouble(.memory, on: .cgroup("/b")).weighed(in: observation).severity == .note)
    #expect(try Trouble(.memory).weighed(in: observation).severity == .note)
  }

  @Test(
    "The load average tells lasting work from a burst of many tasks and from tasks that wait",
    arguments: [
      // Two processors: load1, load5, runnable, blocked.
      (1.0, 1.0, 1, 0, Severity.note), (2.1, 0.9, 2, 0, .warning), (2.1, 2.0, 2, 0, .critical),
      // The kernel has counted a burst of forty tasks once: 40/12 in load1.
      (3.5, 0.8, 40, 0, .note),
      // Three tasks that wait for a disk are no work for a processor.
      (3.5, 3.4, 1, 3, .note),
    ])
  func load(one: Double, five: Double, running: Int, blocked: Int, severity: Severity) throws {
    var observation = try seen(for: 1)
    observation.machine.processors = 2
    observation.cpu.load = .success(
      LoadAverage(one: one, five: five, fifteen: 0, runnable: running, tasks: 100))
    observation.cpu.scheduler = .success(
      SchedulerActivity(
        running: [running, running], blocked: [blocked, blocked], contextSwitchesPerSecond: 0,
        forksPerSecond: 0, interruptsPerSecond: 0))
    #expect(try Trouble(.cpu).weighed(in: observation).severity == severity)
    #expect(try Trouble(.disk).weighed(in: observation).severity == .note)
  }

  @Test(
    "A share of the window weighs by the time it took",
    arguments: [
      // A second of three may be one burst; 99 % of three seconds is none.
      (3.0, 34.0, Severity.note), (3, 99, .warning), (9, 30, .warning), (10, 20, .note),
      (10, 30, .critical), (30, 34, .critical),
    ])
  func shares(seconds: Double, percent: Double, severity: Severity) throws {
    let trouble = Trouble(.disk, percent, .share)
    #expect(try trouble.weighed(in: try seen(for: seconds)).severity == severity)
  }

  @Test("A share says why it weighs less, and the kernel's averages lift it too")
  func share() throws {
    var observation = try seen(for: 3)
    let trouble = Trouble(.disk, 34, .share)
    #expect(
      try trouble.weighed(in: observation).explanations == [
        "1.02 s of it in all, which may be a burst; a longer window decides"
      ])
    observation.disk.pressure = .success(Pressure(ten: 34, sixty: 34))
    #expect(try trouble.weighed(in: observation).severity == .critical)
  }

  @Test("What stands or has happened keeps its weight in any window")
  func standing() throws {
    let finding = try Trouble(.disk, 99, .standing).weighed(in: try seen(for: 0.1))
    #expect(finding.severity == .critical)
    #expect(finding.explanations.isEmpty)
  }

  @Test("Planned work caps a critical at a warning and names itself")
  func maintenance() throws {
    var observation = try seen(for: 10)
    let check = Maintenance(.consistencyCheck, devices: ["md0"], "md0 is being checked, 12 % done")
    observation.maintenance = .success([check])
    let finding = try Trouble(.disk, on: .device("md0")).weighed(in: observation)
    #expect(finding.severity == .warning)
    #expect(finding.explanations == ["md0 is being checked, 12 % done; it ends by itself"])
    // It explains neither another disk nor the processors, and no state.
    for other in [
      Trouble(.disk, on: .device("sdb")), Trouble(.cpu), Trouble(.disk, 99, .standing),
    ] {
      #expect(try other.weighed(in: observation).severity == .critical)
    }
  }

  @Test("A lighter finding names a threshold on the same number")
  func ladder() throws {
    var trouble = Trouble(.disk)
    trouble.thresholds.append(
      .warning(90, .percent, label: "other", source: "another", reason: "Of another number."))
    let finding = try trouble.weighed(in: try seen(for: 3))
    #expect(finding.threshold?.key == "warning")
  }

  private func seen(for seconds: Double) throws -> Observation {
    var observation = Observation(try Recording(parsing: Array(Self.nothing.utf8)))
    observation.window = Window(seconds: seconds)
    return observation
  }

  private static let nothing = """
    whyslow recording 1
    -- sample 1 at 100.0 wall 1795368121.0 --
    -- sample 2 at 103.0 wall 1795368124.0 --

    """
}

/// A check that always finds a critical.
private struct Trouble: Check {
  var resource = Resource.cpu
  var subject = Subject.machine
  var percent = 99.0
  var persistence = Persistence.window
  let aspect = Aspect.saturation
  let summary = "Trouble", reason = "Trouble.", byHand = "true"
  var thresholds: [Threshold] = [
    .note(1, .percent, source: "test", reason: "A note."),
    .warning(2, .percent, source: "test", reason: "A warning."),
    .critical(3, .percent, source: "test", reason: "A critical."),
  ]

  init() {}

  init(
    _ resource: Resource, _ percent: Double = 99, _ persistence: Persistence = .window,
    on subject: Subject = .machine
  ) {
    self.resource = resource
    self.percent = percent
    self.persistence = persistence
    self.subject = subject
  }

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let number = Measurement("trouble", percent, .percent, on: subject)
    return .of([finding(number, "There is trouble.")].compactMap { $0 }, clear: number)
  }

  func weighed(in observation: Observation) throws -> Finding {
    try #require(judge(observation).verdict.findings.first)
  }
}

extension Pressure {
  fileprivate init(ten: Double, sixty: Double) {
    let line = Line(window: 99, average10: ten, average60: sixty, average300: 0)
    self.init(some: line, full: line)
  }
}

extension Observation {
  fileprivate mutating func set(_ resource: Resource, _ pressure: Pressure) {
    switch resource {
    case .cpu: cpu.pressure = .success(pressure)
    case .memory: memory.pressure = .success(pressure)
    default: disk.pressure = .success(pressure)
    }
  }
}
