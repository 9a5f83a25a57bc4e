import ArgumentParser
import Collector
import Model
import Report
import Runbook
import Synchronization
import SystemCalls
import Transports

/// One target as it was read, with what it is judged by.
struct Look: Sendable {
  let target: Target
  let recording: TargetRecording
  /// With the thresholds that hold for the target.
  let checks: [any Check]
  /// Why the user's thresholds could not be read.
  let gap: Gap?

  /// The recording as typed numbers: of a machine, or of both layers.
  enum Observed {
    case machine(Observation)
    case layers(Layers, host: String)

    /// Of the machine, or of the host that the target runs on.
    var machine: Observation {
      switch self {
      case .machine(let observation): observation
      case .layers(let layers, _): layers.host
      }
    }

    /// Of the machine, or of what runs on it as far as it is its own.
    var own: Observation {
      switch self {
      case .machine(let observation): observation
      case .layers(let layers, _): layers.own
      }
    }
  }

  /// Two layers always at full depth, by which it is told whose doing it is.
  func observed(depth: Depth = .full) -> Observed {
    switch recording {
    case .machine(let recording): .machine(Observation(recording, depth: depth))
    case .layers(let layers): .layers(Layers(layers), host: layers.hostTarget)
    }
  }

  /// What the checks say of it, without who is behind it, where no workload is to be told apart.
  func judged(_ observed: Observed) -> Diagnosis {
    guard case .machine(let observation) = observed else { return diagnosis(of: observed) }
    return completed(judge(observation, target: target, checks: checks))
  }

  /// What the flowchart says of it.
  func diagnosis(of observed: Observed, symptom: String? = nil) -> Diagnosis {
    switch observed {
    case .machine(let observation):
      completed(diagnose(observation, target: target, symptom: symptom, checks: checks))
    case .layers(let layers, let host):
      completed(diagnose(layers, target: target, host: host, symptom: symptom, checks: checks))
    }
  }

  /// `diagnosis` with what only the look itself knows.
  private func completed(_ diagnosis: Diagnosis) -> Diagnosis {
    var diagnosis = diagnosis
    if let gap { diagnosis.gaps.append(gap) }
    if isHere { diagnosis.ownCost = ownCost() }
    return diagnosis
  }

  /// Looks whether the remedies of `diagnosis` are applied already.
  func checkSettings(of diagnosis: inout Diagnosis) {
    guard let explanation = diagnosis.explanation, !explanation.causes.isEmpty else { return }
    let (recording, address) = (recording, address)
    diagnosis.explanation = wait { await explanation.checked(in: recording, at: address) }
  }

  /// Where the target is; nil for a recording.
  var address: TargetAddress? {
    switch target {
    case .local: TargetAddress(hops: [])
    case .remote(let words): try? TargetAddress(parsing: words)
    case .recording: nil
    }
  }

  /// Whether this machine was read.
  var isHere: Bool {
    if case .layers(let layers) = recording, case .remote = target {
      return layers.hostTarget == "local"
    }
    return target == .local
  }
}

/// A target that is to be read.
struct Aim: Sendable {
  let address: TargetAddress
  let checks: [any Check]

  /// Whether it is this machine.
  var isLocal: Bool { address.hops.isEmpty }
  /// What runs on this machine itself; nil for a machine, and for what runs on another.
  var localWorkload: Workload? {
    guard !address.isToBeFound else { return nil }
    return address.layers.flatMap { $0.host.hops.isEmpty ? $0.workload : nil }
  }
}

