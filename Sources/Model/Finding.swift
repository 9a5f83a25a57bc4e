/// The part of the machine that a finding is about.
public enum Subject: Sendable, Hashable {
  case machine
  case processor(Int)
  case process(pid: Int, name: String)
  case cgroup(String)
  case device(String)
  case mount(String)
  case interface(String)
  /// A socket by its local address, or a pair of addresses.
  case socket(String)
  /// A service manager's unit.
  case unit(String)
  case gpu(String)
  /// A node of memory with processors of its own.
  case node(Int)

  /// The name for people; names from the machine are not yet sanitised here.
  public var name: String {
    switch self {
    case .machine: "machine"
    case .processor(let number): "CPU \(number)"
    case .process(let pid, let name): "\(name) (\(pid))"
    case .cgroup(let path): path
    case .device(let name), .interface(let name): name
    case .mount(let path): path
    case .socket(let name), .unit(let name), .gpu(let name): name
    case .node(let number): "node \(number)"
    }
  }

  /// The kind of thing, for JSON.
  public var kind: String {
    switch self {
    case .machine: "machine"
    case .processor: "cpu"
    case .process: "process"
    case .cgroup: "cgroup"
    case .device: "device"
    case .mount: "mount"
    case .interface: "interface"
    case .socket: "socket"
    case .unit: "unit"
    case .gpu: "gpu"
    case .node: "node"
    }
  }
}

/// A number with its name: one piece of evidence.
public struct Measurement: Sendable, Hashable {
  /// What was measured, in the field's words: `busy`, `await`, `run queue`.
  public let name: String
  /// The number and its unit.
  public let quantity: Quantity
  /// What it was measured on.
  public let subject: Subject

  /// `value` in `unit` of `name`, measured on `subject`.
  public init(_ name: String, _ value: Double, _ unit: Unit, on subject: Subject = .machine) {
    self.name = name
    self.quantity = Quantity(value, unit)
    self.subject = subject
  }

  /// The name of the seconds since the last of the events that were counted.
  public static let ageOfLast = "age of the last"
  /// The name of the seconds for which something has been as it is.
  public static let since = "since"
  /// The name of the seconds since a service was started last.
  public static let lastStart = "last start ago"
  /// Ends the name of a count of what a program, and not the kernel, wrote into the kernel's log.
  public static let hearsayMark = " (a program's words)"
}

/// What a check found wrong, with the evidence for it.
public struct Finding: Sendable, Hashable {
  /// How much it weighs.
  public let severity: Severity
  /// The number that was judged.
  public let measurement: Measurement
  /// The threshold that the number passed; absent where any occurrence convicts.
  public let threshold: Threshold?
  /// What is wrong, in one plain sentence without the threshold.
  public let statement: String
  /// Numbers that support the verdict or put it in proportion.
  public let evidence: [Measurement]
  /// Lines quoted from the kernel log or another text, newest last.
  public let quotes: [String]
  /// Why it weighs less than its number: how short it was seen, or the planned work behind it.
  public let explanations: [String]

  /// A finding of `severity` that `measurement` shows.
  public init(
    _ severity: Severity, _ measurement: Measurement, passed threshold: Threshold? = nil,
    _ statement: String, evidence: [Measurement] = [], quotes: [String] = [],
    explanations: [String] = []
  ) {
    self.severity = severity
    self.measurement = measurement
    self.threshold = threshold
    self.statement = statement
    self.evidence = evidence
    self.quotes = quotes
    self.explanations = explanations
  }

  /// What the finding is about.
  public var subject: Subject { measurement.subject }
}

/// What a check says: clear, found or unmeasured, and nothing in between.
public enum Verdict: Sendable, Hashable {
  /// Nothing wrong; the number that shows it.
  case clear(Measurement)
  /// At least one finding, the gravest first.
  case found([Finding])
  /// No answer, and why.
  case unmeasured(Gap)

  /// `found` with the gravest finding first, or `clear` with `measurement` where there is none.
  public static func of(_ findings: [Finding], clear measurement: @autoclosure () -> Measurement)
    -> Verdict
  {
    guard !findings.isEmpty else { return .clear(measurement()) }
    let ranked = findings.enumerated().sorted {
      ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
    }
    return .found(ranked.map(\.element))
  }

  /// The findings, if any.
  public var findings: [Finding] {
    if case .found(let findings) = self { findings } else { [] }
  }

  /// The gravest severity found; none where clear or unmeasured.
  public var severity: Severity? { findings.map(\.severity).max() }
}
