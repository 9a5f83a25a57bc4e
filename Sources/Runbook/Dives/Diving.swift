public import Model

/// The resources that can be looked at more closely.
public let divableResources: [Resource] = [.cpu, .memory, .disk, .network, .gpu]

/// A closer look at `resource`, from what was collected for the checks and nothing more.
public func dive(_ resource: Resource, in observation: Observation) -> Dive {
  switch resource {
  case .cpu: cpuDive(observation)
  case .memory: memoryDive(observation)
  case .disk: diskDive(observation)
  case .network: networkDive(observation)
  case .gpu: gpuDive(observation)
  case .limits, .time, .service: Dive(resource, sections: [], advice: [])
  }
}

/// How many rows a table has at most: what stands out, not everything.
let mostRows = 10

extension Dive.Section {
  /// The greatest of `all` by `value`, those above `least` alone.
  static func ranked<Item>(
    _ title: String, byHand: String, remark: String? = nil, _ all: Measured<[Item]>,
    by value: (Item) -> Double, above least: Double = 0, row: (Item) -> Dive.Row
  ) -> Self {
    Dive.Section(
      title, byHand: byHand, remark: remark,
      rows: all.map { items in
        // Places are sorted, since a process is much to move about.
        items.indices.map { (place: $0, value: value(items[$0])) }.filter { $0.value > least }
          .sorted { ($1.value, $0.place) < ($0.value, $1.place) }
          .prefix(mostRows).map { row(items[$0.place]) }
      })
  }
}

extension Result where Failure == Gap {
  /// What `transform` makes of the value; the gap it throws.
  func flat<New>(_ transform: (Success) throws(Gap) -> New) -> Measured<New> {
    do throws(Gap) { return .success(try transform(try get())) } catch { return .failure(error) }
  }
}

extension Dive.Row {
  /// A row about a process, with its command line.
  init(_ process: ProcessObservation, _ measurements: [Measurement]) {
    self.init(process.subject.name, measurements, detail: process.command)
  }
}
