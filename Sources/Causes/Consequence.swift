public import Model

/// What a finding makes by itself, whatever caused it: the inner edges of every chain.
public struct Consequence: Sendable {
  /// The checks that found the one, and those that find what comes of it.
  public let from: [CheckName], to: [CheckName]
  /// How sure it is that the one made the other.
  public let sureness: Sureness
  /// Why, in half a sentence.
  public let why: String
  /// What else has to hold of the two findings.
  let holds: (@Sendable (Finding, Finding, Scene) -> Bool)?

  init(
    _ from: [CheckName], _ to: [CheckName], _ sureness: Sureness, _ why: String,
    where holds: (@Sendable (Finding, Finding, Scene) -> Bool)? = nil
  ) {
    self.from = from
    self.to = to
    self.sureness = sureness
    self.why = why
    self.holds = holds
  }

  /// All there are.
  public static let all: [Consequence] = [
    Consequence(
      [.memorySwapActivity, .memorySwapUse], [.memoryMajorFaults, .memoryPressureSome],
      .likely, "what was swapped out has to be read back when it is touched"),
    Consequence(
      [.memorySwapActivity], [.diskUtilization, .diskQueue, .diskAwait, .diskPressure], .likely,
      "pages are written to the swap device and read from it", where: swapIsTheTraffic),
    Consequence(
      [.memoryRefaults, .memoryMajorFaults],
      [.diskUtilization, .diskQueue, .diskAwait, .diskPressure],
      .possible, "pages that were dropped are read again", where: readsAreTheTraffic),
    Consequence(
      [.memoryReclaim], [.memoryPressureSome, .memoryPressureFull, .memoryReclaimEfficiency],
      .likely, "a task that must free memory itself waits for it"),
    Consequence(
      [.memoryPressureSome], [.memoryPressureFull], .likely, "where some wait, soon all do"),
    Consequence(
      [.memoryReclaim], [.cpuSystemShare, .memoryCompaction], .possible,
      "the kernel looks for pages that it can free"),
    Consequence(
      [.memoryOOMKill], [.serviceFailed, .serviceRestarts], .likely,
      "a killed process ends its service"),
    Consequence(
      [.diskUtilization, .diskQueue, .diskAwait],
      [.diskPressure, .diskBlockedTasks, .diskWriteback], .likely,
      "whoever needs the device waits for it"),
    Consequence(
      [.diskUtilization, .diskQueue], [.diskAwait], .likely, "requests wait behind one another"),
    Consequence(
      [.diskUtilization, .diskQueue, .diskAwait, .diskCgroupThrottle], [.diskCgroupPressure],
      .likely,
      "the group's tasks wait for the device"),
    Consequence(
      [.diskPressure, .diskBlockedTasks, .diskCgroupPressure, .diskWriteback],
      [.diskBlockedTasks, .cpuLoad],
      .likely, "a task in state D counts as load without using a processor"),
    Consequence(
      [.diskBlockedTasks, .diskShareSilent, .diskDeviceState], [.cpuLockup], .likely,
      "the kernel complains of a task in state D for two minutes", where: isHungTask),
    Consequence(
      [.diskIOErrors, .diskDeviceResets, .diskDeviceState],
      [
        .diskFilesystemErrors, .diskReadOnly, .diskExt4Errors, .diskBtrfsErrors, .diskAwait,
        .diskBlockedTasks, .diskArrayEvents, .diskArrayDegraded, .diskPoolHealth, .diskPressure,
      ], .likely, "what lies on the device fails or waits with it"),
    Consequence(
      [.diskFilesystemErrors], [.diskReadOnly, .diskExt4Errors], .certain,
      "the filesystem stops writing lest it harm itself"),
    Consequence(
      [.cpuBusy, .cpuRunQueue],
      [.cpuRunQueue, .cpuPressure, .cpuRunDelay, .cpuLoad, .cpuCgroupPressure], .likely,
      "more tasks want to run than processors are free"),
    Consequence(
      [.cpuRunQueue, .cpuRunDelay], [.networkResolvers], .possible,
      "who asks for a name waits for a processor too", where: askerWaits),
    Consequence(
      [.cpuSoftirq, .cpuInterrupts],
      [.cpuCorePegged, .networkSoftnetDrops, .networkSoftnetSqueezed],
      .likely, "the processor that serves the interrupts has no time left"),
    Consequence(
      [
        .networkSoftnetDrops, .networkFIFO, .networkQdiscDrops, .networkDrops,
        .networkInterfaceErrors,
      ],
      [.networkRetransmits, .networkTimeouts, .networkHostRetransmits, .networkOutOfOrder], .likely,
      "what was dropped is sent again"),
    Consequence(
      [.networkRetransmits], [.networkTimeouts], .likely,
      "what is lost again and again waits for the timer"),
    Consequence(
      [.networkAcceptQueue], [.networkListenOverflow], .certain,
      "a full accept queue turns connections away"),
    Consequence(
      [.networkListenOverflow],
      [
        .networkSYNDrops, .networkSYNFlood, .networkConnectFailures, .networkTimeouts,
        .networkRetransmits,
      ],
      .likely, "the client's first packet is dropped and sent again"),
    Consequence(
      [.networkSYNDrops], [.networkConnectFailures, .networkTimeouts, .networkRetransmits], .likely,
      "the client's first packet is dropped and sent again"),
    Consequence(
      [.networkConntrack, .networkConntrackDrops],
      [
        .networkLimitsReached, .networkConntrackDrops, .networkConnectFailures, .networkTimeouts,
        .networkRetransmits, .networkUDPSendErrors,
      ], .likely, "a packet that cannot be tracked is dropped"),
    Consequence(
      [.networkEphemeralPorts], [.networkConnectFailures], .likely,
      "a connection without a port of its own fails"),
    Consequence(
      [.limitsCgroupPids, .limitsPids, .limitsThreads, .limitsUserTasks],
      [.limitsForkRejected, .limitsCgroupPidsRefused], .certain, "at the limit every fork fails"),
    Consequence(
      [.limitsZombies], [.limitsPids, .limitsCgroupPids, .limitsUserTasks], .likely,
      "a zombie keeps its number"),
    Consequence(
      [.serviceFailed, .serviceRestarts, .serviceCrashes],
      [.serviceFailed, .serviceRestarts, .serviceState],
      .likely, "a service that ends is started again, and given up in the end"),
    Consequence(
      [.cpuThermal, .cpuThermalThrottle], [.cpuClockCap], .likely,
      "the clock is lowered against the heat"),
  ]

