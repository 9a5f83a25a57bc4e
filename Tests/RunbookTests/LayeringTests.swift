import Collector
import FoundationEssentials
import Model
import Testing

@testable import Runbook

/// Whose doing it is: recordings of both layers, each with what is to be said of it.
struct LayeringTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Recordings")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".rec") }.map { String($0.dropLast(4)) }.sorted()
  }()

  private func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: Self.folder.appending(path: "\(name).rec")))
  }

  private func layers(_ name: String) throws -> LayeredRecording {
    guard case .layers(let layers) = try TargetRecording(parsing: bytes(name)) else {
      throw NotLayered()
    }
    return layers
  }

  private struct NotLayered: Error {}

  private func diagnosis(_ name: String) throws -> Diagnosis {
    let recording = try layers(name)
    return diagnose(
      Layers(recording), target: .recording(path: name), host: recording.hostTarget)
  }

  @Test("Each recording says whose doing it is, and that is said of it", arguments: names)
  func verdicts(name: String) throws {
    let text = String(decoding: try bytes(name), as: UTF8.self)
    let expected = text.split(separator: "\n").filter { $0.hasPrefix("expect ") }
      .map { String($0.dropFirst("expect ".count)) }
    #expect(!expected.isEmpty)
    let said = try #require(try diagnosis(name).layers).verdicts.map(\.line)
    #expect(said == expected)
  }

  @Test("All four answers have a recording")
  func complete() throws {
    let blames = try Self.names.flatMap { name in
      try #require(try diagnosis(name).layers).verdicts.compactMap(\.blame.value)
    }
    #expect(Set(blames) == Set(LayerVerdict.Blame.allCases))
  }

  @Test("A file of both layers is written as it was read", arguments: names)
  func roundTrip(name: String) throws {
    let recording = try TargetRecording(parsing: bytes(name))
    #expect(try TargetRecording(parsing: recording.archive).archive == recording.archive)
    #expect(recording.archive == (try bytes(name)))
  }

  @Test("What the host is guilty of never convicts the container, whatever shows inside it")
  func scope() throws {
    let diagnosis = try diagnosis("neither")
    #expect(diagnosis.severity == nil)
    #expect(diagnosis.judgements.allSatisfy { $0.verdict.findings.isEmpty })
    let host = try #require(diagnosis.layers).host
    #expect(host.judgements.contains { $0.check.name == "CPUBusy" && $0.verdict.severity != nil })
    #expect(!diagnosis.judgements.contains { $0.check.name == "CPUBusy" })
  }

  @Test("Without a shell the host alone judges, and what only the inside tells is unmeasured")
  func shellless() throws {
    let diagnosis = try diagnosis("no-shell")
    #expect(diagnosis.layers?.insideGap?.detail == "there is no shell in it (sh)")
    let network = try #require(
      diagnosis.judgements.first { $0.check.name == "NetworkRetransmits" })
    guard case .unmeasured(let gap) = network.verdict else {
      Issue.record("it is said of a network that nobody saw: \(network.verdict)")
      return
    }
    #expect(gap.detail == "there is no shell in it (sh)")
  }

  @Test("The attribution is to the workload's own processes")
  func suspects() throws {
    let diagnosis = try diagnosis("limit-cpu")
    let named = diagnosis.attributions.flatMap(\.suspects).map(\.subject.name)
    #expect(named.contains("server (100)"))
    #expect(!named.contains { $0.hasPrefix("init") })
  }

  @Test("A group that does not tell what it takes is judged by its processes")
  func silentGroups() throws {
    let recording = try layers("neighbour-cpu")
    var layers = Layers(recording)
    let gap = Gap(.missing, "cpuacct.usage", "that controller is mounted elsewhere")
    layers.host.cgroups = layers.host.cgroups.map { groups in
      groups.map { group in
        var group = group
        group.cpu = group.cpu.map { _ in Cgroup.CPU(usage: .failure(gap)) }
        return group
      }
    }
    func blame() throws -> LayerVerdict.Blame? {
      let diagnosis = diagnose(layers, target: .recording(path: "it"), host: "local")
      return try #require(diagnosis.layers).verdicts[0].blame.value
    }
    #expect(try blame() == .shortage)
    let processes = try #require(layers.host.processes.value)
    let used = processes.reduce(0) { $0 + $1.cpuPercent }
    var greedy = ProcessObservation(pid: 200, parent: 1, name: "loop")
    greedy.cpuPercent = used + 50
    greedy.cgroups = ["": "/docker/a2b0450ee9fe"]
    layers.host.processes = .success(processes + [greedy])
    #expect(try blame() == .neighbour)
  }

  @Test("A layer that is missing, doubled or out of place is refused")
  func refused() throws {
    let text = String(decoding: try bytes("neither"), as: UTF8.self)
    let workload = "-- layer workload docker:web --\n"
    let host = "-- layer host ssh:root@node1 --\n"
    for wrong in [
      text.replacing(workload, with: ""), text.replacing(host, with: ""),
      text.replacing(workload, with: host), text.replacing(host, with: host + host),
      text.replacing("-- end --\n", with: "-- layer host again --\n-- end --\n"),
    ] {
      #expect(throws: RecordingError.self) { try TargetRecording(parsing: Array(wrong.utf8)) }
    }
  }

  @Test("A recording that is cut within its host says so")
  func cut() throws {
    let bytes = try bytes("neither")
    guard
      case .layers(let layers) = try TargetRecording(parsing: Array(bytes[..<(bytes.count - 900)]))
    else { throw NotLayered() }
    let diagnosis = diagnose(Layers(layers), target: .local, host: "local")
    #expect(diagnosis.layers?.blame.gap != nil)
  }

  @Test("A lost end never says that nobody is to blame", arguments: names)
  func lostEnd(name: String) throws {
    let bytes = try bytes(name)
    let whole = try #require(try diagnosis(name).layers).verdicts
    for step in 1..<40 {
      let part = Array(bytes[..<(bytes.count * step / 40)])
      guard case .layers(let layers)? = try? TargetRecording(parsing: part) else { continue }
      let diagnosis = diagnose(Layers(layers), target: .local, host: "local")
      for verdict in diagnosis.layers?.verdicts ?? [] where verdict.blame.value == .neither {
        let uncut = whole.first { $0.resource == verdict.resource }?.blame.value
        #expect(uncut == .neither, "cut at \(step)/40, \(verdict.resource) is \(verdict.statement)")
      }
    }
  }

  @Test("Every number that decides has its source")
  func thresholds() {
    for threshold in LayerThresholds.all {
      #expect(!threshold.source.isEmpty && !threshold.reason.isEmpty)
    }
  }
}

extension LayerVerdict {
  /// The answer as the `expect` lines of recordings write it.
  fileprivate var line: String {
    guard let blame = blame.value else {
      return "\(resource.rawValue): unknown \(self.blame.gap?.source ?? "")"
    }
    guard let finding else { return "\(resource.rawValue): \(blame.rawValue)" }
    let measurement = finding.measurement
    let place = measurement.subject == .machine ? "" : " on \(measurement.subject.name)"
    let by = neighbours.isEmpty ? "" : " by " + neighbours.map(\.name).joined(separator: ", ")
    return "\(resource.rawValue): \(blame.rawValue) \(finding.severity.name) "
      + "\(measurement.name) \(measurement.quantity)\(place)\(by)"
  }
}
