/// The samples that `perf script` prints, folded as they come: each stack once, with how often.
///
/// ```
/// swapper     0 [000] 12861.674511:   10101010 cpu-clock:ppp:
/// 	ffffffff8225fe6b pv_native_safe_halt+0xb ([kernel.kallsyms])
/// 	    7f3c2a10 main+0x10 (/usr/bin/stress-ng)
///
/// ```
/// tools/perf/Documentation/perf-script.txt. A sample is a line of its program and its event, then
/// a line for each function from the innermost, and an empty one. Of several events only the first
/// is folded, since their counts are not of one kind.
public struct PerfScript: Sendable {
  /// A function of a stack.
  public struct Frame: Sendable, Hashable {
    /// Its name without the offset; `[unknown]`, or the file's, where perf knows none.
    public var name: String
    /// Whether it is the kernel's or a module's of it.
    public var isKernel: Bool
  }

  /// A stack: the program and its functions from the outermost.
  public struct Stack: Sendable, Hashable {
    /// The program, which perf calls as the thread is called.
    public var program: String
    /// The process; nil where perf was not asked for it.
    public var pid: Int?
    /// From the outermost.
    public var frames: [Frame]
  }

  /// How often each stack was seen.
  public private(set) var counts: [Stack: Int] = [:]
  /// What the main thread of each process was called, where it was seen.
  public private(set) var mainThreads: [Int: String] = [:]
  /// The event that is folded.
  public private(set) var event: String?
  /// Whether some stacks were left out, as there were more different ones than are kept.
  public private(set) var isCut = false

  private var program: String?
  private var pid: Int?
  private var frames: [Frame] = []
  private var pending: [UInt8] = []

  /// The most different stacks that are kept, and the most frames of one.
  private static let (mostStacks, mostFrames) = (100_000, 512)

  /// Nothing yet.
  public init() {}

  /// Takes the next part of the output, which may end anywhere.
  public mutating func take(_ bytes: some Sequence<UInt8>) {
    pending.append(contentsOf: bytes)
    var start = 0
    let text = Text(pending)
    for line in text.lines {
      start += line.count + 1
      take(line)
    }
    pending.removeFirst(start)
    // No line of perf's is as long; it is passed over.
    if pending.count > 1 << 20 { pending.removeAll() }
  }

  /// Ends the output; a sample whose empty line has not come was cut, and is left out.
  public mutating func finish() {
    pending = []
    program = nil
    frames = []
  }

  private mutating func take(_ line: Text) {
    let trimmed = line.trimmed
    if trimmed.isEmpty {
      close()
    } else if line[0] == UInt8(ascii: "#") {
      // A comment of perf's header.
    } else if program != nil,
      // A program may be called as a number looks; its line ends with a colon.
      line[0] == UInt8(ascii: "\t") || line[0] == UInt8(ascii: " ") || trimmed.hasSuffix(")"),
      let frame = Self.frame(trimmed)
    {
      if frames.count < Self.mostFrames { frames.append(frame) }
    } else if let header = Self.header(line) {
      close()
      if event == nil { event = header.event }
      program = header.event == event ? header.program : nil
      pid = header.pid
      if let pid, pid == header.tid { mainThreads[pid] = header.program }
    }
  }

  private mutating func close() {
    defer {
      program = nil
      frames = []
    }
    guard let program, !frames.isEmpty else { return }
    let stack = Stack(program: program, pid: pid, frames: frames.reversed())
    guard counts[stack] != nil || counts.count < Self.mostStacks else {
      isCut = true
      return
    }
    counts[stack, default: 0] += 1
  }

