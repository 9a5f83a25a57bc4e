import KernelText
import Model

extension Observer {
  /// The arrays of the md driver; none where the driver is seen to be absent.
  func arrays() -> Measured<[RAIDArray]> {
    let source = "/proc/mdstat"
    guard last.lacks(source) else {
      return parsed(source, MDStat.init).map { $0.arrays.map(array) }
    }
    return blockDevices().flatMap { names in
      names.contains { $0.hasPrefix("md") }
        ? .failure(Gap(.missing, source, "it is not there, and an array is")) : .success([])
    }
  }

  /// The block devices that the kernel counts for, partitions too; a gap where there are none, as
  /// a list that was lost looks the same.
  func blockDevices() -> Measured<[String]> {
    let source = "/proc/diskstats"
    return parsed(source, DiskStats.parse).flatMap { all in
      all.isEmpty
        ? .failure(Gap(.missing, source, "no block device is listed")) : .success(all.map(\.name))
    }
  }

  private func array(_ md: MDArray) -> RAIDArray {
    let folder = "/sys/block/\(md.name)/md"
    var array = RAIDArray(
      name: md.name, redundancy: .success(redundancy(md)), mismatches: mismatches(folder))
    array.level = md.level
    array.members = md.members.map(\.name)
    array.failed = md.members.filter { $0.flags.contains("F") }.map(\.name)
    array.spares = md.members.filter { $0.flags.contains("S") }.count
    let state = line("\(folder)/array_state")
    // Before it had such a word, an array could not be broken.
    if let gap = state.gap, gap.kind != .missing { array.redundancy = .failure(gap) }
    array.isBroken = state.value == "broken" || !md.isActive && !md.isExternal
    array.activity = md.activity.flatMap(activity)
    return array
  }

  private func redundancy(_ md: MDArray) -> RAIDArray.Redundancy {
    let count = md.members.count
    guard let slots = md.slots, let working = md.working, let level = md.level else {
      return RAIDArray.Redundancy(slots: count, working: count, tolerance: 0)
    }
    let tolerance = RAIDArray.tolerance(of: level, slots: slots, copies: md.copies)
    return RAIDArray.Redundancy(slots: slots, working: working, tolerance: tolerance)
  }

  /// The count stays from the last check; a resync of a new array counts as well and means nothing.
  private func mismatches(_ folder: String) -> Measured<Double> {
    let action = "\(folder)/last_sync_action"
    let count = "\(folder)/mismatch_cnt"
    return Measured { () throws(Gap) in
      if last.has(count), !last.has(action) { throw Gap(.cut, action, "it is lost") }
      guard ["check", "repair"].contains(try line(action).get()) else {
        throw Gap(.missing, action, "no check has been run since the array was started")
      }
      guard last.has(count) else { throw Gap(.cut, count, "it is lost, and a check has been run") }
      return try parsed(count, Self.number).get()
    }
  }

  /// Work that goes on; what waits, or does not move, strains nothing.
  private func activity(_ md: MDArray.Activity) -> RAIDArray.Activity? {
    guard !md.isWaiting, md.speed != 0, let kind = RAIDArray.Activity.Kind(rawValue: md.name)
    else { return nil }
    return RAIDArray.Activity(
      kind, percent: md.percent, bytesPerSecond: md.speed.map { Double($0) * 1024 })
  }
}
