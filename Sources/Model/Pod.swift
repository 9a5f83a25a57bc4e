/// What the cluster's API tells of a pod.
public struct Pod: Sendable, Hashable {
  /// Where it is and what it is called; not yet sanitised.
  public var namespace: String, name: String
  /// Whether the answer is about one of its containers only, and which.
  public var container: String?
  /// By which the node calls its control groups; nil where the API does not tell.
  public var uid: String?
  /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
  public var phase: String
  /// Why it is in that phase, such as `Evicted`, and what the cluster says about it.
  public var reason: String?, message: String?
  /// The node that it runs on; nil where none was found for it yet.
  public var node: String?
  /// Seconds since it was made.
  public var age: Double?
  /// `Guaranteed`, `Burstable` or `BestEffort`.
  public var quality: String?
  /// What the scheduler says of one for which it finds no node.
  public var unscheduled: Condition?
  /// Its containers, those that only prepare it first.
  public var containers: [Container] = []
  /// What happened to it of late; why that is not known, where it is not.
  public var events: Measured<[Event]> = .failure(.unasked("kubectl get events"))

  /// The pod called `name`, of which nothing else is known.
  public init(namespace: String, name: String, phase: String) {
    self.namespace = namespace
    self.name = name
    self.phase = phase
  }

  /// Something that holds or does not hold.
  public struct Condition: Sendable, Hashable {
    /// Such as `Ready` or `MemoryPressure`.
    public var kind: String
    /// `True`, `False` or `Unknown`.
    public var status: String
    /// Why, in a word and in a sentence.
    public var reason: String?, message: String?
    /// Seconds since it is so.
    public var age: Double?

    /// `kind` is `status`.
    public init(
      _ kind: String, _ status: String, reason: String? = nil, message: String? = nil,
      age: Double? = nil
    ) {
      self.kind = kind
      self.status = status
      self.reason = reason
      self.message = message
      self.age = age
    }
  }

  /// One of its containers.
  public struct Container: Sendable, Hashable {
    /// Not yet sanitised.
    public var name: String
    /// By which the node calls its control group; nil where it has never run.
    public var id: String?
    /// Whether it only prepares the pod and ends.
    public var isPreparing = false
    /// What it does now; nil where the API does not tell.
    public var state: State?
    /// How its last run ended.
    public var last: End?
    /// How often it was started again.
    public var restarts: Double = 0
    /// Whether it serves: its readiness probe succeeds, or it has none.
    public var isReady = false
    /// Which of `readiness`, `liveness` and `startup` it has a probe for.
    public var probes: Set<String> = []
    /// Processors and bytes of memory that are kept for it, and that it may not exceed.
    public var requests = Size(), limits = Size()

    /// The container called `name`.
    public init(name: String) { self.name = name }
  }

  /// What a container does.
  public enum State: Sendable, Hashable {
    /// It is not started, in the kubelet's word such as `CrashLoopBackOff`, with its sentence.
    case waiting(reason: String, message: String?)
    /// It runs, since so many seconds.
    case running(Double?)
    case ended(End)
  }

  /// How a container ended.
  public struct End: Sendable, Hashable {
    /// Such as `OOMKilled`, `Error` or `Completed`.
    public var reason: String
    /// Its exit status.
    public var status: Double?
    /// Seconds since then.
    public var age: Double?

    /// An end for `reason`.
    public init(_ reason: String, status: Double? = nil, age: Double? = nil) {
      self.reason = reason
      self.status = status
      self.age = age
    }

    /// Whether the kernel ended it for want of memory.
    public var wasOutOfMemory: Bool { reason == "OOMKilled" }
  }

  /// An amount of processors and memory.
  public struct Size: Sendable, Hashable {
    /// Processors, and bytes; nil where nothing is said.
    public var processors: Double?, memory: Double?

    /// Nothing said.
    public init() {}
  }

  /// Something that happened to it.
  public struct Event: Sendable, Hashable {
    /// Such as `Unhealthy`, and the sentence about it.
    public var reason: String, message: String
    /// The container it is about; nil where it is about the whole pod.
    public var container: String?
    /// How often, and seconds since the last time.
    public var count: Double, age: Double?

    /// `reason`, with `message`.
    public init(
      _ reason: String, _ message: String, container: String?, count: Double, age: Double?
    ) {
      self.reason = reason
      self.message = message
      self.container = container
      self.count = count
      self.age = age
    }
  }
}

extension Pod {
  /// The containers that the target is about.
  public var meant: [Container] {
    guard let container else { return containers }
    return containers.filter { $0.name == container }
  }

  /// `namespace/name`.
  public var path: String { "\(namespace)/\(name)" }

  /// Whether the kernel ended one of its containers for want of memory, and that is why it does not
  /// run, or less than half an hour ago.
  public var wasOutOfMemory: Bool {
    meant.contains { container in
      if case .ended(let end)? = container.state, end.wasOutOfMemory { return true }
      guard let last = container.last, last.wasOutOfMemory else { return false }
      if case .running? = container.state { return (last.age ?? .infinity) < 1800 }
      return true
    }
  }

  /// How it does in one word, as `kubectl get pods` has it: what a container waits for before the
  /// phase.
  public var word: String {
    for container in meant {
      switch container.state {
      case .waiting(let reason, _)? where !Self.starting.contains(reason): return reason
      case .ended(let end)? where !container.isPreparing && phase != "Succeeded": return end.reason
      default: continue
      }
    }
    return reason ?? phase
  }

  /// The kubelet's words for what is on its way.
  public static let starting: Set<String> = ["ContainerCreating", "PodInitializing", ""]
}
