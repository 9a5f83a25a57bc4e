import Model
import Testing

@testable import Collector
@testable import Transports

/// The script under every shell that is here.
@Suite struct ScriptTests {
  static let shells = [["dash"], ["bash"], ["busybox", "sh"]]

  @Test("It prints what local collection records", arguments: shells)
  func parity(_ shell: [String]) async throws {
    let script = ProbeScript(window: 0.3, version: "test")
    let reply = try await Connection(to: TargetAddress(hops: [])).run(
      shell, input: Array(script.text.utf8), deadline: 30)
    #expect(reply.status == 0, "\(reply.errors)")
    let recording = try #require(try await Connection.recording(in: reply.output))
    let here = collect(CollectionOptions(window: 0.3, version: "test"))
    #expect(!recording.isCut)
    for (there, local) in zip(recording.samples, here.samples) {
      let missing = Set(local.order).subtracting(there.order).filter { name in
        // What a driver or a command answers may come late, groups and mounts come and go.
        !name.contains("cgroup") && !name.hasPrefix("/dev/kmsg") && !name.hasPrefix("df ")
      }
      #expect(missing.isEmpty, "not in the script's: \(missing.sorted())")
      #expect(there.processes.count > local.processes.count / 2)
    }
    let observation = Observation(recording)
    #expect(observation.cpu.total.value != nil)
    #expect(observation.window.seconds > 0.25)
    #expect(observation.processes.value?.contains { $0.command != nil } == true)
  }
}
