/// What the cluster's API tells of the node that a pod runs on.
public struct PodNode: Sendable, Hashable {
  /// Not yet sanitised.
  public var name: String
  /// `Ready`, `MemoryPressure` and the like.
  public var conditions: [Pod.Condition] = []
  /// All that the node has, and what of it pods may be given.
  public var capacity = Pod.Size(), allocatable = Pod.Size()
  /// By which the running kernel can be told from every other.
  public var bootID: String?
  /// Whether no new pods are to come.
  public var isCordoned = false

  /// The node called `name`.
  public init(name: String) { self.name = name }

  /// The conditions that bode no good: a node that is not ready, or one that lacks something.
  public var troubles: [Pod.Condition] {
    conditions.filter { $0.kind == "Ready" ? $0.status != "True" : $0.status == "True" }
  }
}
