import FoundationEssentials
import KernelText
import Model
import Testing

@testable import Collector

/// Topology dumps of ten real machines, and what lscpu(1) says of them in util-linux's own tests.
///
/// Every processor is compared with the line that `lscpu -p` has of it, and every count with the
/// summary. One figure cannot be: on `s390-lpar` the summary's cores per socket and sockets per
/// book come from the hypervisor's /proc/sysinfo, which nothing here reads; its processors are.
@Suite(.enabled(if: Upstream.has("util-linux"), Upstream.absence("util-linux")))
struct TopologyTests {
  private static let machines = Upstream.names(in: "util-linux/lscpu")
    .filter { $0.hasSuffix(".tar.gz") }.map { String($0.dropLast(".tar.gz".count)) }

  @Test("All ten dumps are there")
  func complete() { #expect(Self.machines.count == 10) }

  @Test(arguments: machines)
  func machine(_ name: String) async throws {
    let tree = try await Unpacked("util-linux/lscpu/\(name).tar.gz")
    let expected = LscpuOutput(try Upstream.text("util-linux/expected/lscpu-\(name)"))
    var sample = Sample()
    var sampler = Sampler(root: tree.path(name))
    sampler.take(.last, into: &sample, since: nil)
    let observer = Observer(Recording(samples: [sample]), depth: .full)
    let topology = try #require(observer.topology)

    #expect(topology.online == (expected.list("On-line CPU(s) list") ?? []))
    #expect(topology.offline == (expected.list("Off-line CPU(s) list") ?? []))
    let count = topology.online.count + topology.offline.count
    #expect(expected.numbers("CPU(s)") == [count])

    // Where a machine mixes kinds of cores, lscpu counts each kind by itself.
    let kinds = try kindsOfCores(tree, name, topology.online)
    var places: [Int: (core: Int, socket: Int)] = [:]
    var summary: [(threads: Int, cores: Int, sockets: Int)] = []
    for kind in kinds {
      let cores = topology.cores.filter { !kind.isDisjoint(with: $0) }
      let sockets = topology.sockets.filter { !kind.isDisjoint(with: $0) }
      for processor in kind {
        guard let core = cores.firstIndex(where: { $0.contains(processor) }),
          let socket = sockets.firstIndex(where: { $0.contains(processor) })
        else { continue }
        places[processor] = (core, socket)
      }
      summary.append((cores.map(\.count).max() ?? 0, cores.count, sockets.count))
    }
    #expect(expected.numbers("Thread(s) per core") == summary.map(\.threads))
    if name != "s390-lpar" {
      #expect(expected.numbers("Core(s) per socket") == summary.map { $0.cores / $0.sockets })
      // Every book of s390-kvm holds one socket.
      let books = expected.numbers("Book(s)").first ?? 1
      let sockets = expected.numbers("Socket(s)") + expected.numbers("Socket(s) per book")
      #expect(sockets.map { $0 * books } == summary.map(\.sockets))
    }

    let nodes = observer.nodes().value ?? []
    var nodeOf: [Int: Int] = [:]
    for node in nodes { for processor in node.processors { nodeOf[processor] = node.number } }
    for node in nodes where expected.nodes[node.number] != nil {
      #expect(node.processors == expected.nodes[node.number], "node \(node.number)")
    }
    #expect(expected.nodes.keys.allSatisfy { number in nodes.contains { $0.number == number } })

    #expect(Set(expected.places.map(\.cpu)) == Set(topology.online))
    for place in expected.places {
      #expect(places[place.cpu]?.core == place.core, "CPU \(place.cpu)")
      #expect(places[place.cpu]?.socket == place.socket, "CPU \(place.cpu)")
      if let node = place.node { #expect(nodeOf[place.cpu] == node, "CPU \(place.cpu)") }
    }
    print(
      "\(name): \(expected.places.count) processors, \(topology.cores.count) cores, "
        + "\(topology.sockets.count) sockets, \(expected.nodes.count) nodes")
  }

  /// The processors by the part number that ARM's cpuinfo has; all of them where it has none.
  private func kindsOfCores(_ tree: Unpacked, _ name: String, _ all: [Int]) throws -> [Set<Int>] {
    var kinds: [(part: String, processors: Set<Int>)] = []
    var processor: Int?
    for line in Text(try tree.bytes("\(name)/proc/cpuinfo")).allLines {
      let words = line.words.map(\.string)
      if words.first == "processor", let number = words.last.flatMap({ Int($0) }) {
        processor = number
      }
      guard words.starts(with: ["CPU", "part"]), let part = words.last, let number = processor
      else { continue }
      if let index = kinds.firstIndex(where: { $0.part == part }) {
        kinds[index].processors.insert(number)
      } else {
        kinds.append((part, [number]))
      }
    }
    let seen = kinds.reduce(into: Set<Int>()) { $0.formUnion($1.processors) }
    return seen.isSuperset(of: all) ? kinds.map(\.processors) : [Set(all)]
  }
}

/// What lscpu printed: its summary, then `lscpu -p`.
private struct LscpuOutput {
  private var summary: [(name: String, value: String)] = []
  /// The logical core, socket and node of each processor.
  private(set) var places: [(cpu: Int, core: Int, socket: Int, node: Int?)] = []

  init(_ text: String) {
    var tables = 0
    for line in text.split(separator: "\n") {
      if line.hasPrefix("# CPU,") { tables += 1 }
      if tables == 0, let colon = line.firstIndex(of: ":") {
        let value = line[line.index(after: colon)...].drop { $0 == " " }
        summary.append((String(line[..<colon]), String(value)))
      }
      // The second table has the hardware's own numbers.
      guard tables == 1, line.first?.isNumber == true else { continue }
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
      guard cells.count >= 4, let cpu = cells[0], let core = cells[1], let socket = cells[2]
      else { continue }
      places.append((cpu, core, socket, cells[3]))
    }
  }

  func numbers(_ name: String) -> [Int] {
    summary.filter { $0.name == name }.compactMap { Int($0.value) }
  }

  func list(_ name: String) -> [Int]? {
    summary.first { $0.name == name }.map { Self.numbers(in: $0.value) }
  }

  /// The processors of each node.
  var nodes: [Int: [Int]] {
    var nodes: [Int: [Int]] = [:]
    for (name, value) in summary where name.hasPrefix("NUMA node") && name.hasSuffix(" CPU(s)") {
      guard let number = Int(name.dropFirst(9).dropLast(7)) else { continue }
      nodes[number] = Self.numbers(in: value)
    }
    return nodes
  }

  /// The numbers of `0-62:2,70`, where 2 is the step.
  private static func numbers(in list: String) -> [Int] {
    list.split(separator: ",").flatMap { range -> [Int] in
      let parts = range.split(separator: ":")
      let bounds = parts[0].split(separator: "-").compactMap { Int($0) }
      guard let first = bounds.first, let last = bounds.last else { return [] }
      return Array(stride(from: first, through: last, by: parts.count > 1 ? Int(parts[1]) ?? 1 : 1))
    }
  }
}
