import Model

/// Whose doing it is, resource by resource, by the rules of docs/layers.md.
///
/// ```
/// a limit of the workload was met ──────────────────────────────▶ limit
/// the workload waits and its host has nothing left
///     greedy others together take more than the workload ───────▶ neighbour, named
///     else ─────────────────────────────────────────────────────▶ shortage of the host
/// neither ──────────────────────────────────────────────────────▶ look at the application
/// ```
func judgeLayers(_ view: LayerView) -> [LayerVerdict] {
  if let gap = view.workload.gap {
    let wasKilled =
      view.workload.state?.wasOutOfMemory == true
      || view.found(["MemoryOOMKill"], in: view.part) != nil
    return [Resource.cpu, .memory, .disk].map { resource -> LayerVerdict in
      if let lack = view.lackOfRoom(resource) { return lack }
      return wasKilled && resource == .memory ? view.memory() : view.unknown(resource, gap)
    }
  }
  return [view.processors(), view.memory(), view.disks()] + view.tasks()
}

extension LayerView {
  /// The limit on processes and threads is told of where it is met only.
  fileprivate func tasks() -> [LayerVerdict] {
    let names = ["LimitsCgroupPidsRefused", "LimitsCgroupPids"]
    return found(names, in: part).map { [limit(.limits, $0, host: [])] } ?? []
  }

  /// A limit of the workload's own was met.
  func limit(
    _ resource: Resource, _ found: Finding, host: [Measurement], _ statement: String? = nil
  ) -> LayerVerdict {
    let what =
      switch resource {
      case .cpu: "its CPU quota holds it back"
      case .memory: "its memory limit is met"
      case .disk: "its I/O limit holds it back"
      default: "its limit of processes is met"
      }
    var verdict = LayerVerdict(
      resource, .success(.limit), statement ?? "\(name): \(what).", finding: found)
    verdict.workload = [found.measurement] + found.evidence
    verdict.host = host
    return verdict
  }

  /// The workload waits for what its host has none left of: a neighbour has it, or there is too
  /// little.
  func contention(
    _ resource: Resource, _ found: Finding, by taking: Taking, of whole: Double,
    host: [Measurement], _ waits: String, _ lacks: String
  ) -> LayerVerdict {
    let greedy = greedy(taking, of: whole)
    let isNeighbours = !greedy.isEmpty
    let names = greedy.prefix(3).map(\.name)
    let takes = names.count == 1 ? "\(names[0]) takes" : "\(listed(names)) take"
    let statement =
      isNeighbours
      ? "\(name) \(waits) while \(takes) more of its host than it does."
      : "\(name) \(waits), and its host has \(lacks)."
    var verdict = LayerVerdict(
      resource, .success(isNeighbours ? .neighbour : .shortage), statement, finding: found)
    verdict.neighbours = Array(greedy.prefix(3))
    verdict.workload = [found.measurement] + [self.takes(taking)].compactMap { $0 }
    verdict.host = host + verdict.neighbours.map(\.takes)
    return verdict
  }

  /// Neither layer lacks anything.
  func neither(
    _ resource: Resource, _ workload: [Measurement], _ host: [Measurement], _ why: String
  ) -> LayerVerdict {
    var verdict = LayerVerdict(resource, .success(.neither), "\(name) \(why).")
    verdict.workload = workload
    verdict.host = host
    return verdict
  }

  /// One of the numbers that decide was not measured.
  func unknown(_ resource: Resource, _ gap: Gap?) -> LayerVerdict {
    let gap = gap ?? Gap(.missing, "host", "not read")
    let end = gap.detail.hasSuffix(".") ? "" : "."
    return LayerVerdict(
      resource, .failure(gap), "Whose doing it is could not be told: \(gap.detail)\(end)")
  }
}

/// `a, b and c`.
private func listed(_ names: [String]) -> String {
  guard let last = names.last, names.count > 1 else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " and " + last
}
