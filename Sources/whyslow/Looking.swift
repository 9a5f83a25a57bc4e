import ArgumentParser
import Collector
import Model
import Report
import Synchronization
import SystemCalls
import Transports

/// One target as it was read, with what it is judged by.
struct Look: Sendable {
  let target: Target
  let recording: Recording
  /// With the thresholds that hold for the target.
  let checks: [any Check]
  /// Why the user's thresholds could not be read.
  let gap: Gap?

  /// The numbers in it.
  func observation(depth: Depth = .full) -> Observation {
    var observation = Observation(recording, depth: depth)
    if let gap { observation.gaps.append(gap) }
    if case .local = target { observation.ownCost = ownCost() }
    return observation
  }
}

/// A target that is to be read.
struct Aim: Sendable {
  let address: TargetAddress
  let checks: [any Check]
}

/// Reads all `aims` over the same seconds and hands each to `use` as it comes, so that none waits
/// for a slower one; says of those that were out of reach why, and gives their number.
///
/// An interrupt ends this machine's window; from others there is nothing before their end.
func look(
  at aims: [Aim], _ options: CollectionOptions, gap: Gap?,
  use: (Look) throws -> Void
) throws -> Int {
  let arrivals = Arrivals()
  let remote = aims.filter { !$0.address.hops.isEmpty }
  for aim in remote {
    Task.detached {
      let result: Result<Recording, Unreachable>
      do throws(Unreachable) {
        result = .success(try await Connection(to: aim.address).collect(options))
      } catch { result = .failure(error) }
      arrivals.add(aim, result)
    }
  }
  let progress = Progress(window: options.window)
  defer { progress.clear() }
  for aim in aims where aim.address.hops.isEmpty {
    let recording = collect(options, progress: progress.show)
    progress.clear()
    try use(Look(target: .local, recording: recording, checks: aim.checks, gap: gap))
  }
  let start = whyslow_boot_time()
  var failures = 0
  for _ in remote {
    let (aim, result) = try arrivals.next { progress.show(whyslow_boot_time() - start) }
    progress.clear()
    switch result {
    case .success(let recording):
      let target = Target.remote(aim.address.description)
      try use(Look(target: target, recording: recording, checks: aim.checks, gap: gap))
    case .failure(let failure):
      complain(sanitized(failure.sentence))
      failures += 1
    }
  }
  return failures
}

/// What came from other machines, in the order of its coming.
private final class Arrivals: Sendable {
  private let arrived = Mutex<[(Aim, Result<Recording, Unreachable>)]>([])

  func add(_ aim: Aim, _ result: Result<Recording, Unreachable>) {
    arrived.withLock { $0.append((aim, result)) }
  }

  /// The next, after `waiting` was called ten times a second.
  func next(_ waiting: () -> Void) throws -> (Aim, Result<Recording, Unreachable>) {
    var rounds = 0
    while true {
      if let first = arrived.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return first }
      if whyslow_interrupted() != 0 {
        complain("interrupted before the answer came", as: "Note")
        throw ExitCode(130)
      }
      if rounds % 20 == 0 { waiting() }
      rounds += 1
      whyslow_pause(0.005)
    }
  }
}
