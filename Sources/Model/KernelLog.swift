/// What the kernel logged, as far back as its buffer reaches.
public struct KernelLog: Sendable {
  /// The file or command it was read from, such as `dmesg -r` or `/dev/kmsg`.
  public var source: String
  /// Seconds of the machine's uptime at the last sample; ages are counted from it.
  public var now: Double
  /// Whether there is no message at all.
  public var isEmpty: Bool
  /// Seconds from boot to the first message that has a time; nil where none has one.
  public var start: Double?
  /// The messages whose meaning is known, oldest first; only the kernel's own.
  public var events: [KernelEvent]
  /// The same of messages that programs wrote into the log: anybody with the right may say
  /// anything there, so nothing is ever judged by them.
  public var claims: [KernelEvent]

  /// One message.
  public struct Line: Sendable, Hashable {
    /// Seconds since boot; nil where the line carries no time.
    public var time: Double?
    /// Whether the kernel itself wrote it; anybody with the right may write to /dev/kmsg.
    public var isKernel: Bool
    /// 0 (emergency) to 7 (debug); nil where the line does not tell.
    public var level: Int?
    /// The message without its prefix; not yet sanitised.
    public var text: String

    /// A line of the log.
    public init(time: Double?, isKernel: Bool, level: Int?, text: String) {
      self.time = time
      self.isKernel = isKernel
      self.level = level
      self.text = text
    }
  }

  /// Why its end may be lost, so that silence means nothing; nil where it is whole.
  public var gap: Gap?

  /// A log read by `source` at `now` seconds after boot.
  public init(
    source: String, now: Double, isEmpty: Bool, start: Double?, events: [KernelEvent],
    claims: [KernelEvent]
  ) {
    self.source = source
    self.now = now
    self.isEmpty = isEmpty
    self.start = start
    self.events = events
    self.claims = claims
  }

  /// The events of `kinds` in the last `seconds`; an event without a time is not recent.
  public func recent(_ kinds: Set<KernelEvent.Kind>, within seconds: Double) -> [KernelEvent] {
    recent(events, kinds, within: seconds)
  }

  /// What programs wrote of `kinds` in the last `seconds`.
  public func recentClaims(_ kinds: Set<KernelEvent.Kind>, within seconds: Double)
    -> [KernelEvent]
  {
    recent(claims, kinds, within: seconds)
  }

  private func recent(
    _ events: [KernelEvent], _ kinds: Set<KernelEvent.Kind>, within seconds: Double
  ) -> [KernelEvent] {
    events.filter { event in
      guard let time = event.line.time, time >= now - seconds, time <= now + 1 else {
        return false
      }
      return kinds.contains(event.kind)
    }
  }
}
