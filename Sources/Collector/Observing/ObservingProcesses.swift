import KernelText
import Model

extension Observer {
  /// Every process but the product's own, with the gaps that more rights would close.
  func processes() -> (table: Measured<[ProcessObservation]>, gaps: [Gap]) {
    if let cut { return (.failure(cut), []) }
    guard !last.processes.isEmpty else {
      return (.failure(Gap(.missing, "/proc/PID/stat", "no process can be seen")), [])
    }
    var gaps = ProcessGaps()
    var cursor = 0
    var leftOut = 0
    var table: [ProcessObservation] = []
    table.reserveCapacity(last.processes.count)
    for readings in last.processes {
      let parsed: ProcessStat
      switch last.text(readings, .stat).flatMap(Self.stat) {
      case .success(let stat): parsed = stat
      case .failure(let gap):
        gaps.add(gap)
        continue
      }
      if facts.pids.contains(parsed.pid) || facts.pids.contains(parsed.parent) {
        leftOut += 1
        continue
      }
      while cursor < first.processes.count, first.processes[cursor].pid < readings.pid {
        cursor += 1
      }
      // With one sample, the first is the last.
      let before = hasInterval && cursor < first.processes.count ? first.processes[cursor] : nil
      let earlier = before.flatMap { $0.pid == readings.pid ? $0 : nil }
      // Without its first state a process cannot be followed.
      let found = earlier.map { first.text($0, .stat).flatMap(Self.stat) }
      gaps.add(found?.gap)
      gaps.add(impossibleStart(of: parsed, after: found?.value))
      let process = observe(parsed, readings, earlier, found?.value)
      if !process.isKernelThread, depth == .full { gaps.add(process.io.gap) }
      table.append(process)
    }
    if table.isEmpty, leftOut == 0 {
      let gap = Gap(.missing, "/proc/PID/stat", "no process could be read")
      return (.failure(gaps.all.first ?? gap), gaps.all)
    }
    return (.success(table), gaps.all)
  }

  /// A process that began before the one that had its number, or is yet to begin: reading all of
  /// them takes seconds, not minutes.
  private func impossibleStart(of stat: ProcessStat, after earlier: ProcessStat?) -> Gap? {
    let isLate = Double(stat.startTime) / 100 > last.time + 60
    guard isLate || (earlier?.startTime ?? 0) > stat.startTime else { return nil }
    return Gap(.malformed, "/proc/PID/stat", "it began when it cannot have begun")
  }

  private static func stat(_ text: Text) -> Measured<ProcessStat> {
    do throws(Malformed) { return .success(try ProcessStat(text)) } catch {
      return .failure(Gap(.malformed, "/proc/PID/stat", error.detail))
    }
  }

  private func observe(
    _ stat: ProcessStat, _ readings: ProcessReadings, _ earlier: ProcessReadings?,
    _ found: ProcessStat?
  ) -> ProcessObservation {
    var process = ProcessObservation(pid: stat.pid, parent: stat.parent, name: stat.name)
    // The number may have gone to another process meanwhile: the start time tells.
    let before = found.flatMap { $0.startTime == stat.startTime ? $0 : nil }
    let age = last.time - Double(stat.startTime) / 100
    let wasClocked = clocksBefore[stat.pid] != nil && age > seconds
    let follows = found.map { $0.startTime < stat.startTime } ?? true
    process.isNew = before == nil && follows && age <= seconds + 1 && !wasClocked
    process.states = [before?.state, stat.state].compactMap { $0 }.map {
      Character(UnicodeScalar($0))
    }
    process.isKernelThread = stat.isKernelThread
    process.threads = Int(clamping: stat.threads)
    process.nice = stat.nice
    process.processor = Int(clamping: stat.processor)
    process.resident = Double(stat.resident) * facts.pageSize
    process.virtualSize = Double(stat.virtualSize)
    if before != nil || process.isNew { fillRates(&process, stat, before) }
    if let share = clockShare(of: stat, isNew: process.isNew) { process.cpuPercent = share }
    guard depth == .full else { return process }
    let old = before == nil ? nil : earlier
    process.runDelayPercent = runDelay(readings, old, isNew: process.isNew)
    process.io = io(readings, old, isNew: process.isNew)
    fillDetails(&process, readings)
    return process
  }

  private func fillRates(
    _ process: inout ProcessObservation, _ stat: ProcessStat, _ before: ProcessStat?
  ) {
    guard hasInterval else { return }
    func rate(_ field: (ProcessStat) -> UInt64) -> Double {
      let old = before.map(field) ?? 0
      let new = field(stat)
      return new > old ? Double(new - old) / seconds : 0
    }
    // A tick is 1/100 s, so ticks per second are percent of one processor.
    let (user, system) = (rate { $0.userTime }, rate { $0.systemTime })
    process.userPercent = user
    process.systemPercent = system
    process.cpuPercent = user + system
    process.guestPercent = rate { $0.guestTime }
    process.minorFaultsPerSecond = rate { $0.minorFaults }
    process.majorFaultsPerSecond = rate { $0.majorFaults }
    process.residentGrowth =
      (Double(stat.resident) - Double(before?.resident ?? 0)) * facts.pageSize
  }

