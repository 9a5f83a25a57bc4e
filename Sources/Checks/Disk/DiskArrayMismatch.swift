import Model

/// Whether the copies in arrays agree.
struct DiskArrayMismatch: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Sectors that the last check of an array found to differ"
  let reason = """
    In an array that keeps copies, memory that changed while it was written, as swap does, leaves \
    differences that nobody ever reads. In one that keeps parity they mean that a disk, a cable or \
    memory has damaged data. The number is that of the last check, not of now.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "md(4) on mismatch_cnt",
      reason: "Any difference; in RAID 1 and 10 it is mostly harmless."),
    .warning(
      1024, .count, source: "netdata health.d/mdstat.conf mdstat_mismatch_cnt",
      reason: "More than one stripe or two of a parity array, which should have none."),
  ]
  let byHand = "grep . /sys/block/md*/md/mismatch_cnt"
  let toMeasure: String? = "Let mdadm check the array: echo check > /sys/block/md0/md/sync_action"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let all = observation.disk.allArrays
    return try judgeEach(
      all.known.filter { $0.redundancy.value?.tolerance != 0 }, lost: all.lost,
      nothing: Measurement("arrays with redundancy", 0, .count), absenceIsNothing: true
    ) { array in
      array.mismatches
    } _: { array, count in
      let differing = Measurement(
        "differing sectors", count, .count, on: .device(array.name))
      return JudgedPart(
        measurement: differing,
        finding: finding(
          differing, atMost: array.keepsCopies ? .note : .warning,
          "The last check of \(array.name) found sectors that differ."))
    }
  }
}
