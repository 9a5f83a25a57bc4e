import Model

/// Whether disks with several ways to them have lost some.
struct DiskMultipath: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Ways to disks of a storage network that have failed"
  let reason = """
    With a way lost the others carry all requests, and the bandwidth is less. With all lost, \
    requests fail or wait for good, as the disk's configuration has it.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, label: "failed", source: "Linux drivers/md/dm-mpath.c, path state F",
      reason: "Any way that has failed: the next one takes the redundancy."),
    .critical(
      0, .count, label: "none left", source: "Linux drivers/md/dm-mpath.c, path state F",
      reason: "No way works: nothing can be read or written."),
  ]
  let byHand = "multipath -ll"
  let toMeasure: String? = toMeasureMapped

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.disk.mapped.get().multipaths,
      nothing: Measurement("disks with several ways", 0, .count)
    ) { disk in
      disk.paths
    } _: { disk, paths in
      let subject = Subject.device(disk.name)
      let failed = Measurement(
        "failed ways", Double(paths.all - paths.working), .count, on: subject)
      return JudgedPart(
        measurement: failed,
        finding: finding(
          failed, past: [paths.working == 0 ? "none left" : "failed"],
          paths.working == 0
            ? "No way to \(disk.name) works." : "A way to \(disk.name) has failed.",
          evidence: [Measurement("ways", Double(paths.all), .count, on: subject)]))
    }
  }
}
