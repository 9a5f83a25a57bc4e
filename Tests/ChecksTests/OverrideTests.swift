import Model
import Testing

@testable import Checks

/// Every number that a check judges by can be changed, and the change decides.
@Suite struct OverrideTests {
  private static func check(_ name: String) throws -> any Check {
    try #require(Checklist.all.first { $0.name == name })
  }

  @Test("Each threshold of a check has a name of its own", arguments: Checklist.all.map(\.name))
  func keys(name: String) throws {
    let check = try Self.check(name)
    for (key, same) in Dictionary(grouping: check.thresholds, by: \.key) where same.count > 1 {
      Issue.record("\(name) has \(same.count) thresholds called \(key): give each a label")
    }
    for threshold in check.thresholds {
      #expect(
        check.thresholds.filter { $0.replaces(threshold) }.count == 1,
        "\(name): \(threshold.key) cannot be told from another")
    }
  }

  @Test("A graver threshold lies beyond a lighter one", arguments: Checklist.all.map(\.name))
  func order(name: String) throws {
    let thresholds = try Self.check(name).thresholds
    for lighter in thresholds {
      for graver in thresholds where lighter.isOfLadder(graver) {
        guard let less = lighter.severity, let more = graver.severity, less < more else { continue }
        #expect(
          !graver.isPassed(by: lighter.quantity.value),
          "\(name): \(lighter.key) and \(graver.key) of one number are crossed, or of two: label them"
        )
      }
    }
  }

  @Test("A changed threshold is the one in force", arguments: Checklist.all.map(\.name))
  func effective(name: String) throws {
    let own = try Self.check(name)
    for index in own.thresholds.indices {
      var check = own
      let threshold = own.thresholds[index]
      check.thresholds[index] = threshold.with(threshold.quantity.value + 1)
      #expect(check.effective(threshold).quantity.value == threshold.quantity.value + 1)
      #expect(check.effective(threshold).original == threshold.quantity)
      for other in own.thresholds where other != threshold {
        #expect(check.effective(other) == other)
      }
    }
  }

  @Test(
    "Where no number can pass a threshold, nothing is found", arguments: Checklist.all.map(\.name))
  func silenced(name: String) throws {
    var check = try Self.check(name)
    check.thresholds = check.thresholds.map { $0.severity == nil ? $0 : $0.unreachable }
    for fixture in try Fixture.all(of: name) {
      let found = check.judge(fixture.observation).verdict.findings
      // What convicts nothing may be told without a number of its own.
      for finding in found where finding.threshold != nil || finding.severity > .note {
        Issue.record(
          "\(name)/\(fixture.name).rec: \(finding.measurement.name) is found by no threshold")
      }
    }
  }

  @Test(
    "Each threshold decides in some fixture of its resource", arguments: Checklist.all.map(\.name))
  func decides(name: String) throws {
    let own = try Self.check(name)
    let machines = try Self.machines.get()[own.resource] ?? []
    let verdicts = machines.map { own.judge($0).verdict }
    for index in own.thresholds.indices {
      let threshold = own.thresholds[index]
      let isFelt = [threshold.unreachable, threshold.alwaysPassed].contains { changed in
        var check = own
        check.thresholds[index] = changed
        return zip(machines, verdicts).contains { !check.judge($0).verdict.isLike($1) }
      }
      #expect(
        isFelt,
        """
        \(name): no fixture changes its verdict with \(threshold.key), whatever its number: it is \
        not used through effective(_:), or a fixture is missing in which it decides
        """)
    }
  }

  /// What the fixtures of all checks show, by the resource of the check.
  private static let machines = Result {
    try Checklist.all.reduce(into: [Resource: [Observation]]()) { machines, check in
      machines[check.resource, default: []] += try Fixture.all(of: check.name).map(\.observation)
    }
  }

  @Test(
    "A finding and the threshold that it passed have one unit", arguments: Checklist.all.map(\.name)
  )
  func units(name: String) throws {
    let check = try Self.check(name)
    for fixture in try Fixture.all(of: name) {
      for finding in check.judge(fixture.observation).verdict.findings {
        guard let threshold = finding.threshold else { continue }
        #expect(
          finding.measurement.quantity.unit == threshold.quantity.unit,
          "\(name)/\(fixture.name).rec: \(finding.measurement.name)")
      }
    }
  }
}

extension Threshold {
  fileprivate var unreachable: Threshold { with(direction == .above ? 1e30 : -1e30) }
  fileprivate var alwaysPassed: Threshold { with(direction == .above ? -1e30 : 1e30) }
}

extension Verdict {
  /// Whether both say the same for a reader, whatever numbers the thresholds have.
  fileprivate func isLike(_ other: Verdict) -> Bool {
    lines == other.lines && findings.map(\.statement) == other.findings.map(\.statement)
  }
}
