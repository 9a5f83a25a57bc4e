import Checks
import Collector
import Model
import Testing

/// A recording whose end was lost on its way.
@Suite struct CutTests {
  @Test("A lost end makes nothing green and no number another")
  func everywhere() throws {
    let whole = verdicts(try Recording(parsing: ownArchive))
    for step in 1..<60 {
      let end = ownArchive.count * step / 60
      try compare(cut: end, with: whole)
      // At the end of a line, where nothing in the text tells.
      let line = ownArchive[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? end
      try compare(cut: line, with: whole)
    }
  }

  private func compare(cut end: Int, with whole: [String: Verdict]) throws {
    guard let recording = try? Recording(parsing: Array(ownArchive[..<end])) else { return }
    #expect(recording.isCut)
    for (name, verdict) in verdicts(recording) where !verdict.isUnmeasured {
      let before = whole[name]
      if verdict.isClear, before?.isClear != true, before?.isHearsay != true {
        let uncut = whole[name].map { "\($0)" } ?? "absent"
        Issue.record("cut at \(end), \(name) is clear; whole it is \(uncut)")
      }
    }
  }

  @Test("The last section is unmeasured, wherever it was cut")
  func lastSection() throws {
    let head = """
      whyslow recording 1
      -- sample 1 at 100.0 wall 1.0 --
      -- /proc/sys/fs/file-nr --
      900 0 10

      """
    let text = Array((head + "00").utf8)
    for end in head.utf8.count - 4..<head.utf8.count {
      let observation = Observation(try Recording(parsing: Array(text[..<end])))
      if end == head.utf8.count { continue }
      #expect(observation.limits.files.gap?.kind == .malformed, "cut at \(end)")
    }
  }
}