  /// CPU time by the process's own clock, in percent of one processor, where it was noted.
  ///
  /// A process that took over the number of another since is new, and its time all its own.
  private func clockShare(of stat: ProcessStat, isNew: Bool) -> Double? {
    guard hasInterval, let after = clocksAfter[stat.pid] else { return nil }
    let before = isNew ? 0 : clocksBefore[stat.pid]
    guard let before, after >= before else { return nil }
    return Double(after - before) / 1e9 / seconds * 100
  }

  private func runDelay(_ readings: ProcessReadings, _ earlier: ProcessReadings?, isNew: Bool)
    -> Measured<Double>
  {
    counter(readings, earlier, .schedstat, isNew) { (text: Text) throws(Malformed) in
      [Double(try ProcessSchedule(text).wait)]
    }.map { $0[0] / 1e9 / seconds * 100 }
  }

  private func io(_ readings: ProcessReadings, _ earlier: ProcessReadings?, isNew: Bool)
    -> Measured<ProcessObservation.IO>
  {
    counter(readings, earlier, .io, isNew) { (text: Text) throws(Malformed) in
      let io = try ProcessIO(text)
      return [Double(io.readBytes), Double(io.writeBytes)]
    }.map { ProcessObservation.IO(readBytes: $0[0] / seconds, writeBytes: $0[1] / seconds) }
  }

  /// How the counters of one process file grew; all of them, for a process made in the window.
  private func counter(
    _ readings: ProcessReadings, _ earlier: ProcessReadings?, _ file: ProcessFile, _ isNew: Bool,
    _ parse: (Text) throws(Malformed) -> [Double]
  ) -> Measured<[Double]> {
    let name = "/proc/PID/\(file.name)"
    func parsed(_ readings: ProcessReadings, _ sample: Sample) throws(Gap) -> [Double] {
      let text = try sample.text(readings, file).get()
      do throws(Malformed) { return try parse(text) } catch {
        throw Gap(.malformed, name, error.detail)
      }
    }
    return Measured { () throws(Gap) in
      guard readings[file] != nil else { throw Gap(.cut, name, "not read of this process") }
      guard hasInterval, earlier != nil || isNew else {
        throw Gap(.noInterval, name, "it takes two samples some time apart")
      }
      let after = try parsed(readings, last)
      guard let earlier else { return after }
      let before = try parsed(earlier, first)
      guard zip(before, after).allSatisfy({ $0 <= $1 }) else {
        throw Gap(.noInterval, name, "it went backwards")
      }
      return zip(before, after).map { $1 - $0 }
    }
  }

  private func fillDetails(_ process: inout ProcessObservation, _ readings: ProcessReadings) {
    if let text = last.text(readings, .status).value, let status = try? KeyValues(text) {
      process.swap = status["VmSwap"].map { .success(Double($0)) } ?? process.swap
    }
    if let text = last.text(readings, .cgroup).value {
      let groups = ProcessCgroups(text)
      process.cgroups = groups.byController
      process.cgroups[""] = groups.unified
      process.cgroups = process.cgroups.filter { $0.value != "/" }
    }
    if let line = last.text(readings, .cmdline).value, !line.isEmpty {
      process.command = line.string
    }
    // "0" stands for a process that runs, and for one that we may not look into.
    if let channel = last.text(readings, .wchan).value?.trimmed.string, channel != "0",
      !channel.isEmpty
    {
      process.waitChannel = channel
      // Of who waits it tells what is waited for.
      if let io = last.text(readings, .io).value.flatMap({ try? ProcessIO($0) }) {
        process.io = process.io.map { rates in
          var rates = rates
          rates.writtenInAll = Double(io.writeBytes)
          return rates
        }
      }
    }
  }
}

/// Collects the gaps of many processes, each kind once and with the number it stands for.
private struct ProcessGaps {
  private var counts: [Gap: Int] = [:]

  mutating func add(_ gap: Gap?) {
    guard let gap else { return }
    // Only the files of those that rank high are read of all; `stat` is never left out.
    let isTold = [.forbidden, .malformed, .timedOut].contains(gap.kind)
    guard isTold || (gap.kind == .cut && gap.source.hasSuffix("/stat")) else { return }
    let file = gap.source.split(separator: "/").last.map(String.init) ?? gap.source
    counts[Gap(gap.kind, "/proc/PID/\(file)", gap.detail), default: 0] += 1
  }

  var all: [Gap] {
    counts.sorted {
      ($0.key.source, $0.key.detail) < ($1.key.source, $1.key.detail)
    }.map { gap, count in
      Gap(gap.kind, gap.source, "\(gap.detail), for \(count) process\(count == 1 ? "" : "es")")
    }
  }
}
