import KernelText
public import Model

extension Observation {
  /// The numbers in `recording`.
  ///
  /// Rates are between the first and the last sample; with one sample there are none, and every
  /// counter says so.
  /// The triage looks at less of each process, and gives the same verdicts on a recording that
  /// holds more.
  public init(_ recording: Recording, depth: Depth = .full) {
    self.init(Observer(recording, depth: depth))
    if let look = recording.closer {
      closer = CloserLook.measured(look).map { look in
        var look = look
        look.profile = look.profile?.map { $0.named(by: processes.value ?? []) }
        return look
      }
    }
  }

  private init(_ observer: Observer) {
    let processes = observer.processes()
    let cgroups = observer.cgroups()
    self.init(
      machine: observer.machine, window: observer.window, cpu: observer.cpu(),
      memory: observer.memory(), disk: observer.disk(), network: observer.network(),
      limits: observer.limits(), cgroups: cgroups.groups, processes: processes.table,
      kernelLog: observer.kernelLog(), ownCost: nil, gaps: observer.gaps + processes.gaps)
    gpus = observer.gpus()
    time = observer.time()
    services = observer.services()
    workloads = observer.workloads()
    pod = observer.pod()
    podNode = observer.podNode()
    limits.processes = observer.processLimits()
    maintenance = observer.maintenance(self)
    cgroupGap = cgroups.gap
    oldControllers = observer.oldControllers
    processGap = observer.hiddenProcesses ?? processes.gaps.first { $0.source == "/proc/PID/stat" }
  }
}

/// Computes one recording's numbers, an area in each extension.
struct Observer {
  let first: Sample
  let last: Sample
  let hasInterval: Bool
  /// What the collection said of itself.
  let facts: Facts
  /// Each process's own clock, where the samples have it.
  let clocksBefore: [Int: UInt64]
  let clocksAfter: [Int: UInt64]
  /// What to say of lists whose end may be lost with the end of the recording.
  let cut: Gap?

  let depth: Depth

  init(_ recording: Recording, depth: Depth) {
    self.depth = depth
    first = recording.samples[0]
    var last = recording.samples[recording.samples.count - 1]
    // What the first of two samples says may have become worse in the one that was lost.
    if recording.isCut, recording.samples.count == 1 { last.forget() }
    self.last = last
    // Rates over less than a twentieth of a second are noise, and time may stand still.
    hasInterval = last.time - first.time >= 0.05
    facts = Facts(last)
    let clocks = [first, last].map { sample in
      (try? sample.text(ProcessClocks.section).value.map(ProcessClocks.init))?.nanoseconds ?? [:]
    }
    (clocksBefore, clocksAfter) = (clocks[0], clocks[1])
    cut = recording.isCut ? Gap(.cut, "recording", "its end is lost") : nil
  }

  var seconds: Double { last.time - first.time }

  var window: Window {
    Window(seconds: hasInterval ? seconds : 0, interrupted: facts.interrupted)
  }

  /// The text of `name` in the last sample.
  func standing(_ name: String) -> Measured<Text> { last.text(name) }

  /// What `parse` makes of the last sample's text.
  func parsed<Value>(
    _ name: String, in sample: Sample? = nil, _ parse: (Text) throws(Malformed) -> Value
  ) -> Measured<Value> {
    (sample ?? last).text(name).flatMap { text in
      do throws(Malformed) { return .success(try parse(text)) } catch {
        let cut = !text.isEmpty && text[text.count - 1] != 0x0A ? " (the text was cut)" : ""
        return .failure(Gap(.malformed, name, error.detail + cut))
      }
    }
  }

  /// The one line of a small file, whole.
  func line(_ name: String) -> Measured<String> {
    parsed(name) { (text) throws(Malformed) in try text.whole().string }
  }

  /// What `parse` makes of the last sample's text or, where that came too late, of the first's.
  func parsedOfEither<Value>(
    _ name: String, _ parse: (Text) throws(Malformed) -> Value
  ) -> Measured<Value> {
    let after = parsed(name, parse)
    guard after.gap?.kind == .timedOut else { return after }
    let before = parsed(name, in: first, parse)
    return before.value == nil ? after : before
  }

