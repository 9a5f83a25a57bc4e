import KernelText
import Model
import Testing

@testable import Collector

/// Three snapshots of one machine, and what sysstat's own tests say its tools print on them.
///
/// Of `mpstat -A` the intervals after the second need two further snapshots; its NODE tables are
/// not made here.
@Suite(.enabled(if: Upstream.has("sysstat"), Upstream.absence("sysstat")))
struct SysstatTests {
  private let roots: Unpacked

  init() async throws { roots = try await Unpacked("sysstat/roots-1-2-3.tar.xz") }

  /// The recording that the report with this number rests on; the first is since boot.
  private func recording(_ report: Int) -> Recording {
    report == 0
      ? .sinceBoot(roots.path("root1"))
      : .between(roots.path("root\(report)"), roots.path("root\(report + 1)"))
  }

  private func tables(_ name: String, with column: String) throws -> [Table] {
    let tables = Table.all(in: try Upstream.text("sysstat/expected/\(name)"), with: column)
    try #require(!tables.isEmpty)
    return tables
  }

  /// What is shown differently on purpose, as the report, the device and the reason.
  private static let otherwise: [(report: Int, device: String, why: String)] = [
    (
      2, "sdd",
      "the third snapshot tells of it in sysfs, which iostat reads, but not in /proc/diskstats"
    )
  ]

  @Test(arguments: [
    "expected.iostat", "expected.iostat-dec", "expected.iostat-x", "expected.iostat-x-ALL",
  ])
  func devices(_ name: String) throws {
    var compared = 0
    for (report, table) in try tables(name, with: "Device").enumerated() {
      let observation = Observation(recording(report))
      let devices = try observation.disk.devices.get()
      let result = table.differences(by: "Device", skipping: []) { row in
        // A device that was never used is left out here; its cells must all be zero.
        let device =
          devices.first { $0.name == row }
          ?? BlockDevice(name: row, kind: .unknown, isLeaf: true)
        return device.figures(observation.window.seconds)
      }
      compared += result.compared
      let other = Self.otherwise.filter { $0.report == report }.map { $0.device + " " }
      for name in other {
        #expect(result.differences.contains { $0.hasPrefix(name) }, "\(name)is shown alike")
      }
      let differences = result.differences.filter { difference in
        !other.contains { difference.hasPrefix($0) }
      }
      #expect(differences == [], "report \(report + 1) of \(name)")
    }
    print("\(name): \(compared) cells")
    #expect(compared > 0)
  }

  /// The line of all processors, which iostat takes.
  ///
  /// `CPUObservation.total` is the sum of the processors instead, as mpstat has it, since that line
  /// loses what a processor had done that went offline. The arithmetic is the same.
  @Test(arguments: ["expected.iostat", "expected.iostat-dec", "expected.iostat-x"])
  func averageProcessor(_ name: String) throws {
    for (report, table) in try tables(name, with: "%user").enumerated() {
      let samples = recording(report).samples
      let lines = try samples.map { try ProcStat($0.text("/proc/stat").get()).total }
      let share = try Observer.share([lines[0]], [lines[1]], "/proc/stat").get()
      let result = table.differences(by: "row", skipping: []) { _ in share.figures }
      #expect(result.compared == 6)
      #expect(result.differences == [], "report \(report + 1) of \(name)")
    }
  }

  @Test(arguments: [("expected.mpstat", 0), ("expected.mpstat-A", 1)])
  func processors(_ name: String, firstReport: Int) throws {
    let time = "12:53:20"
    var compared = 0
    let tables = try tables(name, with: "%usr").filter { $0.columns.contains("CPU") }
    // After root3 the snapshots of the intervals are not in the archive.
    for (offset, table) in tables.prefix(firstReport == 0 ? 1 : 2).enumerated() {
      let observation = Observation(recording(firstReport + offset))
      let each = try observation.cpu.each.get()
      let total = try observation.cpu.total.get()
      let result = table.differences(by: "CPU", skipping: [table.columns.first ?? time]) { row in
        row == "all" ? total.figures : Int(row).flatMap { each[$0]?.figures }
      }
      compared += result.compared
      #expect(result.differences == [], "interval \(offset + 1) of \(name)")
    }
    print("\(name): \(compared) cells")
    #expect(compared > 0)
  }

  @Test("Interrupts by source, and soft interrupts by kind", arguments: ["TIMER/s", "LOC/s"])
  func interrupts(_ column: String) throws {
    var compared = 0
    for (offset, table) in try tables("expected.mpstat-A", with: column).prefix(2).enumerated() {
      let observation = Observation(recording(1 + offset))
      let sources = try (column == "LOC/s" ? observation.cpu.interrupts : observation.cpu.softirqs)
        .get()
      // ERR and MIS are sums over all processors, which mpstat gives to each.
      let skipped: Set<String> = [table.columns.first ?? "", "ERR/s", "MIS/s"]
      let result = table.differences(by: "CPU", skipping: skipped) { row in
        Int(row).map { cpu in
          Dictionary(
            sources.map { ("\($0.name)/s", $0.rates[cpu] ?? 0) },
            uniquingKeysWith: { first, _ in first })
        }
      }
      compared += result.compared
      #expect(result.differences == [], "interval \(offset + 1)")
    }
    print("expected.mpstat-A \(column): \(compared) cells")
    #expect(compared > 0)
  }

  /// The columns of pidstat that nothing here collects, besides those that name the row.
  private static let notCollected: Set<String> = [
    "UID", "Command", "StkSize", "StkRef", "kB_ccwr/s", "iodelay", "cswch/s", "nvcswch/s", "fd-nr",
    "prio", "policy",
  ]

  @Test(arguments: ["expected.pidstat", "expected.pidstat-A"])
  func processes(_ name: String) throws {
    let observation = Observation(recording(0))
    let processes = try observation.processes.get()
    let memory = try #require(observation.machine.memoryBytes)
    var compared = 0
    for table in try tables(name, with: "PID") {
      let skipped = Self.notCollected.union(table.columns.prefix(1))
      let result = table.differences(by: "PID", skipping: skipped) { row in
        processes.first { String($0.pid) == row }?.figures(memory: memory)
      }
      compared += result.compared
      #expect(result.differences == [], "\(name)")
      #expect(
        Set(table.rows.compactMap { $0["PID"] }) == Set(processes.map { String($0.pid) }))
      for row in table.rows {
        #expect(processes.contains { String($0.pid) == row["PID"] && $0.name == row["Command"] })
      }
    }
    print("\(name): \(compared) cells")
    #expect(compared > 0)
  }
}
