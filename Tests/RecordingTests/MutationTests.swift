import Checks
import Collector
import Model
import Report
import Runbook
import TestSupport
import Testing

/// Damaged recordings through the whole pipe: parse, observe, judge, render.
@Suite struct MutationTests {
  /// Parses, judges and renders `archive` in every form.
  private func run(_ archive: [UInt8]) {
    guard let recording = try? Recording(parsing: archive) else { return }
    let observation = Observation(recording)
    let diagnosis = diagnose(observation, target: .recording(path: "x"))
    let rows = triage(observation, diagnosis.judgements)
    for format in Format.allCases {
      let style = Style(width: 80, colour: true)
      #expect(!render(diagnosis, page: .use, as: format, style: style).isEmpty)
      #expect(!render(diagnosis, page: .diagnose, as: format, style: style).isEmpty)
      #expect(!render(rows, of: diagnosis, as: format, style: style).isEmpty)
    }
  }

  @Test("Damaged bytes do no harm")
  func damaged() {
    var random = Seeded(state: 7)
    let small = smallArchive
    for _ in 0..<150 {
      var archive = small
      for _ in 0..<Int.random(in: 1...40, using: &random) { random.damage(&archive) }
      run(archive)
    }
  }

  @Test("A truncated recording does no harm")
  func truncated() {
    var random = Seeded(state: 8)
    let small = smallArchive
    for _ in 0..<100 { run(Array(small.prefix(Int.random(in: 0..<small.count, using: &random)))) }
  }

  @Test("Numbers at the end of 64 bits do no harm")
  func greatest() {
    let text = String(decoding: smallArchive, as: UTF8.self)
    for number in ["18446744073709551615", "9223372036854775807", "0", "4294967296"] {
      var inside = false
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        inside = inside || line.hasPrefix("-- /")
        guard inside, !line.hasPrefix("-- ") else { return String(line) }
        return line.split(separator: " ", omittingEmptySubsequences: false)
          .map { Int($0) == nil ? String($0) : number }.joined(separator: " ")
      }
      run(Array(lines.joined(separator: "\n").utf8))
    }
  }

  @Test("A dropped section never turns a verdict green")
  func dropped() throws {
    let parts = sections(of: smallArchive)
    let whole = verdicts(try Recording(parsing: smallArchive))
    let names = Set(parts.map(name(of:))).subtracting(["", "end", "whyslow"])
      .filter { !$0.hasPrefix("sample ") }
    for dropped in names {
      let rest = parts.filter { name(of: $0) != dropped }
      for (name, verdict) in verdicts(try Recording(parsing: Array(rest.joined())))
      where verdict.isClear && whole[name]?.isClear != true && whole[name]?.isHearsay != true {
        Issue.record(
          "without \(dropped), \(name) is clear; with it, \(String(describing: whole[name]))")
      }
    }
  }

  /// This machine's recording with a few processes and the end of the log: what makes it long.
  private var smallArchive: [UInt8] {
    var pids: Set<String> = []
    let parts = sections(of: ownArchive).compactMap { section -> [UInt8]? in
      let words = name(of: section).split(separator: "/")
      if words.count == 3, words[0] == "proc", Int(words[1]) != nil {
        if pids.count < 12 { pids.insert(String(words[1])) }
        return pids.contains(String(words[1])) ? section : nil
      }
      guard section.count > 30_000, let line = section.firstIndex(of: 0x0A) else { return section }
      let end = section.suffix(20_000).drop { $0 != 0x0A }.dropFirst()
      return Array(section[...line]) + Array(end)
    }
    return Array(parts.joined())
  }
}
