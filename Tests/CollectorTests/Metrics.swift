/// Numbers by the names of node_exporter, written as `name{label="value"}` with the labels sorted.
struct Metrics {
  private(set) var values: [String: Double] = [:]

  init() {}

  /// The samples in the text format of Prometheus.
  init(_ text: String) {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let space = line.lastIndex(of: " "),
        let value = Double(line[line.index(after: space)...])
      else { continue }
      values[String(line[..<space])] = value
    }
  }

  mutating func set(_ name: String, _ value: UInt64?) { set(name, [], value) }

  mutating func set(_ name: String, _ value: Double?) { set(name, [], value) }

  mutating func set(_ name: String, _ labels: [(String, String)], _ value: UInt64?) {
    set(name, labels, value.map { Double($0) })
  }

  mutating func set(_ name: String, _ labels: [(String, String)], _ value: Double?) {
    let list = labels.map { "\($0)=\"\($1)\"" }.joined(separator: ",")
    values[labels.isEmpty ? name : "\(name){\(list)}"] = value
  }
}
