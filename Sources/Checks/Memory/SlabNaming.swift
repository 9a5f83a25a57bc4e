import Model

extension MemoryObservation {
  /// The largest caches that the kernel cannot empty on demand, three at most; none where
  /// `/proc/slabinfo` was not read, which takes root.
  var largestCaches: [Measurement] {
    (slabs.value ?? []).filter { !$0.isReclaimable && $0.bytes > 0 }.prefix(3)
      .map { Measurement("cache \($0.name)", $0.bytes, .bytes) }
  }
}

extension SlabCache {
  /// Whether its objects are dropped on demand; told by the names, since the file does not say.
  fileprivate var isReclaimable: Bool {
    name == "dentry" || name == "buffer_head" || name == "radix_tree_node"
      || name.hasPrefix("kmalloc-rcl") || name.hasSuffix("inode_cache") || name.hasSuffix("_inode")
      || name == "ext4_extent_status"
  }
}
