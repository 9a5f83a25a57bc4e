/// What is read only where a diagnosis leads into a dive: too dear, or too much, for every run.
///
/// It has a window of its own, which begins when the observation's has ended.
public struct CloserLook: Sendable {
  /// The seconds between its two samples.
  public var seconds: Double
  /// Every thread of the processes that ran most, waited most or sleep uninterruptibly.
  public var threads: Measured<[ThreadObservation]> = .failure(.notAsked)
  /// The lock for which most threads of each of those processes wait.
  public var locks: Measured<[LockWait]> = .failure(.notAsked)
  /// The clock of each group of processors that share one.
  public var frequencies: Measured<[Frequency]> = .failure(.notAsked)
  /// How long processors were idle, by how deep.
  public var idleStates: Measured<[IdleState]> = .failure(.notAsked)
  /// The memory of the largest processes, shared pages divided among those who share them.
  public var proportional: Measured<[ProportionalMemory]> = .failure(.notAsked)
  /// Files without a name that somebody still holds open.
  public var deleted: Measured<[DeletedFile]> = .failure(.notAsked)
  /// Why there may be more of them than that; nil where everybody's descriptors were looked at.
  public var untoldDeleted: Gap?
  /// Files that were written lately, where somebody asked for them.
  public var growing: Measured<[GrowingFile]>?
  /// What each mount lies on, down to the disk.
  public var stacks: Measured<[MountStack]> = .failure(.notAsked)
  /// The loop devices to which no file is attached, though the kernel lists them.
  public var detachedLoops: Set<String> = []
  /// The established TCP connections.
  public var connections: Measured<[TCPConnection]> = .failure(.notAsked)
  /// Whether there are more connections than those.
  public var leavesOutConnections = false
  /// The sockets that listen, with who holds them.
  public var listening: Measured<[ListeningHolder]> = .failure(.notAsked)
  /// The names' servers that are configured, with what they took to answer.
  public var resolvers: Measured<[ResolverAnswer]> = .failure(.notAsked)
  /// Seconds that programs wait for the first of them before they ask the next.
  public var resolverTimeout = 5.0
  /// Whether programs ask each of them first in its turn.
  public var rotatesResolvers = false
  /// Where programs and the kernel spent their time; nil where nobody asked for it.
  public var profile: Measured<Profile>?

  /// A look of `seconds` that has read nothing.
  public init(seconds: Double) { self.seconds = seconds }
}

extension Gap {
  /// What nobody has asked for in this run.
  fileprivate static let notAsked = unaskedCloser("this resource")

  /// The gap of a closer look that nobody has taken.
  public static let noCloserLook = Gap(.missing, closerLook, "none was taken")

  /// The gap of what a closer look was not asked for.
  public static func unaskedCloser(_ what: String) -> Gap {
    Gap(.missing, closerLook, unasked + what)
  }

  /// The source of a gap that all of a closer look has.
  public static let closerLook = "closer look"
  private static let unasked = "it was not asked for "

  /// Whether a closer look would have told, and nobody has taken or asked for it: as in a recording
  /// without one.
  public var isUnaskedCloser: Bool {
    source == Self.closerLook
      && (detail.hasPrefix(Self.noCloserLook.detail) || detail.hasPrefix(Self.unasked))
  }
}

/// A thread over the window of a closer look.
public struct ThreadObservation: Sendable, Hashable {
  /// The process, and the thread's own number, which is the same for the main thread.
  public var pid: Int, tid: Int
  /// The thread's own name; not yet sanitised.
  public var name: String
  /// The state letter of proc(5) at each sample.
  public var states: [Character]
  /// CPU time in percent of one processor.
  public var cpuPercent: Double
  /// Time it was runnable and waited for a processor, in percent of the window.
  public var runDelayPercent: Measured<Double>
  /// The processor it last ran on.
  public var processor: Int
  /// The kernel's function in which it waits; nil where it waits in none, or may not be asked.
  public var waitChannel: String?

  /// A thread that did nothing.
  public init(pid: Int, tid: Int, name: String) {
    self.pid = pid
    self.tid = tid
    self.name = name
    states = []
    cpuPercent = 0
    runDelayPercent = .failure(Gap(.missing, "/proc/\(pid)/task/\(tid)/schedstat", "not read"))
    processor = 0
  }
}

/// The lock for which most threads of a process were seen to wait at once.
public struct LockWait: Sendable, Hashable {
  /// The process.
  public var pid: Int
  /// Its address in the process, in hexadecimal; nil where none waits for one.
  public var address: String?
  /// How many threads waited for it at once; why that is not known.
  public var waiting: Measured<Int>

  /// The lock at `address` of the process `pid`.
  public init(pid: Int, address: String?, waiting: Measured<Int>) {
    self.pid = pid
    self.address = address
    self.waiting = waiting
  }
}

