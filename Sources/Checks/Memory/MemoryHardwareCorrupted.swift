import Model

/// Whether the kernel took memory out of use after hardware errors.
struct MemoryHardwareCorrupted: Check {
  let resource = Resource.memory
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Memory taken out of use because the hardware damaged its content"
  let reason = """
    It is a state of now and not a history: these pages stay out of use until the next boot, and \
    whoever owned them lost data or was killed. The size hardly matters; that the module fails \
    does.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .bytes, source: "netdata health.d/memory.conf 1hour_memory_hw_corrupted",
      reason: "A healthy machine has none.")
  ]
  let byHand = "grep HardwareCorrupted /proc/meminfo"
  let toMeasure: String? = "A kernel with CONFIG_MEMORY_FAILURE, on hardware that reports errors."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let info = try observation.memory.info.get()
    let corrupted = Measurement("hardware corrupted", try info[.hardwareCorrupted], .bytes)
    let found = finding(
      corrupted, "The kernel has taken memory out of use after hardware errors.")
    return .of([found].compactMap { $0 }, clear: corrupted)
  }
}
