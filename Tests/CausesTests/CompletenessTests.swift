import Checks
import Model
import Testing

@testable import Causes

/// The list of causes is whole, and every check is explained.
@Suite struct CompletenessTests {
  @Test("The names by which causes know checks are those of the checklist")
  func names() {
    #expect(CheckName.allCases.map(\.rawValue) == Checklist.all.map(\.name))
  }

  @Test("There are at least 40 causes, each with a name of its own")
  func count() {
    #expect(Causes.all.count >= 40)
    #expect(Set(Causes.all.map(\.name)).count == Causes.all.count)
    #expect(Set(Causes.all.map(\.title)).count == Causes.all.count)
  }

  @Test(
    "Every check is explained by a cause, or is left out with a reason",
    arguments: CheckName.allCases)
  func isExplained(check: CheckName) {
    let isExplained =
      Causes.all.contains { $0.checks.contains(check) }
      || Consequence.all.contains { $0.to.contains(check) }
    let reason = Causes.unexplained[check]
    #expect(isExplained != (reason != nil), "\(check.rawValue) is explained by nothing")
  }

  @Test(
    "Every cause says what to do now and for good, with a risk and a way back",
    arguments: Causes.all.map(\.name))
  func remedies(name: String) throws {
    let cause = try #require(Causes.all.first { $0.name == name }).description
    #expect(Set(cause.remedies.map(\.term)) == Set(Remedy.Term.allCases))
    for remedy in cause.remedies {
      #expect(!remedy.undo.isEmpty)
      #expect(remedy.action.hasSuffix(".") || remedy.action.hasSuffix(";"))
    }
    #expect(!cause.about.isEmpty && !cause.decides.isEmpty && !cause.command.isEmpty)
    #expect(!cause.proof.isEmpty)
  }

  @Test("A lone finding of any check that can warn is explained", arguments: CheckName.allCases)
  func alone(check: CheckName) {
    // A note convicts nothing, so those that never warn have nothing to explain.
    let never: Set<CheckName> = [
      .cpuLoad, .memorySwapUse, .diskMaintenance, .gpuBusy, .gpuVideo, .networkZeroWindow,
    ]
    guard !never.contains(check), Causes.unexplained[check] == nil else { return }
    let explanation = explained([found(check)])
    #expect(
      explanation.unexplained.isEmpty && explanation.causes.count == 1
        || Causes.proofless.contains(check), "\(check.rawValue): \(explanation.causes.map(\.name))")
  }
}

extension Causes {
  /// Checks whose findings come of others and prove nothing by themselves.
  fileprivate static let proofless: Set<CheckName> = []
}
