import KernelText
import Model

/// The columns of `iostat -x` from two lines of `/proc/diskstats`.
///
/// The arithmetic follows the definitions in iostat(1): rates over the seconds between, awaits over
/// the requests completed, queue and utilization from the two time counters.
struct DiskRates {
  private let growth: [KeyPath<DiskStats, UInt64>: Double]
  private let seconds: Double
  /// Whether it counts from zero because another device has taken the name.
  let isReset: Bool

  private static var counters: [KeyPath<DiskStats, UInt64>] {
    [
      \.reads, \.readMerges, \.readSectors, \.readTime, \.writes, \.writeMerges, \.writeSectors,
      \.writeTime, \.ioTime, \.weightedTime, \.discards, \.discardMerges, \.discardSectors,
      \.discardTime, \.flushes, \.flushTime,
    ]
  }

  /// Bytes in a sector of /proc/diskstats, whatever the device's own sectors are.
  private static let sector = 512.0

  /// The growth in `seconds`; nil where sectors or times went backwards or beyond all measure.
  ///
  /// A device that came in the window counts from zero, as iostat has it: so does one whose
  /// requests went backwards, since another has taken the name. The millisecond counters are 32
  /// bits wide in older kernels; a fall from near their end is a wrap.
  init?(_ before: DiskStats?, _ after: DiskStats, _ seconds: Double) {
    self.seconds = seconds
    let times: Set<KeyPath<DiskStats, UInt64>> = [
      \.readTime, \.writeTime, \.ioTime, \.weightedTime, \.discardTime, \.flushTime,
    ]
    let requests = [\DiskStats.reads, \.writes, \.discards, \.flushes]
    let earlier = before.flatMap { before in
      requests.contains { after[keyPath: $0] < before[keyPath: $0] } ? nil : before
    }
    isReset = before != nil && earlier == nil
    var growth: [KeyPath<DiskStats, UInt64>: Double] = [:]
    for counter in Self.counters {
      let old = earlier?[keyPath: counter] ?? 0
      let new = after[keyPath: counter]
      if new >= old, new - old < Observer.mostGrowth {
        growth[counter] = Double(new - old)
      } else if new < old, times.contains(counter), old <= UInt64(UInt32.max),
        old > UInt64(UInt32.max) / 2
      {
        growth[counter] = Double(new + (1 << 32) - old)
      } else {
        return nil
      }
    }
    self.growth = growth
  }

  private func delta(_ counter: KeyPath<DiskStats, UInt64>) -> Double { growth[counter] ?? 0 }
  private func rate(_ counter: KeyPath<DiskStats, UInt64>) -> Double { delta(counter) / seconds }
  private func mean(_ time: KeyPath<DiskStats, UInt64>, _ count: KeyPath<DiskStats, UInt64>)
    -> Double
  {
    delta(count) > 0 ? delta(time) / delta(count) : 0
  }

  func fill(_ device: inout BlockDevice) {
    device.readsPerSecond = rate(\.reads)
    device.writesPerSecond = rate(\.writes)
    device.discardsPerSecond = rate(\.discards)
    device.flushesPerSecond = rate(\.flushes)
    device.readBytesPerSecond = rate(\.readSectors) * Self.sector
    device.writeBytesPerSecond = rate(\.writeSectors) * Self.sector
    device.discardBytesPerSecond = rate(\.discardSectors) * Self.sector
    device.readMergesPerSecond = rate(\.readMerges)
    device.writeMergesPerSecond = rate(\.writeMerges)
    device.discardMergesPerSecond = rate(\.discardMerges)
    device.readAwait = mean(\.readTime, \.reads)
    device.writeAwait = mean(\.writeTime, \.writes)
    device.discardAwait = mean(\.discardTime, \.discards)
    device.flushAwait = mean(\.flushTime, \.flushes)
    device.completed = delta(\.reads) + delta(\.writes) + delta(\.discards)
    device.queue = rate(\.weightedTime) / 1000
    device.utilization = min(100, rate(\.ioTime) / 10)
  }
}