  /// The facts that come of `fact`, by number.
  fileprivate func facts(after fact: Int, in scene: Scene) -> [Int] {
    let first = scene.facts[fact].finding
    return to.flatMap { scene.indices[$0] ?? [] }.filter { other in
      guard other != fact else { return false }
      let second = scene.facts[other].finding
      return scene.mayShow(first.subject, on: second.subject) && first.mayHaveEnded(second)
        && (holds?(first, second, scene) ?? true)
    }
  }
}

/// What each fact of a scene makes by itself.
struct Graph {
  /// By fact.
  private(set) var after: [[(fact: Int, consequence: Consequence)]]

  init(_ scene: Scene) {
    after = Array(repeating: [], count: scene.facts.count)
    for consequence in Consequence.all {
      for fact in consequence.from.flatMap({ scene.indices[$0] ?? [] }) {
        after[fact] += consequence.facts(after: fact, in: scene).map { ($0, consequence) }
      }
    }
  }
}

/// Whether at least a fifth of the device's traffic can be pages swapped in and out.
///
/// 0.2, because less than that makes no device busy by itself.
@Sendable private func swapIsTheTraffic(_ swap: Finding, _ disk: Finding, _ scene: Scene) -> Bool {
  guard case .device(let name) = disk.subject, let device = scene.device(name) else { return true }
  let pages = ([swap.measurement] + swap.evidence).filter { $0.quantity.unit == .pagesPerSecond }
    .reduce(0) { $0 + $1.quantity.value }
  let traffic = device.readBytesPerSecond + device.writeBytesPerSecond
  return traffic == 0 || pages * 4096 >= traffic * 0.2
}

/// Whether the device reads more than it writes.
@Sendable private func readsAreTheTraffic(_ faults: Finding, _ disk: Finding, _ scene: Scene)
  -> Bool
{
  guard case .device(let name) = disk.subject, let device = scene.device(name) else { return true }
  return device.readBytesPerSecond >= device.writeBytesPerSecond
}

/// Whether a server's answer can be late because whoever asked for it waited for a processor.
///
/// By arithmetic: beside as many tasks as wait for each processor, everything takes that many times
/// longer. Without them it would have come within the tenth of a second from which it is late. Who never
/// answered was waited for by the clock.
@Sendable private func askerWaits(_ waiting: Finding, _ late: Finding, _ scene: Scene) -> Bool {
  guard late.measurement.name == "answer" else { return false }
  let queue = waiting.measurement.quantity
  let others: Double =
    switch queue.unit {
    case .ratio: queue.value
    case .millisecondsPerSecond: queue.value / 1000
    default: 0
    }
  return late.measurement.quantity.value <= 100 * (1 + others)
}

@Sendable private func isHungTask(_ blocked: Finding, _ log: Finding, _ scene: Scene) -> Bool {
  log.isHungTask
}

extension Finding {
  /// Whether the kernel complained of a task in state D, rather than of a processor.
  var isHungTask: Bool { measurement.name.contains("hung") }
}
