import KernelText
import Model

/// Makes events of the messages of a log, in their order.
struct KernelEventReader {
  private(set) var events: [KernelEvent] = []
  private(set) var claims: [KernelEvent] = []
  /// The time at which the boot begins that the log ends in, where the log tells.
  private(set) var start: Double?

  /// What was told of the kill that is told next.
  private var circumstances: (line: KernelLog.Line, kill: KernelEvent.OutOfMemory)?
  /// What was left out before the next message.
  private var suppressed: (line: KernelLog.Line, count: Int)?
  /// Where the last kill was only announced: older kernels then tell the kill itself.
  private var announced: Int?
  private var boot: UInt64?

  /// Takes the message in `line`, in which the anchors of the rules `found` stand.
  mutating func take(_ line: KernelLogText.Line, _ found: [Int]) {
    if let boot = line.boot, boot != self.boot {
      if self.boot != nil { restart(line.time) }
      self.boot = boot
    }
    var last = -1
    for index in found.sorted() where index != last {
      last = index
      let rule = KernelRule.all[index]
      guard let reading = rule.reading(of: line.text) else { continue }
      return apply(rule.effect, reading, line)
    }
  }

  private mutating func apply(
    _ effect: KernelRule.Effect, _ reading: KernelRule.Reading, _ line: KernelLogText.Line
  ) {
    let isKernel = line.isKernel ?? true
    switch effect {
    case .boot:
      if isKernel { restart(line.time) }
    case .circumstance:
      guard case .outOfMemory(var kill) = reading.details else { return }
      let told = KernelLog.Line(line)
      if let known = circumstances, known.line.isJustBefore(told) { kill.fill(from: known.kill) }
      circumstances = (told, kill)
    case .suppression:
      suppressed = (KernelLog.Line(line), reading.count)
    case .event(let kind):
      var event = KernelEvent(
        kind: reading.kind ?? kind, about: reading.about, count: reading.count * line.count,
        details: reading.details, line: KernelLog.Line(line))
      if let before = suppressed, before.line.isJustBefore(event.line) {
        event.count += before.count
      }
      suppressed = nil
      guard isKernel else { return claims.append(event) }
      add(event, isAnnouncement: line.text.firstIndex(of: ": Kill process ") != nil)
    }
  }

  private mutating func add(_ event: KernelEvent, isAnnouncement: Bool) {
    var event = event
    guard case .outOfMemory(var kill) = event.details else { return events.append(event) }
    if let known = circumstances, known.line.isJustBefore(event.line) {
      kill.fill(from: known.kill)
      event.details = .outOfMemory(kill)
    }
    if !isAnnouncement, let before = announced, before == events.count - 1,
      events[before].line.isJustBefore(event.line)
    {
      if case .outOfMemory(let known) = events[before].details { kill.fill(from: known) }
      event.details = .outOfMemory(kill)
      events.removeLast()
    }
    announced = isAnnouncement ? events.count : nil
    events.append(event)
  }

  /// What was read so far is of an earlier boot, whose times mean nothing now.
  private mutating func restart(_ time: Double?) {
    events.removeAll()
    claims.removeAll()
    circumstances = nil
    suppressed = nil
    announced = nil
    start = time
  }
}

extension KernelLog.Line {
  fileprivate init(_ line: KernelLogText.Line) {
    self.init(
      time: line.time, isKernel: line.isKernel ?? true, level: line.level, text: line.text.string)
  }

  /// Whether both have one writer and no more than a second lies between them.
  fileprivate func isJustBefore(_ later: KernelLog.Line) -> Bool {
    guard isKernel == later.isKernel else { return false }
    guard let time, let after = later.time else { return time == nil && later.time == nil }
    return (after - time).magnitude <= 1
  }
}

extension KernelEvent.OutOfMemory {
  /// Takes from `other` what is not known here.
  fileprivate mutating func fill(from other: KernelEvent.OutOfMemory) {
    constraint = other.constraint ?? constraint
    cgroup = cgroup ?? other.cgroup
    limitedGroup = limitedGroup ?? other.limitedGroup
    invoker = invoker ?? other.invoker
    circumstances = circumstances ?? other.circumstances
  }
}
