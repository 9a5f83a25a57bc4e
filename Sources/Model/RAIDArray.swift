/// A software RAID array of the md driver or of LVM.
public struct RAIDArray: Sendable, Hashable {
  /// As the kernel names it, `md0`, or LVM's name of it, `vg-home`; not yet sanitised.
  public var name: String
  /// As its driver names it, such as `raid1`, `raid5_ls` or `linear`; nil where it does not run.
  public var level: String?
  /// The devices it is made of, as the kernel names them: `sda1`; empty where they were not told.
  public var members: [String] = []
  /// Those that failed and were not yet taken out.
  public var failed: [String] = []
  /// How many members stand by.
  public var spares = 0
  /// Whether it could not be started, or lost so many members that it stopped.
  public var isBroken = false
  /// How many members it lacks; a level without redundancy lacks none.
  public var redundancy: Measured<Redundancy>
  /// What is being done to it.
  public var activity: Activity?
  /// Sectors that differ between copies, or from parity, as the last check or repair found; a gap
  /// where none has been run since the array was started.
  public var mismatches: Measured<Double>

  /// How many members an array has.
  public struct Redundancy: Sendable, Hashable {
    /// Those it is made for, and those in working order.
    public var slots: Int, working: Int
    /// How many it could lose, from complete, and still hold all data; 0 without redundancy.
    public var tolerance: Int

    /// An array for `slots` members, of which `working` are in order.
    public init(slots: Int, working: Int, tolerance: Int) {
      self.slots = slots
      self.working = working
      self.tolerance = tolerance
    }

    /// How many members it lacks.
    public var missing: Int { max(0, slots - working) }
    /// How many more it may lose and still hold all data.
    public var left: Int { max(0, tolerance - missing) }
  }

  /// Work on an array that reads or writes all of it.
  public struct Activity: Sendable, Hashable {
    /// What is done.
    public enum Kind: String, Sendable {
      case check, repair, resync, recovery, reshape
    }
    /// What is done.
    public var kind: Kind
    /// How far it is, in percent; nil where that is not told.
    public var percent: Double?
    /// Bytes of each member a second; nil where that is not told.
    public var bytesPerSecond: Double?

    /// Work of `kind`, so far done.
    public init(_ kind: Kind, percent: Double? = nil, bytesPerSecond: Double? = nil) {
      self.kind = kind
      self.percent = percent
      self.bytesPerSecond = bytesPerSecond
    }

    /// Whether it gives the array back members that it lacks.
    public var restores: Bool { kind == .recovery || kind == .resync || kind == .reshape }
  }

  /// An array of which only the name is known.
  public init(name: String, redundancy: Measured<Redundancy>, mismatches: Measured<Double>) {
    self.name = name
    self.redundancy = redundancy
    self.mismatches = mismatches
  }

  /// Whether differences may come of writing to memory that is being changed, as swap is: copies
  /// are read from it one after another, parity is computed from what was read once.
  public var keepsCopies: Bool { level.map { $0.hasPrefix("raid1") } ?? false }

  /// How many members of `slots` an array of `level` can lose for certain.
  public static func tolerance(of level: String, slots: Int, copies: Int? = nil) -> Int {
    if level.hasPrefix("raid10") { return max(0, (copies ?? 2) - 1) }
    if level.hasPrefix("raid1") { return max(0, slots - 1) }
    if level.hasPrefix("raid4") || level.hasPrefix("raid5") { return 1 }
    return level.hasPrefix("raid6") ? 2 : 0
  }
}
