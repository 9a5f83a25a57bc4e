// Who wrote a line of the kernel's log, and how often, where its text tells.

extension KernelLogText.Line {
  /// Takes `host kernel: ` from the text, or tells from `name[pid]: ` that a program wrote it.
  mutating func readWriter() {
    if let mark = text.writerEnd("kernel: ") {
      isKernel = true
      text = text.slice(mark, text.count)
    } else if text.isOfProgram {
      isKernel = false
    }
  }

  /// Unfolds rsyslog's `message repeated 5 times: [ [  12.3] text]`.
  mutating func readRepetition(_ clock: KernelLogClock) {
    guard text.hasPrefix("message repeated "), let open = text.firstIndex(of: " times: ["),
      let times = text.slice(17, open).number, text[text.count - 1] == UInt8(ascii: "]")
    else { return }
    let inner = text.slice(open + 9, text.count - 1).trimmed
    let said = KernelLogText.timed(inner, clock, isMarked: true)
    time = said.time ?? time
    text = said.text
    count = Int(clamping: min(max(times, 1), 1_000_000))
  }
}

extension Text {
  /// The offset behind `writer`, where the text begins with it or with one word and then it.
  func writerEnd(_ writer: StaticString) -> Int? {
    if hasPrefix(writer) { return writer.utf8CodeUnitCount }
    guard let space = firstIndex(of: 0x20), slice(space + 1, count).hasPrefix(writer) else {
      return nil
    }
    return space + 1 + writer.utf8CodeUnitCount
  }

  /// Whether it begins like a program's line: `systemd[1]: text` or `host systemd[1]: text`.
  ///
  /// So begins what the kernel says of a process that crashed, too.
  fileprivate var isOfProgram: Bool {
    guard let end = firstIndex(of: "]: "), end < 64, let open = firstIndex(of: UInt8(ascii: "[")),
      open > 0, open < end, slice(open + 1, end).number != nil,
      slice(0, open).words.count <= 2, slice(0, open).firstIndex(of: UInt8(ascii: ":")) == nil
    else { return false }
    let said = slice(end + 3, count)
    let ofKernel: [StaticString] = [
      "segfault at ", "general protection", "trap ", "unhandled ", "potentially unexpected ",
      "bad frame in ",
    ]
    return !ofKernel.contains(where: said.hasPrefix)
  }
}