  /// What `combine` makes of both samples' texts and the seconds between them.
  func interval<Value, Result>(
    _ name: String, _ parse: (Text) throws(Malformed) -> Value,
    _ combine: (Value, Value) throws(Gap) -> Result
  ) -> Measured<Result> {
    do throws(Gap) {
      let after = try parsed(name, parse).get()
      guard hasInterval else {
        throw Gap(.noInterval, name, "it takes two samples some time apart")
      }
      let before = try parsed(name, in: first, parse).get()
      return .success(try combine(before, after))
    } catch {
      return .failure(error)
    }
  }

  /// By how much a counter grew; a counter that went backwards was reset and tells nothing.
  static func growth(_ before: UInt64, _ after: UInt64, _ source: String) -> Measured<Double> {
    guard after >= before else {
      return .failure(Gap(.noInterval, source, "it went backwards: it was reset in the window"))
    }
    guard after - before < mostGrowth else {
      return .failure(Gap(.malformed, source, "it grew by more than any machine can"))
    }
    return .success(Double(after - before))
  }

  /// Two years in nanoseconds, or 70 petabytes: in one window no counter grows by as much.
  static let mostGrowth: UInt64 = 1 << 56

  /// By how much the counter `key` grew between two tables; nil where the kernel has no such counter.
  static func growth(
    of key: String, _ before: some NamedNumbers, _ after: some NamedNumbers, in name: String
  ) -> Measured<Double>? {
    if let old = before.values[key], let new = after.values[key] {
      return growth(old, new, "\(key) in \(name)")
    }
    guard before.isDamaged(key) || after.isDamaged(key) else { return nil }
    return .failure(Gap(.malformed, name, "\(key) was cut or is no number"))
  }

  /// How named counters grew between two tables.
  func counters<Key: CaseIterable & RawRepresentable<String>>(
    _ name: String, _ parse: (Text) throws(Malformed) -> some NamedNumbers
  ) -> Measured<Counters<Key>> {
    interval(name, parse) { (before, after) throws(Gap) in
      var growth: [String: Measured<Double>] = [:]
      for key in Key.allCases {
        growth[key.rawValue] = Self.growth(of: key.rawValue, before, after, in: name)
      }
      return Counters(growth: growth, seconds: seconds, source: name)
    }
  }

  /// The pressure file called `name`, its window share from the growth of `total`.
  func pressure(_ name: String) -> Measured<Pressure> {
    interval(name, PressureText.init) { (before, after) throws(Gap) in
      let some = try line(before.some, after.some, name)
      var full: Pressure.Line?
      if let old = before.full, let new = after.full { full = try line(old, new, name) }
      return Pressure(some: some, full: full)
    }
  }

  private func line(
    _ before: PressureText.Line, _ after: PressureText.Line, _ name: String
  ) throws(Gap) -> Pressure.Line {
    let stalled = try Self.growth(before.total, after.total, name).get()
    return Pressure.Line(
      window: min(100, stalled / 1e6 / seconds * 100), average10: after.average10,
      average60: after.average60, average300: after.average300)
  }
}

/// The section in which a collection speaks of itself.
struct Facts {
  var interrupted = false
  var pids: Set<Int> = []
  var pageSize = 4096.0
  var cuts: [String] = []
  /// How many control groups were read.
  var groups = 0
  /// Seconds by which the machine's clocks are ahead of UTC, where a log needs it.
  var zone: Double?

  init(_ sample: Sample) {
    guard case .success(let text) = sample.text("whyslow") else { return }
    for line in text.lines {
      let words = line.words
      guard let key = words.first?.string, words.count > 1 else { continue }
      switch key {
      case "interrupted": interrupted = words[1].string == "yes"
      case "self":
        pids.formUnion(
          words.dropFirst().compactMap { $0.number.map { Int(truncatingIfNeeded: $0) } })
      case "page-size": pageSize = words[1].number.map { Double($0) } ?? pageSize
      case "cgroups": groups = words[1].number.map { Int(clamping: $0) } ?? 0
      case "zone": zone = words[1].signedNumber.map { Double($0) }
      case "cut": cuts.append(words.dropFirst().map(\.string).joined(separator: " "))
      default: break
      }
    }
  }
}
