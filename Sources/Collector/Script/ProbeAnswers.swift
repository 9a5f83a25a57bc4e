import KernelText

extension Recording {
  /// Hides what looks like a secret in the command lines that the script has sent, whose arguments
  /// stand apart by the unit separator.
  public mutating func maskCommandLines() {
    for sample in samples.indices {
      for index in samples[sample].processes.indices {
        guard case .text(let range)? = samples[sample].processes[index].cmdline else { continue }
        // The line's end is the script's.
        let line = samples[sample].bytes[range].prefix { $0 != 0x0A }
        let arguments = line.split(separator: 0x1F, omittingEmptySubsequences: true)
          .prefix(64).map { String(decoding: $0, as: UTF8.self) }
        let masked = Masking.masked(arguments).joined(separator: " ").utf8.prefix(2000)
        samples[sample].processes[index].cmdline = .text(samples[sample].append(masked))
      }
    }
  }
}
