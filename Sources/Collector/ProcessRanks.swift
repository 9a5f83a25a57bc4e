import KernelText

/// Picks the processes that are worth a closer look, as they are listed.
///
/// Both samples list processes in the order of their numbers, as the kernel does, so the two are
/// walked side by side.
struct ProcessRanks {
  /// How many are taken by each measure.
  static let places = 8

  private let first: Sample?
  private var cursor = 0
  private var byCPU = Top(), byMemory = Top(), byGrowth = Top(), byIO = Top()
  private var waiting: [Int] = []
  private var named: [Int] = []

  init(first: Sample?) { self.first = first }

  /// Takes note of the process at `index`, whose bytes of I/O since its start are `io`.
  mutating func add(_ stat: ProcessStat, _ io: Double?, at index: Int) {
    let before = earlier(stat)
    let ticks = stat.userTime &+ stat.systemTime
    let ticksBefore = before.map { $0.stat.userTime &+ $0.stat.systemTime } ?? 0
    byCPU.offer(index, ticks > ticksBefore ? Double(ticks - ticksBefore) : 0)
    byMemory.offer(index, Double(stat.resident))
    byGrowth.offer(index, Double(stat.resident) - Double(before?.stat.resident ?? stat.resident))
    if let io { byIO.offer(index, io - (before?.io ?? 0)) }
    if stat.state == UInt8(ascii: "D"), waiting.count < Self.places { waiting.append(index) }
    if named.count < Self.places, MaintenanceProgram.mustBeAsked(stat.name) { named.append(index) }
  }

  /// The same process in the first sample; one that took over the number is another.
  private mutating func earlier(_ stat: ProcessStat) -> (stat: ProcessStat, io: Double?)? {
    guard let first else { return nil }
    while cursor < first.processes.count, first.processes[cursor].pid < stat.pid { cursor += 1 }
    guard cursor < first.processes.count, first.processes[cursor].pid == stat.pid,
      let before = first.processStat(first.processes[cursor]), before.startTime == stat.startTime
    else { return nil }
    return (before, first.processIO(first.processes[cursor]))
  }

  /// Whether the process at `index` was taken because it is in uninterruptible sleep.
  func isWaiting(_ index: Int) -> Bool { waiting.contains(index) }

  /// The indices taken by any measure, ascending.
  var highest: [Int] {
    let ranked = byCPU.indices + byMemory.indices + byGrowth.indices + byIO.indices
    return Set(ranked + waiting + named).sorted()
  }
}

/// The greatest few of many.
private struct Top {
  private var entries: [(index: Int, value: Double)] = []

  var indices: [Int] { entries.map(\.index) }

  mutating func offer(_ index: Int, _ value: Double) {
    guard value > 0 else { return }
    if entries.count == ProcessRanks.places {
      guard let least = entries.last, value > least.value else { return }
      entries.removeLast()
    }
    let place = entries.firstIndex { $0.value < value } ?? entries.count
    entries.insert((index, value), at: place)
  }
}
