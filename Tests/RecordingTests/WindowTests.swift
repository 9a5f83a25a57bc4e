import Checks
import Collector
import Model
import Testing

/// A longer look at the same machine says the same; a short one says no more than it can.
@Suite struct WindowTests {
  @Test("A window of 30 s gives the verdicts of three of 10 s", arguments: SteadySeries.all)
  func longer(series: SteadySeries) throws {
    let whole = verdicts(try series.recording(from: 0, to: 30))
    for start in [0.0, 10, 20] {
      let part = verdicts(try series.recording(from: start, to: start + 10))
      for check in Checklist.all {
        #expect(
          part[check.name]?.word == whole[check.name]?.word,
          "\(check.name) from \(start) s on: \(String(describing: part[check.name]))")
      }
    }
  }

  @Test("A burst of a second is a note at most", arguments: SteadySeries.all)
  func burst(series: SteadySeries) throws {
    let second = verdicts(try series.recording(from: 0, to: 1, isCalm: true))
    for check in Checklist.all where check.persistence == .window {
      #expect(
        second[check.name]?.severity ?? .note <= .note,
        "\(check.name): \(String(describing: second[check.name]))")
    }
  }

  @Test("The series are what they are called", arguments: SteadySeries.all)
  func meaning(series: SteadySeries) throws {
    let whole = verdicts(try series.recording(from: 0, to: 30))
    let found = Set(whole.filter { $0.value.severity ?? .note > .note }.keys)
    let wanted: Set<String> =
      switch series.testDescription {
      case "busy processors": ["CPUBusy", "CPURunQueue", "CPUPressure", "CPUThrottling"]
      case "slow disk": ["DiskAwait", "DiskPressure", "DiskQueue"]
      case "lossy network":
        [
          "NetworkRetransmits", "NetworkInterfaceErrors", "NetworkDrops", "NetworkUDPErrors",
          "NetworkTimeouts", "NetworkSoftnetDrops", "NetworkFIFO", "NetworkTCPErrors",
          "NetworkHostRetransmits", "NetworkUDPSendErrors", "NetworkConnectFailures",
        ]
      case "full queues and tables":
        [
          "NetworkListenOverflow", "NetworkAcceptQueue", "NetworkConntrackDrops",
          "NetworkQdiscDrops", "NetworkQdiscBacklog", "NetworkSYNDrops",
        ]
      case "short of memory":
        ["MemoryAvailable", "MemoryPressureSome", "MemorySwapActivity", "MemoryReclaim"]
      default: []
      }
    #expect(found.isSuperset(of: wanted), "not found: \(wanted.subtracting(found).sorted())")
    if wanted.isEmpty { #expect(found.isEmpty, "found \(found.sorted())") }
    print(
      series.testDescription,
      whole.filter { $0.value.severity != nil }.map { "\($0.key):\($0.value.severity!.name)" }
        .sorted().joined(separator: " "))
    print(
      "UNMEASURED",
      whole.filter { $0.value.isUnmeasured }.map(\.key).sorted().joined(separator: " "))
    let measured = whole.values.count { !$0.isUnmeasured }
    #expect(measured > 50, "only \(measured) checks could be made")
  }
}

extension Verdict {
  /// The class of the verdict.
  fileprivate var word: String {
    switch self {
    case .clear: "clear"
    case .unmeasured: "unmeasured"
    case .found: severity?.name ?? "found"
    }
  }
}
