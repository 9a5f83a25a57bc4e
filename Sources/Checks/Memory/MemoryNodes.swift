import Model

// What the checks of machines with several nodes of memory share.

extension MemoryObservation {
  /// The nodes that have processors and memory of their own: memory that hangs by itself is filled
  /// last or with what is used least, by design.
  func equalNodes() throws(Gap) -> [MemoryNode] {
    let all = try nodes.get()
    guard all.count > 1 else { return [] }
    var equal: [MemoryNode] = []
    for node in all where !node.processors.isEmpty {
      if try node.info.get()[.memTotal] > 0 { equal.append(node) }
    }
    return equal
  }
}

extension MemoryNode {
  /// What is free or holds files that can be dropped, in percent of the node's memory.
  func availablePercent() throws(Gap) -> Double {
    let info = try info.get()
    let cache = try max(0, info[.filePages] - info[.shmem])
    return try (info[.memFree] + cache) / info[.memTotal] * 100
  }
}

/// What to show on a machine with one node.
let oneNode = Measurement("nodes of memory", 1, .count)
