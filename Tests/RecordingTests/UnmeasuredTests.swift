import Checks
import Collector
import Model
import Testing

/// What was not read is never green.
@Suite struct UnmeasuredTests {
  /// This machine's recording with every section as `status` makes it.
  private func remade(_ status: (String) -> String) throws -> Recording {
    let text = sections(of: ownArchive).map { section -> [UInt8] in
      let name = name(of: section)
      if name.isEmpty || name.hasPrefix("sample ") || name == "end" { return section }
      return Array("-- \(name) --\(status(name))\n".utf8)
    }
    return try Recording(parsing: Array(text.joined()))
  }

  @Test(arguments: [
    " forbidden: Permission denied", " missing: No such file", " timed-out: late", "",
  ])
  func everySection(status: String) throws {
    for (name, verdict) in verdicts(try remade { _ in status }) where !verdict.isUnmeasured {
      // A machine without block devices has an empty table of them, which is an answer.
      if status.isEmpty, name.hasPrefix("Disk") { continue }
      Issue.record("\(name) says \(verdict) of sections that are all\(status)")
    }
  }

  @Test("Garbage in every section")
  func garbage() throws {
    let recording = try remade { _ in "\n\u{1B}[31m garbage: = -1 99999999999999999999 %" }
    for (name, verdict) in verdicts(recording) where !verdict.isUnmeasured {
      Issue.record("\(name) says \(verdict) of garbage")
    }
  }

  @Test("With one sample nothing that takes two is green")
  func oneSample() throws {
    let whole = try Recording(parsing: ownArchive)
    let parts = sections(of: ownArchive)
    let second = try #require(parts.lastIndex { name(of: $0).hasPrefix("sample 2") })
    // The last sample alone has all that merely stands.
    let header = String(decoding: parts[second], as: UTF8.self)
      .replacing("sample 2", with: "sample 1")
    let text = parts[0] + Array(header.utf8) + parts[(second + 1)...].joined()
    let alone = verdicts(try Recording(parsing: text))
    let twice = verdicts(whole)
    let ofOneInstant = Set(
      Checklist.all.filter { check in
        check.persistence == .standing || standing.contains { check.name.hasPrefix($0) }
      }.map(\.name))
    for (name, verdict) in alone where !verdict.isUnmeasured && !ofOneInstant.contains(name) {
      Issue.record(
        "\(name) says \(verdict) with one sample, \(String(describing: twice[name])) with two")
    }
  }

  /// Checks of what stands: one look is enough.
  private let standing = [
    "CPUClockCap", "CPUKernelFault", "CPULoad", "CPULockup", "CPUMachineCheck", "CPUThermal",
    "CPUThrottling", "DiskArrayEvents", "DiskCgroupThrottle", "DiskDeviceResets",
    "DiskFilesystemErrors", "DiskIOErrors", "DiskInodes", "DiskReadOnly", "DiskShareSilent",
    "DiskSpace", "DiskWriteback", "GPU", "Limits", "MemoryAllocation", "MemoryAvailable",
    "MemoryBalloon", "MemoryCommit", "MemoryECC", "MemoryHardware", "MemoryHugePages", "MemoryNUMA",
    "MemoryOOMKill", "MemorySlab", "MemorySwapUse", "NetworkAcceptQueue", "NetworkAdapterFaults",
    "NetworkBond", "NetworkConntrack", "NetworkDuplex", "NetworkEphemeralPorts",
    "NetworkInterfaceHeld", "NetworkLimitsReached", "NetworkLinkFlaps", "NetworkOrphans",
    "NetworkSYNFlood", "NetworkTCPMemory", "NetworkUDPMemory", "Service", "ServiceCrashes",
    "TimeClocksource", "TimeSynchronised",
  ]
}
