import Checks
import Collector
import KernelText
import Model
import TestSupport

/// What is done to a recording, and what must hold of the verdicts on it.
///
/// The rule above all: damage makes no check clear that was not, and no check is clear from a value
/// that cannot be right.
enum RecordingWays {
  typealias Recorded = Corpus.Recorded
  typealias Faults = @Sendable (Recorded, inout Seeded) throws -> [Fault]

  static let all: [(String, Faults)] = [
    ("section cut", sectionCut), ("section lost", sectionLost), ("recording cut", recordingCut),
    ("impossible number", impossibleNumber), ("counter backwards", counterBackwards),
    ("greatest number", greatest), ("damaged recording", Reports.ofDamaged),
    ("written and read again", writtenAgain),
  ]

  /// A section whose text ends within a line: what was lost may have been the bad news.
  ///
  /// A text that ends with a whole line cannot be told from a shorter one.
  private static func sectionCut(_ recorded: Recorded, _ random: inout Seeded) throws -> [Fault] {
    let archive = recorded.archive
    guard let index = archive.texts.randomElement(using: &random) else { return [] }
    let section = archive.sections[index]
    let end = Int.random(in: 1...section.body.count, using: &random)
    if section.body[end - 1] == 0x0A { return [] }
    let damaged = archive.replacing(index, with: section.cut(at: end))
    return try greened(recorded, damaged, section, "cut at byte \(end)")
  }

