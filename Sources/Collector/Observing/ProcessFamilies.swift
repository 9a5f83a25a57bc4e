import Model

/// Processes with those that they started.
struct ProcessFamilies {
  private let byNumber: [Int: ProcessObservation]
  private let children: [Int: [Int]]

  /// The families among `processes`.
  init(_ processes: [ProcessObservation]) {
    byNumber = Dictionary(processes.map { ($0.pid, $0) }, uniquingKeysWith: { first, _ in first })
    children = Dictionary(grouping: processes, by: \.parent).mapValues { $0.map(\.pid) }
  }

  /// Those that `isMember` accepts and none of whose forebears it accepts.
  func roots(where isMember: (ProcessObservation) -> Bool) -> [ProcessObservation] {
    byNumber.values.filter { process in
      guard isMember(process) else { return false }
      var seen: Set<Int> = [process.pid]
      var parent = process.parent
      while let above = byNumber[parent], seen.insert(parent).inserted {
        if isMember(above) { return false }
        parent = above.parent
      }
      return true
    }.sorted { $0.pid < $1.pid }
  }

  /// The process and all that it and they started.
  func descendants(of process: ProcessObservation) -> [ProcessObservation] {
    var found: [ProcessObservation] = []
    var seen: Set<Int> = []
    var waiting = [process.pid]
    while let pid = waiting.popLast() {
      guard seen.insert(pid).inserted, let member = byNumber[pid] else { continue }
      found.append(member)
      waiting += children[pid] ?? []
    }
    return found
  }
}
