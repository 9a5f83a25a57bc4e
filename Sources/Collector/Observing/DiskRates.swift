import KernelText
import Model

/// The columns of `iostat -x` from two lines of `/proc/diskstats`.
///
/// The arithmetic follows the definitions in iostat(1): rates over the seconds between, awaits over
/// the requests completed, queue and utilization from the two time counters.
struct DiskRates {
  /// What each counter has grown by.
  private var growth: DiskStats
  private let seconds: Double
  /// Whether it counts from zero because another device has taken the name.
  let isReset: Bool

  private static var counts: [WritableKeyPath<DiskStats, UInt64>] {
    [
      \.reads, \.readMerges, \.readSectors, \.writes, \.writeMerges, \.writeSectors, \.discards,
      \.discardMerges, \.discardSectors, \.flushes,
    ]
  }

  private static var times: [WritableKeyPath<DiskStats, UInt64>] {
    [\.readTime, \.writeTime, \.ioTime, \.weightedTime, \.discardTime, \.flushTime]
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
    growth = after
    let requests = [\DiskStats.reads, \.writes, \.discards, \.flushes]
    let earlier = before.flatMap { before in
      requests.contains { after[keyPath: $0] < before[keyPath: $0] } ? nil : before
    }
    isReset = before != nil && earlier == nil
    for (counters, wrap) in [(Self.counts, false), (Self.times, true)] {
      for counter in counters {
        let old = earlier?[keyPath: counter] ?? 0
        let new = after[keyPath: counter]
        if new >= old, new - old < Observer.mostGrowth {
          growth[keyPath: counter] = new - old
        } else if wrap, new < old, old <= UInt64(UInt32.max), old > UInt64(UInt32.max) / 2 {
          growth[keyPath: counter] = new + (1 << 32) - old
        } else {
          return nil
        }
      }
    }
  }

  private func rate(_ growth: UInt64) -> Double { Double(growth) / seconds }
  private func mean(_ time: UInt64, _ count: UInt64) -> Double {
    count > 0 ? Double(time) / Double(count) : 0
  }

  func fill(_ device: inout BlockDevice) {
    device.readsPerSecond = rate(growth.reads)
    device.writesPerSecond = rate(growth.writes)
    device.discardsPerSecond = rate(growth.discards)
    device.flushesPerSecond = rate(growth.flushes)
    device.readBytesPerSecond = rate(growth.readSectors) * Self.sector
    device.writeBytesPerSecond = rate(growth.writeSectors) * Self.sector
    device.discardBytesPerSecond = rate(growth.discardSectors) * Self.sector
    device.readMergesPerSecond = rate(growth.readMerges)
    device.writeMergesPerSecond = rate(growth.writeMerges)
    device.discardMergesPerSecond = rate(growth.discardMerges)
    device.readAwait = mean(growth.readTime, growth.reads)
    device.writeAwait = mean(growth.writeTime, growth.writes)
    device.discardAwait = mean(growth.discardTime, growth.discards)
    device.flushAwait = mean(growth.flushTime, growth.flushes)
    device.completed = Double(growth.reads) + Double(growth.writes) + Double(growth.discards)
    device.queue = rate(growth.weightedTime) / 1000
    device.utilization = min(100, rate(growth.ioTime) / 10)
  }
}
