import Model
import Testing

@testable import Collector

/// An archive that is read and written again is the same archive.
@Suite struct RoundTripTests {
  private static let sample = "-- sample 1 at 100.500000 wall 1795368121.250000 --\n"

  private static func archive(_ sections: [UInt8]) -> [UInt8] {
    Array(
      "whyslow recording 1\nComplete only with \"-- end --\" as its last line.\n\(sample)".utf8)
      + sections + Array("-- end --\n".utf8)
  }

  @Test(
    "Archive, recording, archive: the same bytes",
    arguments: [
      "-- /proc/loadavg --\n0.20 0.18 0.12 1/80 11206\n",
      "-- /proc/loadavg --\n",
      "-- /proc/loadavg --\n\n\n",
      "-- /proc/loadavg -- unterminated\n0.20 0.1\n",
      "-- /proc/loadavg --\n\\-- /proc/stat --\n\\\\\n\\\\-- x\nplain\n",
      "-- /proc/loadavg -- unterminated\n\\-- x --\n",
      "-- /proc/loadavg -- missing: No such file or directory\n",
      "-- /proc/loadavg -- forbidden: Permission denied -- really --\n",
      "-- /proc/stat --\n-\n--\n--x\n --\n",
      "-- df -Pk /mnt/a\\040b --\n/dev/a 1 1 0 100% /mnt/a\\040b\n",
      "-- /proc/7/stat --\n7 (a\n\\-- /proc/1/stat --\n) S 1\n-- /proc/7/cmdline -- unterminated\na\n",
    ])
  func same(section: String) throws {
    let bytes = Self.archive(Array(section.utf8))
    let recording = try Recording(parsing: bytes)
    #expect(!recording.isCut)
    #expect(
      String(decoding: recording.archive, as: UTF8.self) == String(decoding: bytes, as: UTF8.self))
  }

  @Test("Bytes are kept whatever their encoding")
  func bytes() throws {
    let content: [UInt8] = [0xFF, 0x00, 0xC3, 0x28, 0x1B, 0x5B, 0x0D, 0x0A]
    let bytes = Self.archive(Array("-- dmesg -r --\n".utf8) + content)
    #expect(try Recording(parsing: bytes).archive == bytes)
  }

  @Test("This machine's own archive comes back as it was")
  func live() throws {
    let archive = collect(CollectionOptions(window: 0.1, version: "test")).archive
    #expect(try Recording(parsing: archive).archive == archive)
  }

  private static let process = """
    -- /proc/7/stat --
    7 (a
    \\-- end --
    ) \(stat)
    -- /proc/7/schedstat --
    1 2 3
    -- /proc/8/stat --
    8 (b) \(stat)

    """
  private static let stat =
    "S 1 1 1 0 -1 4194304 9 0 0 0 1 5 0 0 20 0 1 0 5 9 9 9 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0"

  @Test("What is told to be unchanged is as if it stood there again")
  func unchanged() throws {
    let second = "-- sample 2 at 101.500000 wall 1795368122.250000 --\n"
    func read(_ rest: String) throws -> Recording {
      try Recording(parsing: Self.archive(Array((Self.process + second + rest).utf8)))
    }
    let brief = try read("-- unchanged processes --\nstat 8\nstat schedstat 7\nstat 7\n")
    #expect(brief.archive == (try read(Self.process)).archive)
    #expect(Observation(brief).processes.value?.map(\.pid) == [7, 8])
    #expect(Observation(brief).processGap == nil)

    // What was damaged leaves processes out, so that nothing of them is clear.
    for lines in [
      "stat 7 9", "stat 7 8x", "state 7", "io 7", "stat -7", "stat io 8", "stat 7 8\n\nstat 99",
    ] {
      let damaged = try read("-- unchanged processes --\n\(lines)\n")
      guard case .failed(.malformed, _)? = damaged.samples[1].sections[Recording.unchanged] else {
        Issue.record("\(lines): \(damaged.samples[1].sections)")
        continue
      }
      #expect(Observation(damaged).processGap?.kind == .malformed)
    }
  }

  @Test("A comment survives")
  func comment() throws {
    let text =
      "whyslow recording 1\nthe disk is slow\nexpect X: clear\n\(Self.sample)-- dmesg -r --\n"
    let recording = try Recording(parsing: Array(text.utf8))
    #expect(recording.preface == "the disk is slow\nexpect X: clear\n")
    #expect(try Recording(parsing: recording.archive).preface == recording.preface)
  }
}