/// Reads all `aims` over the same seconds and hands each to `use` as it comes, so that none waits
/// for a slower one; says of those that were out of reach why, and gives their number.
///
/// An interrupt ends every window. Others may take a moment to answer then; where one takes longer
/// there is nothing of it.
func look(
  at aims: [Aim], _ options: CollectionOptions, gap: Gap?, closer: CloserPlan = .none,
  use: (Look) throws -> Void
) throws -> Int {
  let arrivals = Arrivals<Result<TargetRecording, Unreachable>>()
  let insides = Arrivals<InsideRecording>()
  let here = aims.filter { $0.isLocal || $0.localWorkload != nil }
  let within = here.filter { !$0.isLocal }
  let remote = aims.filter { !$0.isLocal && $0.localWorkload == nil }
  let machines = shared(by: remote, options)
  for aim in remote {
    let place = aim.address.machineThere?.description
    let machine = place.flatMap { machines[$0] }
    let number = remote.count { $0.address.machineThere?.description == place }
    Task.detached {
      do throws(Unreachable) {
        let recording =
          if let machine {
            try await aim.address.readLayers(options, among: number, on: machine)
          } else {
            try await aim.address.readLayers(options)
          }
        arrivals.add(aim, .success(await closer.deepened(recording, of: aim)))
      } catch { arrivals.add(aim, .failure(error)) }
    }
  }
  for aim in within {
    Task.detached {
      insides.add(aim, await aim.address.readInside(options, among: within.count))
    }
  }
  let progress = Progress(window: options.window)
  defer { progress.clear() }
  var failures = 0
  func take(_ aim: Aim, _ result: Result<TargetRecording, Unreachable>) throws {
    progress.clear()
    switch result {
    case .success(let recording):
      let target = aim.isLocal ? Target.local : .remote(aim.address.description)
      try use(Look(target: target, recording: recording, checks: aim.checks, gap: gap))
    case .failure(let failure):
      complain(sanitized(failure.sentence))
      failures += 1
    }
  }
  if !here.isEmpty {
    // All that runs here is told of by one look at this machine.
    var asking = options
    asking.workloads = within.compactMap(\.localWorkload)
    let recording = collect(asking, progress: progress.show)
    progress.clear()
    for aim in here where aim.isLocal {
      try take(aim, .success(closer.deepenedHere(.machine(recording), of: aim)))
    }
    var waiting = within
    while !waiting.isEmpty {
      // An interrupt ends the waiting soon: the host alone can judge.
      let (aim, inside) = insides.nextUnlessInterrupted() ?? (waiting[0], .interrupted(waiting[0]))
      if let index = waiting.firstIndex(where: { $0.address == aim.address }) {
        waiting.remove(at: index)
      }
      let both: Result<TargetRecording, Unreachable>
      do throws(Unreachable) {
        let joined = try aim.address.joined(inside, recording)
        both = .success(closer.deepenedHere(joined, of: aim))
      } catch { both = .failure(error) }
      try take(aim, both)
    }
  }
  let start = whyslow_boot_time()
  for _ in remote {
    let (aim, result) = try arrivals.next { progress.show(whyslow_boot_time() - start) }
    try take(aim, result)
  }
  return failures
}

/// The machines that several of `aims` need, by their names, each read once for all of them.
private func shared(by aims: [Aim], _ options: CollectionOptions)
  -> [String: Task<Result<Recording, Unreachable>, Never>]
{
  let needed = aims.compactMap { aim in aim.address.machineThere.map { ($0, aim.address) } }
  return Dictionary(grouping: needed) { $0.0.description }.compactMapValues { group in
    guard group.count > 1, let machine = group.first?.0 else { return nil }
    var asking = options
    asking.workloads = group.compactMap { $0.1.layers?.workload }
    let wanted = asking
    return Task.detached {
      do throws(Unreachable) {
        return .success(try await Connection(to: machine).collect(wanted))
      } catch { return .failure(error) }
    }
  }
}

/// What came from other machines, in the order of its coming.
private final class Arrivals<Value: Sendable>: Sendable {
  private let arrived = Mutex<[(Aim, Value)]>([])

  func add(_ aim: Aim, _ result: Value) {
    arrived.withLock { $0.append((aim, result)) }
  }

  /// The next; nil where it has not come a second after the user interrupted: a shell inside is told
  /// of that, and ends its window, too.
  func nextUnlessInterrupted() -> (Aim, Value)? {
    var end: Double?
    while true {
      if let first = arrived.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return first }
      if whyslow_interrupted() != 0, end == nil { end = whyslow_boot_time() + 1 }
      if let end, whyslow_boot_time() > end { return nil }
      whyslow_pause(0.005)
    }
  }

  /// The next, after `waiting` was called ten times a second; past an interrupt it is given three
  /// seconds.
  func next(_ waiting: () -> Void) throws -> (Aim, Value) {
    var rounds = 0
    var end: Double?
    while true {
      if let first = arrived.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return first }
      if whyslow_interrupted() != 0, end == nil { end = whyslow_boot_time() + 3 }
      if let end, whyslow_boot_time() > end {
        complain("interrupted before the answer came", as: "Note")
        throw ExitCode(130)
      }
      if rounds % 20 == 0 { waiting() }
      rounds += 1
      whyslow_pause(0.005)
    }
  }
}

extension InsideRecording {
  /// What is not waited for.
  fileprivate static func interrupted(_ aim: Aim) -> InsideRecording {
    let place = aim.localWorkload?.target ?? aim.address.description
    return InsideRecording(.failure(Gap(.cut, "inside \(place)", "interrupted before it answered")))
  }
}
