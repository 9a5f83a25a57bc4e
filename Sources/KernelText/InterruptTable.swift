/// `/proc/interrupts` and `/proc/softirqs`: a column for each processor, a line for each source.
///
/// ```
///            CPU0       CPU1
///  24:          1          0  IO-APIC   5-edge      ACPI:Ged
/// LOC:    1089864    1155070   Local timer interrupts
/// ERR:          0
/// ```
public struct InterruptTable: Sendable, Hashable {
  /// One source.
  public struct Line: Sendable, Hashable {
    /// What stands before the colon: a number, or letters for what is no device.
    public var name: String
    /// Since boot, in the order of the columns; 32 bits wide, so they wrap.
    public var counts: [UInt64]
    /// The rest: chip, kind and device, or words; not yet sanitised.
    public var description: String
  }

  /// The processors of the columns; those offline have none.
  public private(set) var processors: [Int] = []
  /// The sources counted for each processor; sums over all, such as `ERR`, are left out.
  public private(set) var lines: [Line] = []

  /// The table in `text`; throws where its first line names no processors.
  public init(_ text: Text) throws(Malformed) {
    _ = try text.whole()
    var lines = text.lines
    while processors.isEmpty, let heading = lines.next() {
      var scanner = Scanner(heading)
      while let word = scanner.word() {
        guard word.hasPrefix("CPU"), let number = word.slice(3, word.count).number,
          number < CPUList.limit, processors.count < Int(CPUList.limit)
        else { throw Malformed("not a heading of processors") }
        processors.append(Int(number))
      }
    }
    guard !processors.isEmpty else { throw Malformed("no heading of processors") }
    while let line = lines.next() { try add(line) }
  }

  /// Of what is no device, such as errors, some have but one sum.
  private mutating func add(_ line: Text) throws(Malformed) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
    let label = line.slice(0, colon).trimmed
    let isDevice = label[0].map { $0 < UInt8(ascii: "A") } ?? true
    var scanner = Scanner(line.slice(colon + 1, line.count))
    var counts: [UInt64] = []
    counts.reserveCapacity(processors.count)
    for _ in processors {
      guard let count = scanner.number() else { break }
      counts.append(count)
    }
    let isWhole = counts.count == processors.count && counts.allSatisfy { $0 < 1 << 48 }
    if isDevice {
      guard isWhole, label.number ?? .max < 1 << 32 else {
        throw Malformed("not the counts of an interrupt: \(line.string.prefix(40))")
      }
    }
    guard isWhole else { return }
    lines.append(
      Line(name: label.string, counts: counts, description: scanner.rest.trimmed.string))
  }
}
