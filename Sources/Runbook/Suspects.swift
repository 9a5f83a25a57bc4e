import Model

/// How many suspects are named for each measure.
private let named = 5

/// The greatest of `all` by `value`, where it exceeds `least`; nil where none does.
func rank<Item: Suspicious>(
  _ resource: Resource, _ measure: String, _ all: [Item], _ value: (Item) -> Double,
  atLeast least: Double, _ measurements: (Item) -> [Measurement]
) -> Attribution? {
  let ranked = all.map { (item: $0, value: value($0)) }.filter { $0.value > least }
    .sorted { $0.value > $1.value }.prefix(named).map(\.item)
  guard !ranked.isEmpty else { return nil }
  return Attribution(
    resource: resource, measure: measure,
    suspects: ranked.map { item in
      Attribution.Suspect(
        subject: item.subject, others: item.others, measurements: measurements(item),
        command: item.commandLine, cgroup: item.group(of: resource))
    })
}

/// `value` under `name` where there is one.
func optional(_ name: String, _ value: Double?, _ unit: Unit) -> [Measurement] {
  value.map { [Measurement(name, $0, unit)] } ?? []
}

/// What can be ranked.
protocol Suspicious {
  var subject: Subject { get }
  var others: Int { get }
  var commandLine: String? { get }
  func group(of resource: Resource) -> String?
}

extension ProcessObservation: Suspicious {
  var subject: Subject { .process(pid: pid, name: name) }
  var others: Int { 0 }
  var commandLine: String? { command }
  func group(of resource: Resource) -> String? { cgroup(of: resource) }
}

extension Cgroup: Suspicious {
  var subject: Subject { .cgroup(path) }
  var others: Int { 0 }
  var commandLine: String? { nil }
  func group(of resource: Resource) -> String? { nil }
}

/// The processes of one name: the workers of one program are one suspect.
///
/// What adds up over processes is ranked this way, CPU time and traffic; memory does not, since
/// workers share most of it.
struct Program: Suspicious {
  /// The one that takes most first.
  let members: [ProcessObservation]

  var subject: Subject { members[0].subject }
  var others: Int { members.count - 1 }
  var commandLine: String? { members.lazy.compactMap(\.command).first }
  func group(of resource: Resource) -> String? {
    members.lazy.compactMap { $0.cgroup(of: resource) }.first
  }

  /// The sum over the members; nil where no member was measured.
  func sum(_ value: (ProcessObservation) -> Double?) -> Double? {
    let values = members.compactMap(value)
    return values.isEmpty ? nil : values.reduce(0, +)
  }

  /// How long its tasks waited for a processor; nil where of some only the main thread is known, which
  /// may sleep while the others wait.
  var runDelayPercent: Double? {
    members.contains { $0.threads > 1 } ? nil : sum { $0.runDelayPercent.value }
  }

  /// In percent of one processor, the members' together.
  var cpuPercent: Double { members.reduce(0) { $0 + $1.cpuPercent } }
}

/// `processes` by name, each program's busiest first.
func byName(_ processes: [ProcessObservation]) -> [Program] {
  Dictionary(grouping: processes, by: \.name).values.map { members in
    Program(members: members.sorted { ($1.cpuPercent, $0.pid) < ($0.cpuPercent, $1.pid) })
  }.sorted { $0.members[0].pid < $1.members[0].pid }
}