  /// A section that is gone, empty, or says why it was not read.
  ///
  /// A group has only the files of its controllers and a process may end, so their files may be
  /// gone; that a file is missing is the machine's own answer and no damage.
  private static func sectionLost(_ recorded: Recorded, _ random: inout Seeded) throws -> [Fault] {
    let archive = recorded.archive
    guard let index = archive.texts.randomElement(using: &random) else { return [] }
    let section = archive.sections[index]
    var other = archive
    let statuses = [
      "forbidden: Permission denied", "timed-out: late", "cut: long", "malformed: odd",
    ]
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      if section.mayBeGone { return [] }
      other.sections.remove(at: index)
      return try greened(recorded, other.bytes, section, "gone")
    case 1:
      if section.mayBeEmpty { return [] }
      other.sections[index].body = []
      return try greened(recorded, other.bytes, section, "emptied")
    default:
      let status = statuses.randomElement(using: &random) ?? statuses[0]
      other.sections[index] = section.without(status)
      return try greened(recorded, other.bytes, section, status)
    }
  }

  /// The end of the whole recording lost on its way.
  private static func recordingCut(_ recorded: Recorded, _ random: inout Seeded) throws -> [Fault] {
    let bytes = recorded.archive.bytes
    let damaged = Array(bytes[..<Int.random(in: 0..<bytes.count, using: &random)])
    guard (try? Recording(parsing: damaged)) != nil else { return [] }
    return try greened(recorded, damaged, nil, "cut at byte \(damaged.count)")
  }

  /// A number that cannot be right: no check that judges by it is clear.
  ///
  /// What a check judges by is that of which some other number is a fault. A line of a log with such
  /// a number is no line of the kernel's, and the log without it is still a log.
  private static func impossibleNumber(
    _ recorded: Recorded, _ random: inout Seeded
  ) throws -> [Fault] {
    let archive = recorded.archive
    guard let index = archive.texts.randomElement(using: &random) else { return [] }
    let section = archive.sections[index]
    guard let place = numbers(in: section.body).randomElement(using: &random),
      let word = impossibleNumbers.randomElement(using: &random), !section.isLog,
      // A card may be as cold as that, or so far past its limit, and a clock as far ahead.
      !(word == "-7" && ["nvidia-smi -q -x", "adjtimex"].contains(section.name)),
      // It is how a limit that is hidden is noted.
      !(word == "?" && section.name == "process limits")
    else { return [] }
    func verdicts(_ word: String) throws -> (input: [UInt8], verdicts: [Verdict]) {
      var other = section
      other.body = section.body.replacing(place, with: word)
      let input = archive.replacing(index, with: other)
      return (input, try whyslowVerdicts(input))
    }
    let old = String(decoding: section.body[place], as: UTF8.self)
    let (input, damaged) = try verdicts(word)
    let clear = damaged.indices.filter { damaged[$0].isClear }
    guard !clear.isEmpty else { return [] }
    let others = try alternates(to: old).map { try verdicts($0).verdicts }
    return clear.compactMap { check in
      let before = recorded.verdicts[check]
      // What a program reads and writes is often hidden, and planned work convicts nothing.
      let isOptional =
        section.name.hasSuffix("/io") && Checklist.all[check].name == "DiskMaintenance"
      let isRead = !isOptional && others.contains { !$0[check].findings.isEmpty }
      guard !before.isClear || isRead else { return nil }
      return fault(
        recorded, check, damaged[check], section, "\(word) for \(old) at byte \(place.lowerBound)",
        input)
    }
  }

  /// A number at the end of 64 bits, which no counter reaches and no limit is; a line of a log with
  /// such a number is no line of the kernel's.
  private static func greatest(_ recorded: Recorded, _ random: inout Seeded) throws -> [Fault] {
    let archive = recorded.archive
    guard let index = archive.texts.randomElement(using: &random) else { return [] }
    let section = archive.sections[index]
    guard let place = numbers(in: section.body).randomElement(using: &random),
      !section.hasEndlessLimit, !section.isLog
    else { return [] }
    var other = section
    other.body = section.body.replacing(place, with: "18446744073709551615")
    return try greened(
      recorded, archive.replacing(index, with: other), section,
      "2^64-1 for \(section.word(place)) at byte \(place.lowerBound)")
  }

  /// Numbers that might as well have stood in the place of `number`.
  private static func alternates(to number: String) -> [String] {
    let value = UInt64(number) ?? 0
    let others = [0, 1, value &+ 1, value / 2, value &* 3 &+ 50, value &+ 1_000_000_007]
    return Set(others).subtracting([value]).sorted().map { "\($0)" }
  }

  /// A counter that is smaller in the second sample: no check that judges by its growth is clear.
  ///
  /// What makes it a counter of a check: moving it in both samples changes nothing, moving it in
  /// either alone does. Idle time is known to fall by a little.
  private static func counterBackwards(
    _ recorded: Recorded, _ random: inout Seeded
  ) throws -> [Fault] {
    let archive = recorded.archive
    guard
      let last = archive.texts.filter({ archive.sections[$0].sample == 2 })
        .randomElement(using: &random),
      let first = archive.texts.first(where: {
        archive.sections[$0].sample == 1
          && archive.sections[$0].name == archive.sections[last].name
      })
    else { return [] }
    let sections = [archive.sections[first], archive.sections[last]]
    let places = sections.map { numbers(in: $0.body) }
    guard places[0].count == places[1].count,
      let number = places[0].indices.randomElement(using: &random),
      !sections[1].isNoCounter(at: places[1][number].lowerBound),
      let old = UInt64(sections[0].word(places[0][number])),
      let new = UInt64(sections[1].word(places[1][number])), max(old, new) < 1 << 40
    else { return [] }
    func verdicts(_ values: UInt64...) throws -> (input: [UInt8], verdicts: [Verdict]) {
      var other = archive
      for (at, index) in [first, last].enumerated() {
        other.sections[index].body = sections[at].body.replacing(
          places[at][number], with: "\(values[at])")
      }
      return (other.bytes, try whyslowVerdicts(other.bytes))
    }
    let base: UInt64 = 1_000_000
    let fall = [1000, base].randomElement(using: &random) ?? base
    let (input, damaged) = try verdicts(old + base, old + base - fall)
    let clear = damaged.indices.filter { damaged[$0].isClear }
    guard !clear.isEmpty else { return [] }
    let both = try verdicts(old + base, new + base).verdicts
    let after = try [1, 100, base].map { try verdicts(old, max(old, new) + $0).verdicts }
    let early = try [old / 2, new + base].map { try verdicts($0, new).verdicts }
    return clear.compactMap { check in
      let before = recorded.verdicts[check]
      let isCounter =
        both[check] == before && after.contains { $0[check] != before }
        && early.contains { $0[check] != before }
      guard isCounter else { return nil }
      return fault(
        recorded, check, damaged[check], sections[1],
        "from \(old + base) back by \(fall) at byte \(places[1][number].lowerBound)", input)
    }
  }

  /// Writing what was read and reading it again changes no verdict.
  private static func writtenAgain(_ recorded: Recorded, _ random: inout Seeded) throws -> [Fault] {
    var damaged = recorded.archive.bytes
    for _ in 0..<Int.random(in: 0...10, using: &random) { random.damage(&damaged) }
    guard let once = try? Recording(parsing: damaged), !once.isCut else { return [] }
    let before = try whyslowVerdicts(damaged)
    let after = try whyslowVerdicts(once.archive)
    return before.indices.filter { before[$0] != after[$0] }.prefix(1).map { check in
      Fault(
        cause: Checklist.all[check].name,
        detail: "\(recorded.name): \(Checklist.all[check].name) was \(before[check].short), "
          + "is \(after[check].short)", input: damaged)
    }
  }

  /// The checks that are clear of `damaged` and were not before.
  private static func greened(
    _ recorded: Recorded, _ damaged: [UInt8], _ section: Archive.Section?, _ what: String
  ) throws -> [Fault] {
    let after = try whyslowVerdicts(damaged)
    return after.indices.compactMap { check in
      let before = recorded.verdicts[check]
      guard after[check].isClear, !before.isClear, !before.isHearsay else { return nil }
      return fault(recorded, check, after[check], section, what, damaged)
    }
  }

  private static func fault(
    _ recorded: Recorded, _ check: Int, _ verdict: Verdict, _ section: Archive.Section?,
    _ what: String, _ input: [UInt8]
  ) -> Fault {
    let name = Checklist.all[check].name
    let place = section.map { "\($0.name) of sample \($0.sample)" } ?? "the recording"
    let cause = section.map { "\($0.sample) \(kind(of: $0.name))" } ?? "recording"
    return Fault(
      cause: "\(name), \(cause)",
      detail: "\(recorded.name), \(place) \(what): \(name) is \(verdict.short), "
        + "was \(recorded.verdicts[check].short)", input: input)
  }
}

