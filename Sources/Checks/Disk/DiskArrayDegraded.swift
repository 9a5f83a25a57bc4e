import Model

/// Whether software RAID arrays lack members.
struct DiskArrayDegraded: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Members that arrays of md and of LVM lack, and how many more they could lose"
  let reason = """
    A degraded array works on: reads of a parity array are slower, since what is missing is \
    computed from all others, and a rebuild takes much of what the disks can do. It is critical \
    where one more failure loses data and nothing is being done about it.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, label: "not running", source: "Linux Documentation/admin-guide/md.rst array_state",
      reason: "Any array that could not be started: often the rest of one that was taken apart."),
    .warning(
      0, .count, label: "missing", source: "netdata health.d/mdstat.conf mdstat_disks, a critical",
      reason: "Any member: its redundancy is reduced, or is being restored."),
    .critical(
      0, .count, label: "no redundancy left",
      source: "netdata health.d/mdstat.conf mdstat_disks",
      reason: "One more failure loses data, and no rebuild is under way."),
  ]
  let byHand = "cat /proc/mdstat; lvs -a -o name,lv_attr,raid_sync_action"
  let toMeasure: String? = toMeasureMapped

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let all = observation.disk.allArrays
    return try judgeEach(
      all.known, lost: all.lost, nothing: Measurement("arrays", 0, .count)
    ) { array in
      array.redundancy
    } _: { array, redundancy in
      let subject = Subject.device(array.name)
      let missing = Measurement("missing members", Double(redundancy.missing), .count, on: subject)
      return JudgedPart(
        measurement: missing, finding: finding(array, redundancy, missing, subject))
    }
  }

  private func finding(
    _ array: RAIDArray, _ redundancy: RAIDArray.Redundancy, _ missing: Measurement,
    _ subject: Subject
  ) -> Finding? {
    let evidence = [
      Measurement("members", Double(redundancy.slots), .count, on: subject),
      Measurement("failed members", Double(array.failed.count), .count, on: subject),
      Measurement("spares", Double(array.spares), .count, on: subject),
    ]
    func told(_ label: String, _ measurement: Measurement, _ statement: String) -> Finding? {
      finding(measurement, past: [label], statement, evidence: evidence)
    }
    let name = array.name
    if array.isBroken {
      let stopped = Measurement("not running", 1, .count, on: subject)
      return array.level == "raid0" || array.level == "linear"
        ? told("no redundancy left", stopped, "\(name) has lost a member, and its data with it.")
        : told("not running", stopped, "\(name) could not be started.")
    }
    if array.activity?.restores == true {
      return told("missing", missing, "\(name) lacks members and is being rebuilt.")
    }
    return redundancy.left > 0
      ? told("missing", missing, "\(name) lacks members.")
      : told("no redundancy left", missing, "\(name) lacks members; one more failure loses data.")
  }
}

extension DiskObservation {
  /// The arrays of md and those of LVM, and why some may be missing: what one of the two shows is
  /// told, though the other cannot be asked.
  var allArrays: (known: [RAIDArray], lost: Gap?) {
    ((arrays.value ?? []) + (mapped.value?.arrays ?? []), arrays.gap ?? mapped.gap)
  }
}

/// What makes the state of mapped volumes readable where it is not.
let toMeasureMapped = "Run as root, with dmsetup installed."