/// The clock of processors that share one.
public struct Frequency: Sendable, Hashable {
  /// As the kernel calls it, such as `policy0`.
  public var name: String
  /// What it runs at, and the most it may and could, in hertz.
  public var current: Double, allowed: Double?, highest: Double?

  /// A clock at `current`.
  public init(_ name: String, current: Double, allowed: Double?, highest: Double?) {
    self.name = name
    self.current = current
    self.allowed = allowed
    self.highest = highest
  }
}

/// How long the processors were in an idle state.
public struct IdleState: Sendable, Hashable {
  /// As the driver calls it, such as `C6`.
  public var name: String
  /// The share of the window, on the average of the processors.
  public var percent: Double
  /// How often one entered it each second, all together.
  public var entriesPerSecond: Double

  /// `percent` of the time in the state called `name`.
  public init(_ name: String, percent: Double, entriesPerSecond: Double) {
    self.name = name
    self.percent = percent
    self.entriesPerSecond = entriesPerSecond
  }
}

/// The memory of a process by its page tables.
public struct ProportionalMemory: Sendable {
  /// The process.
  public var pid: Int
  /// What it holds; why the kernel does not tell.
  public var size: Measured<Size>

  /// In bytes.
  public struct Size: Sendable, Hashable {
    /// Resident, and the part of it that is its share where pages are shared.
    public var resident: Double, proportional: Double
    /// What it would give back if it ended.
    public var own: Double?
    /// Anonymous, and in swap by its share; nil on a kernel that does not tell.
    public var anonymous: Double?, swap: Double?

    /// A size in bytes.
    public init(
      resident: Double, proportional: Double, own: Double?, anonymous: Double?, swap: Double?
    ) {
      self.resident = resident
      self.proportional = proportional
      self.own = own
      self.anonymous = anonymous
      self.swap = swap
    }
  }

  /// The memory of process `pid`.
  public init(pid: Int, size: Measured<Size>) {
    self.pid = pid
    self.size = size
  }
}

/// A file whose last name is gone while somebody holds it open.
public struct DeletedFile: Sendable, Hashable {
  /// Who holds it, and the number of the descriptor; of several, one.
  public var pid: Int, descriptor: Int
  /// Its last path; not yet sanitised.
  public var path: String
  /// The room it takes on its filesystem, in bytes.
  public var bytes: Double
  /// How many descriptors are open on it, as far as they were seen.
  public var descriptors: Int

  /// A file of `bytes` that `pid` holds.
  public init(pid: Int, descriptor: Int, path: String, bytes: Double, descriptors: Int) {
    self.pid = pid
    self.descriptor = descriptor
    self.path = path
    self.bytes = bytes
    self.descriptors = descriptors
  }
}

/// A file that was written in the last minutes.
public struct GrowingFile: Sendable, Hashable {
  /// Where it is; not yet sanitised.
  public var path: String
  /// Its size in bytes, and by how much it grew in half a second.
  public var bytes: Double, growth: Double

  /// A file of `bytes`.
  public init(path: String, bytes: Double, growth: Double) {
    self.path = path
    self.bytes = bytes
    self.growth = growth
  }
}

/// The devices that a mount lies on.
public struct MountStack: Sendable, Hashable {
  /// Where it is mounted; not yet sanitised.
  public var mountPoint: String
  /// From the device that is mounted down to the disks, each with its kind and what it is called.
  public var layers: [Layer]

  /// One device.
  public struct Layer: Sendable, Hashable {
    /// As the kernel calls it.
    public var device: String
    /// Such as `partition`, `LVM`, `RAID raid1` or `loop`.
    public var kind: String
    /// What it is called besides, or the file behind it; not yet sanitised.
    public var label: String?

    /// `device`, which is a `kind`.
    public init(_ device: String, kind: String, label: String? = nil) {
      self.device = device
      self.kind = kind
      self.label = label
    }
  }

  /// What is mounted at `mountPoint`.
  public init(_ mountPoint: String, layers: [Layer]) {
    self.mountPoint = mountPoint
    self.layers = layers
  }
}

extension Observation {
  /// Takes over the network's part of a closer look from inside a workload, which has one of its own;
  /// the host's is not its.
  mutating func takeNetwork(of inside: Measured<CloserLook>?) {
    let look = inside ?? .failure(Gap(.missing, "closer look", "none was taken from inside"))
    guard var own = closer.value else {
      closer = look
      return
    }
    own.connections = look.flatMap(\.connections)
    own.listening = look.flatMap(\.listening)
    own.resolvers = look.flatMap(\.resolvers)
    own.resolverTimeout = look.value?.resolverTimeout ?? own.resolverTimeout
    own.rotatesResolvers = look.value?.rotatesResolvers ?? false
    own.leavesOutConnections = look.value?.leavesOutConnections ?? false
    closer = .success(own)
  }
}
