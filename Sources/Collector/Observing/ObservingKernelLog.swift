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
    let isJournal = source.hasPrefix("journalctl")
    let lines = KernelLogText(text, isJournal: isJournal).lines.map { line in
      KernelLog.Line(
        time: line.time, isKernel: line.isKernel ?? true, level: line.level, text: line.text)
    }
    guard !lines.isEmpty || text.isEmpty else {
      return .failure(Gap(.malformed, source, "no line of a kernel log in it"))
    }
    let events = lines.filter(\.isKernel).compactMap(KernelEvent.init)
    var log = KernelLog(source: source, now: last.time, lines: lines, events: events)
    if !text.isWhole { log.gap = Gap(.malformed, source, "its last line has no end") }
    return .success(log)
  }
}
