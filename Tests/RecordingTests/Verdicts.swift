import Checks
import Collector
import FoundationEssentials
import Model
import Runbook

/// The verdict of every check on `recording`, by name.
func verdicts(_ recording: Recording) -> [String: Verdict] {
  let observation = Observation(recording)
  return Dictionary(
    uniqueKeysWithValues: Checklist.all.map { ($0.name, $0.judge(observation).verdict) })
}

extension Verdict {
  var isUnmeasured: Bool { if case .unmeasured = self { true } else { false } }
  var isClear: Bool { if case .clear = self { true } else { false } }

  /// Whether all it says is what a program wrote into the kernel's log, which proves nothing.
  var isHearsay: Bool {
    !findings.isEmpty
      && findings.allSatisfy { $0.measurement.name.hasSuffix("(a program's words)") }
  }
}

/// A recording of this machine, made once.
let ownArchive = collect(CollectionOptions(window: 0.2, version: "test")).archive

/// The lines of an archive as sections: the head, then one text for each header.
func sections(of archive: [UInt8]) -> [[UInt8]] {
  var sections: [[UInt8]] = [[]]
  for line in archive.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
    if line.starts(with: "-- ".utf8) { sections.append([]) }
    sections[sections.count - 1] += line + [0x0A]
  }
  return sections
}

/// The name in the header that `section` begins with.
func name(of section: [UInt8]) -> String {
  let line = String(decoding: section.prefix { $0 != 0x0A }, as: UTF8.self).dropFirst(3)
  for index in line.indices where line[index...].hasPrefix(" --") { return String(line[..<index]) }
  return ""
}