extension Archive.Section {
  /// Whether a machine may lack it in one sample and have it in the other.
  fileprivate var mayBeGone: Bool {
    // What the collection says of itself is in the same hands as the recording; not every kernel
    // and card has the others.
    let optional = ["/device/uevent", "/ras/umc_err_count"]
    return name == "whyslow" || optional.contains(where: name.hasSuffix)
      || name.hasPrefix("/sys/fs/cgroup/") || kind(of: name).hasPrefix("/proc/N/")
  }

  /// Whether the kernel gives an empty text where there is nothing to tell.
  fileprivate var mayBeEmpty: Bool {
    ["/io.max", "/io.stat", "_device", "/blkio.throttle.io_serviced", "_bytes", "/cmdline"]
      .contains { name.hasSuffix($0) }
  }

  /// Whether the kernel, before Linux 3.19, wrote the greatest number for no limit.
  fileprivate var hasEndlessLimit: Bool { name.hasSuffix("/memory.limit_in_bytes") }

  /// Whether it is the kernel's log.
  fileprivate var isLog: Bool { name.contains("dmesg") || name.hasSuffix("/kmsg") }

  /// Whether the number at `position` is what `/proc/vmstat` calls one of things, or names a socket.
  fileprivate func isNoCounter(at position: Int) -> Bool {
    let before = Text(Array(body[..<position].reversed().prefix { $0 != 0x0A }.reversed()))
    return before.hasSuffix("ino:") || name == "/proc/vmstat" && before.hasPrefix("nr_")
  }

  fileprivate func word(_ range: Range<Int>) -> String {
    String(decoding: body[range], as: UTF8.self)
  }
}
