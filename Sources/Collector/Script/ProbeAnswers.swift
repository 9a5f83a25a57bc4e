import KernelText
import Model

extension Recording {
  /// Brings what the script has sent into the form of what is collected here: commands' answers
  /// without what is not kept of them, and arguments joined by spaces, masked where `masksSecrets`.
  ///
  /// The script sends arguments apart by the unit separator.
  public mutating func tidy(masksSecrets: Bool) {
    joinKernelLog()
    for sample in samples.indices {
      for name in samples[sample].order { samples[sample].tidyCommand(name) }
      for index in samples[sample].processes.indices {
        samples[sample].tidyArguments(ofProcessAt: index, masksSecrets: masksSecrets)
      }
    }
  }
}

extension Recording {
  /// The kernel's log comes in two parts: what it held at first, and what it has been told since.
  private mutating func joinKernelLog() {
    let name = "dmesg -r"
    guard samples.count == 2, let rest = samples[1].text(name).value,
      let first = samples[0].text(name).value
    else { return }
    var whole: [UInt8] = []
    first.append(to: &whole)
    rest.append(to: &whole)
    samples[1].add(name, whole)
    samples[0].remove(name)
  }
}

extension Sample {
  fileprivate mutating func remove(_ name: String) {
    sections[name] = nil
    order.removeAll { $0 == name }
  }

  fileprivate mutating func tidyCommand(_ name: String) {
    guard !name.hasPrefix("/"), case .text(let range)? = sections[name],
      let keep = CommandProbes.all.first(where: { $0.answers(name) })?.keep
    else { return }
    set(name, .text(append(keep(Array(bytes[range])))))
  }

  fileprivate mutating func tidyArguments(ofProcessAt index: Int, masksSecrets: Bool) {
    guard case .text(let range)? = processes[index].cmdline else { return }
    // The line's end is the script's.
    let line = bytes[range].prefix { $0 != 0x0A }
    let arguments = line.split(separator: 0x1F, omittingEmptySubsequences: true)
      .prefix(64).map { String(decoding: $0, as: UTF8.self) }
    let kept = masksSecrets ? Masking.masked(arguments) : arguments
    processes[index].cmdline = .text(append(kept.joined(separator: " ").utf8.prefix(2000)))
  }
}

extension CommandProbe {
  /// Whether `section` holds what it printed.
  fileprivate func answers(_ section: String) -> Bool {
    if case .disks = need { return section.hasPrefix(name + " ") }
    return section == name
  }
}
