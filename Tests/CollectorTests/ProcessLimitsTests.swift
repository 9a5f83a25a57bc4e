import Foundation
import KernelText
import Model
import SystemCalls
import Testing

@testable import Collector

#if canImport(Glibc)
  import Glibc
#endif

/// How many files a process has open, told by the kernel and counted by hand.
@Suite struct ProcessLimitsTests {
  @Test("Both ways give the number that is there", arguments: [true, false])
  func counting(isTold: Bool) throws {
    // 70 of 80, with the three standard ones.
    let process = try Holder(files: 70, limit: 80)
    defer { process.end() }
    let line = try line(of: process.pid, isTold: isTold)
    #expect(line.files == .number(70))
    #expect(line.fileLimit == .number(80))
    #expect(line.user == Int(getuid()))
  }

  @Test("A process far from its limit is seen to be, without a count")
  func few() throws {
    let process = try Holder(files: 12, limit: 200)
    defer { process.end() }
    #expect(try line(of: process.pid, isTold: false).files == .none)
    #expect(try line(of: process.pid, isTold: true).files == .number(12))
  }

  @Test("A process that has ended leaves no line")
  func ended() throws {
    var reading = ProcessLimitsReading(directory: proc)
    reading.note(Int(Int32.max))
    #expect(reading.text.isEmpty)
  }

  @Test("A live recording names the process that is at its limit")
  func live() throws {
    let process = try Holder(files: 78, limit: 80)
    defer { process.end() }
    let recording = collect(CollectionOptions(window: 0.1, version: "test"))
    let processes = try Observation(recording).limits.processes.get()
    let found = try #require(processes.first { $0.pid == process.pid })
    #expect(found.files == .counted(78) && found.fileLimit == .at(80))
  }

  private let proc = open("/proc", O_RDONLY | O_CLOEXEC)

  private func line(of pid: Int, isTold: Bool) throws -> ProcessLimitsText {
    var reading = ProcessLimitsReading(directory: proc, isTold: isTold)
    reading.note(pid)
    return try #require(try ProcessLimitsText.parse(Text(reading.text)).first)
  }
}

/// A shell that holds files open until it is ended.
private final class Holder {
  private let process = Process()

  init(files: Int, limit: Int) throws {
    let ready = FileManager.default.temporaryDirectory.appending(path: "whyslow-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: ready) }
    // What it inherits must not count.
    let script = """
      for i in /proc/$$/fd/*; do i=${i##*/}; [ "$i" -le 2 ] || eval "exec $i>&-"; done; ulimit -Sn \(limit)
      for i in $(seq 3 \(files - 1)); do eval "exec $i</dev/null"; done
      touch '\(ready)'; exec sleep 60
      """
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<200 where !FileManager.default.fileExists(atPath: ready) { usleep(20_000) }
    try #require(FileManager.default.fileExists(atPath: ready))
    // The shell's own go with it.
    usleep(50_000)
  }

  var pid: Int { Int(process.processIdentifier) }

  func end() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
