import Collector
import FoundationEssentials
import Model
import Testing

@testable import Checks

/// What holds for the checklist as a whole and for each check in it.
@Suite struct ChecklistTests {
  @Test("Every check is in the checklist, and in a file of its name")
  func complete() throws {
    let folder = Fixture.package.appending(path: "Sources/Checks")
    var declared: Set<String> = []
    for resource in try Fixture.names(in: folder) where !resource.hasSuffix(".swift") {
      for file in try Fixture.names(in: folder.appending(path: resource)) {
        let path = folder.appending(path: resource).appending(path: file)
        for name in try Self.checks(declaredIn: String(contentsOf: path, encoding: .utf8)) {
          declared.insert(name)
          #expect(name + ".swift" == file, "\(name) is not in a file of its name")
        }
      }
    }
    #expect(!declared.isEmpty, "no check was found in \(folder.path)")
    let listed = Set(Checklist.all.map(\.name))
    for name in declared.subtracting(listed).sorted() {
      Issue.record("\(name) is not in Checklist.swift")
    }
    for name in listed.subtracting(declared).sorted() {
      Issue.record("\(name) has no file of its own in Sources/Checks/RESOURCE")
    }
  }

  /// The names in the lines `struct NAME: Check {`.
  private static func checks(declaredIn source: String) -> [String] {
    source.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("struct "), line.hasSuffix(": Check {") else { return nil }
      return String(line.dropFirst("struct ".count).dropLast(": Check {".count))
    }
  }

  @Test("No check is listed twice")
  func unique() {
    var seen: Set<String> = []
    for check in Checklist.all where !seen.insert(check.name).inserted {
      Issue.record("\(check.name) is in Checklist.swift twice")
    }
  }

  @Test("Checks are in order: resource by resource, errors, utilization, saturation")
  func ordered() {
    for (check, next) in zip(Checklist.all, Checklist.all.dropFirst()) {
      #expect(
        (check.resource, check.aspect) <= (next.resource, next.aspect),
        "\(next.name) belongs before \(check.name) in Checklist.swift")
    }
  }

  @Test("A check's folder and name begin with its resource")
  func named() throws {
    let folder = Fixture.package.appending(path: "Sources/Checks")
    for check in Checklist.all {
      let resource = check.resource
      let word = resource.rawValue
      let isShort = resource == .cpu || resource == .gpu
      let title = isShort ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst()
      #expect(check.name.hasPrefix(title), "\(check.name) judges \(resource.title)")
      let files = try Fixture.names(in: folder.appending(path: title))
      #expect(files.contains(check.name + ".swift"), "\(check.name) is not in \(title)/")
    }
  }

  @Test("Every folder of fixtures belongs to a check")
  func fixtures() throws {
    let listed = Set(Checklist.all.map(\.name))
    for name in try Fixture.names(in: Fixture.root) where !listed.contains(name) {
      Issue.record("Fixtures/\(name) belongs to no check")
    }
  }

  @Test("An empty recording is unmeasured to every check", arguments: Checklist.all.map(\.name))
  func empty(check: String) throws {
    let text = """
      whyslow recording 1
      -- sample 1 at 100.0 wall 1795368121.0 --
      -- sample 2 at 103.0 wall 1795368124.0 --

      """
    let observation = Observation(try Recording(parsing: Array(text.utf8)))
    let verdict = try #require(Checklist.all.first { $0.name == check }).judge(observation).verdict
    guard case .unmeasured = verdict else {
      Issue.record("\(check) says of an empty recording: \(verdict.lines)")
      return
    }
  }

  @Test("Every check says what it does, why, and how to see it by hand")
  func words() {
    for check in Checklist.all {
      #expect(!check.summary.isBlank, "\(check.name) has no summary")
      #expect(!check.summary.contains("\n"), "\(check.name): the summary has more than one line")
      #expect(!check.reason.isBlank, "\(check.name) has no reason")
      #expect(!check.byHand.isBlank, "\(check.name) tells no command to see it by hand")
      #expect(check.toMeasure?.isBlank != true, "\(check.name): toMeasure is empty")
    }
  }

  @Test("Every threshold names its source and says why")
  func thresholds() {
    for check in Checklist.all {
      #expect(!check.thresholds.isEmpty, "\(check.name) has no threshold")
      for threshold in check.thresholds {
        let place = "\(check.name), \(threshold.level.rawValue) \(threshold.quantity)"
        #expect(!threshold.source.isBlank, "\(place): no source")
        #expect(!threshold.reason.isBlank, "\(place): no reason")
        #expect(threshold.quantity.value.isFinite, "\(place): no number")
      }
    }
  }
}

extension String {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
