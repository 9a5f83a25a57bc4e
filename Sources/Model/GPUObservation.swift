/// A graphics or compute processor.
///
/// What a card, its driver or its mode does not tell is a gap of the kind *missing*.
public struct GPU: Sendable {
  /// Its product and where it sits, such as `Tesla P100-PCIE-16GB at 00:04.0`.
  public var name: String
  /// Share of the driver's last sampling period in which it worked, in percent.
  public var busy: Measured<Double>
  /// The same for its video encoder and decoder, whichever was busier.
  public var video: Measured<Double>
  /// Bytes of its own memory taken, against all that a program may take.
  public var memory: Measured<LimitsObservation.Use>
  /// How hot it is.
  public var temperature: Measured<Temperature>
  /// Power drawn, in percent of the limit that is set.
  public var power: Measured<Double>
  /// The share of the window in which it ran slower than it could, by what made it, in percent.
  public var slowdowns: Measured<[Slowdown: Double]>
  /// Errors of its memory.
  public var memoryErrors: Measured<MemoryErrors>
  /// Its link to the machine.
  public var link: Measured<Link>
  /// Packets sent again over that link in the window.
  public var replays: Measured<Double>
  /// What the driver asks for to get it well again; nil where nothing is asked.
  public var recovery: Measured<String?>
  /// Who holds its memory, the greatest first.
  public var processes: [Process]

  /// A GPU called `name` of which `unknown` says why nothing is known yet.
  public init(name: String, unknown: Gap) {
    self.name = name
    busy = .failure(unknown)
    video = .failure(unknown)
    memory = .failure(unknown)
    temperature = .failure(unknown)
    power = .failure(unknown)
    slowdowns = .failure(unknown)
    memoryErrors = .failure(unknown)
    link = .failure(unknown)
    replays = .failure(unknown)
    recovery = .failure(unknown)
    processes = []
  }

  /// What makes a GPU slower than it could be.
  public enum Slowdown: String, Sendable, CaseIterable {
    /// The hardware halves the clock or more: it is too hot, the power supply brakes it, or
    /// protection has triggered for a reason of which the driver does not tell.
    case heat, powerBrake = "power brake", protection
    /// The driver lowers the clock: to stay below the temperature for lasting work, below the power
    /// limit that is set, or to keep step with another GPU.
    case warmth, powerLimit = "power limit", synchronisation
  }

  /// Degrees Celsius.
  public struct Temperature: Sendable, Hashable {
    /// Of the hottest part that has a limit.
    public var degrees: Double
    /// How many degrees are left until the hardware slows it down; nil where it does not tell.
    public var left: Double?

    /// `degrees`, with `left` until it is slowed down.
    public init(degrees: Double, left: Double?) {
      self.degrees = degrees
      self.left = left
    }
  }

  /// Errors of its memory, since the driver was loaded.
  public struct MemoryErrors: Sendable, Hashable {
    /// Those that destroyed data, and those that were corrected.
    public var uncorrected: Double, corrected: Double
    /// How many more of each in the window; nil where it was looked at once.
    public var newUncorrected: Double?, newCorrected: Double?
    /// Whether cells wait for a reset to be replaced by spare ones.
    public var isRepairPending = false
    /// Whether they could not be replaced.
    public var hasRepairFailed = false

    /// Errors since the driver was loaded.
    public init(uncorrected: Double, corrected: Double) {
      self.uncorrected = uncorrected
      self.corrected = corrected
    }
  }

  /// A PCI Express link.
  public struct Link: Sendable, Hashable {
    /// Lanes now, and the most that card and slot together allow.
    public var width: Double, widest: Double
    /// Generation now and at most; nil where it does not tell.
    public var generation: Double?, newest: Double?
    /// Whether the GPU is at its full clocks, so that the link should be at its full speed.
    public var isAtWork: Bool

    /// A link of `width` lanes of `widest`.
    public init(
      width: Double, widest: Double, generation: Double?, newest: Double?, isAtWork: Bool
    ) {
      self.width = width
      self.widest = widest
      self.generation = generation
      self.newest = newest
      self.isAtWork = isAtWork
    }
  }

  /// A process that holds memory of the GPU.
  public struct Process: Sendable, Hashable {
    /// The number in the driver's namespace, which is the host's.
    public var pid: Int
    /// The program's path without its arguments; not yet sanitised.
    public var name: String
    /// Bytes; nil where the driver does not tell.
    public var memory: Double?

    /// The process `pid` called `name` with `memory` bytes.
    public init(pid: Int, name: String, memory: Double?) {
      self.pid = pid
      self.name = name
      self.memory = memory
    }
  }
}
