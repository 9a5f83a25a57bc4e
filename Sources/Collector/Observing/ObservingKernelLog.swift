import KernelText
import Model

extension Observer {
  private static let logSources = [
    "dmesg -r", "/dev/kmsg", "journalctl --dmesg", "/var/log/kern.log", "/var/log/messages",
  ]

  func isKernelLog(_ name: String) -> Bool { Self.logSources.contains(name) }

  /// The way by which the log was read, if any.
  var kernelLogSource: String? {
    Self.logSources.first { last.text($0).value != nil }
  }

  func kernelLog() -> Measured<KernelLog> {
    guard let source = kernelLogSource, let text = standing(source).value else {
      let first = Self.logSources.first { last.has($0) } ?? Self.logSources[0]
      return .failure(standing(first).gap ?? Gap(.missing, first, "not read"))
    }
    let clock = KernelLogClock(uptime: last.time, wallTime: last.wallTime, zone: facts.zone)
    let log = KernelLogText(text, isJournal: source.hasPrefix("journalctl"), clock: clock)
    var reader = KernelEventReader()
    let extent = log.search(for: KernelRule.anchors) { reader.take($0, $1) }
    guard !extent.isEmpty || text.isEmpty else {
      return .failure(Gap(.malformed, source, "no line of a kernel log in it"))
    }
    var said = KernelLog(
      source: source, now: last.time, isEmpty: extent.isEmpty,
      start: reader.start ?? extent.start, events: reader.events, claims: reader.claims)
    if !text.isWhole { said.gap = Gap(.malformed, source, "its last line has no end") }
    return .success(said)
  }
}