  /// The program and the event in `java 12688/12764 [002] 6544038.708352:  1 cpu-clock:`.
  ///
  /// A program's name may hold spaces and digits; the first number that a time and a colon follow
  /// ends it.
  private static func header(_ line: Text) -> (
    program: String, pid: Int?, tid: Int?, event: String
  )? {
    let words = line.words
    guard
      let time = words.indices.first(where: { index in
        index > 1 && words[index][words[index].count - 1] == UInt8(ascii: ":")
          && words[index].slice(0, words[index].count - 1).fraction != nil
      }) ?? words.indices.first(where: { $0 > 1 && words[$0].hasSuffix(":") })
    else { return nil }
    // Before the time stand the numbers of process and thread, and mostly the processor.
    var end = time
    if words[end - 1][0] == UInt8(ascii: "["), end > 2 { end -= 1 }
    guard isNumbers(words[end - 1]), end > 1 else { return nil }
    let name = words[0..<(end - 1)].map(\.string).joined(separator: " ")
    let isTime = words[time].slice(0, words[time].count - 1).fraction != nil
    let event = isTime ? words[(time + 1)...].first(where: { $0.hasSuffix(":") }) : words[time]
    let numbers = words[end - 1].string.split(separator: "/").map { Int($0) }
    return (
      name, numbers.count == 2 ? numbers[0] : nil, numbers.last ?? nil,
      event?.slice(0, (event?.count ?? 1) - 1).string ?? ""
    )
  }

  /// `12688` or `12688/12764`; the idle task of a processor is -1 in old versions.
  private static func isNumbers(_ word: Text) -> Bool {
    guard let slash = word.firstIndex(of: UInt8(ascii: "/")) else {
      return word.signedNumber != nil
    }
    return word.slice(0, slash).signedNumber != nil
      && word.slice(slash + 1, word.count).signedNumber != nil
  }

  /// `ffffffff8225fe6b pv_native_safe_halt+0xb ([kernel.kallsyms])`.
  private static func frame(_ line: Text) -> Frame? {
    guard let space = line.firstIndex(of: UInt8(ascii: " ")),
      line.slice(0, space).hexadecimal != nil
    else { return nil }
    var rest = line.slice(space + 1, line.count).trimmed
    var file: Text?
    // A name may hold parentheses of its own; the file's are the last pair.
    if rest.hasSuffix(")"), let open = openOfLastPair(rest) {
      file = rest.slice(open + 1, rest.count - 1)
      rest = rest.slice(0, open).trimmed
    }
    var name = rest
    if let plus = name.lastIndex(of: UInt8(ascii: "+")),
      name.slice(plus + 1, name.count).hasPrefix("0x"),
      name.slice(plus + 3, name.count).hexadecimal != nil
    {
      name = name.slice(0, plus)
    }
    let words = name.string
    let kernel = file.map(isKernel) ?? false
    guard words == "[unknown]", let known = file, !kernel, known.string != "[unknown]" else {
      return Frame(name: words.isEmpty ? "[unknown]" : words, isKernel: kernel)
    }
    // Better the file than nothing.
    let path = known.string
    return Frame(
      name: "[\(path.split(separator: "/").last.map(String.init) ?? path)]", isKernel: false)
  }

  private static func openOfLastPair(_ text: Text) -> Int? {
    var depth = 0
    for offset in stride(from: text.count - 1, through: 0, by: -1) {
      if text[offset] == UInt8(ascii: ")") { depth += 1 }
      if text[offset] == UInt8(ascii: "(") {
        depth -= 1
        if depth == 0 { return offset }
      }
    }
    return nil
  }

  /// The kernel, a module of it, or what it gave every program to run.
  private static func isKernel(_ file: Text) -> Bool {
    file.hasPrefix("[kernel") || file.hasPrefix("[guest.kernel") || file.hasSuffix(".ko")
      || file.hasSuffix("/vmlinux") || file.hasSuffix(".ko.xz") || file.hasSuffix(".ko.zst")
      || file.hasPrefix("[") && file.hasSuffix("]") && !file.hasPrefix("[unknown")
        && !file.hasPrefix("[vdso") && !file.hasPrefix("[vsyscall") && !file.hasPrefix("[heap")
        && !file.hasPrefix("[stack") && !file.hasPrefix("[anon")
  }
}
