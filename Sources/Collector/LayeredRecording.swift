import KernelText
public import Model

/// What was read of a target: a machine, or both layers of something that runs on one.
public enum TargetRecording: Sendable {
  case machine(Recording)
  case layers(LayeredRecording)
}

/// What was read inside a workload.
public struct InsideRecording: Sendable {
  /// All that it tells of itself; why nothing was read, where there is no shell.
  public var all: Measured<Recording>
  /// Where it does not tell, its network namespace, read by its host.
  public var network: Recording?
  /// A closer look from there.
  public var closer: CloserRecording?

  /// `all`, and its network apart.
  public init(_ all: Measured<Recording>, network: Recording? = nil) {
    self.all = all
    self.network = network
  }
}

/// A workload and its host, read over the same seconds.
public struct LayeredRecording: Sendable {
  /// The workload as it is written on the command line, without the way to its host.
  public var workload: String
  /// What was read inside it.
  public var inside: InsideRecording
  /// The host, as it is written on the command line.
  public var hostTarget: String
  /// What was read of the machine it runs on.
  public var host: Recording
  /// Why the machine itself was not read, where all that is known of it is others' word.
  public var hostGap: Gap?

  /// `workload` on `host`.
  public init(
    workload: String, inside: InsideRecording, hostTarget: String, host: Recording
  ) {
    self.workload = workload
    self.inside = inside
    self.hostTarget = hostTarget
    self.host = host
  }
}

extension TargetRecording {
  /// Whether the collection ended before its window did.
  public var wasInterrupted: Bool {
    switch self {
    case .machine(let recording): recording.wasInterrupted
    case .layers(let layers): layers.host.wasInterrupted
    }
  }

  /// Both layers as one plain-text archive, or the machine's; docs/recording.md tells the format.
  public var archive: [UInt8] {
    switch self {
    case .machine(let recording): return recording.archive
    case .layers(let layers):
      var output = Array(layers.host.head.utf8)
      output += Layer.workload.header(layers.workload, layers.inside.all.gap)
      output += (layers.inside.all.value ?? layers.inside.network)?.body ?? []
      output += Layer.host.header(layers.hostTarget, layers.hostGap)
      output += layers.host.body
      output += Layer.dive.archive(layers.inside.closer, of: .workload)
      output += Layer.dive.archive(layers.host.closer, of: .host)
      let looks = [layers.inside.closer, layers.host.closer]
      let isCut = layers.host.isCut || looks.contains { $0?.isCut == true }
      return isCut ? output : output + "-- \(Recording.end) --\n".utf8
    }
  }

  /// What is in `bytes`, whose format docs/recording.md tells.
  public init(parsing bytes: [UInt8]) throws(RecordingError) {
    let all = try Recording.parts(of: bytes)
    let parts = all.filter { $0.layer?.layer != .dive }
    if parts.count == 1, parts[0].layer == nil {
      var machine = try parts[0].samples
      machine.closer = all.closer(of: .machine)
      self = .machine(machine)
      return
    }
    guard parts.count == 2, let workload = parts[0].layer, let host = parts[1].layer,
      workload.layer == .workload, host.layer == .host
    else { throw RecordingError("it lacks one of its layers, or has them in another order") }
    let gap = parts[0].gap.map { Gap($0.kind, "inside \(workload.name)", $0.detail) }
    var inside =
      if let gap {
        InsideRecording(.failure(gap), network: parts[0].recording)
      } else {
        InsideRecording(.success(try parts[0].samples))
      }
    inside.closer = all.closer(of: .workload)
    var layers = LayeredRecording(
      workload: workload.name, inside: inside, hostTarget: host.name,
      host: try parts[1].samples)
    layers.host.closer = all.closer(of: .host)
    layers.hostGap = parts[1].gap.map { Gap($0.kind, "node \(host.name)", $0.detail) }
    self = .layers(layers)
  }
}

/// Which side of a target the samples that follow are of.
enum Layer: String {
  case workload, host
  /// A closer look at one of the other two, or at the machine.
  case dive

  fileprivate func header(_ name: String, _ gap: Gap? = nil) -> [UInt8] {
    let reason = gap.map { " \($0.kind.rawValue): \($0.detail.inOneLine)" } ?? ""
    return Array("-- layer \(rawValue) \(name.inOneLine) --\(reason)\n".utf8)
  }

  /// The layer and its name in `layer host ssh:root@node`.
  static func parse(_ text: Text) -> (layer: Layer, name: String)? {
    guard text.hasPrefix("layer ") else { return nil }
    let words = text.string.split(separator: " ", maxSplits: 2)
    guard words.count == 3, words[0] == "layer", let layer = Layer(rawValue: String(words[1]))
    else { return nil }
    return (layer, String(words[2]))
  }
}

extension Layer {
  /// Whom a closer look is at, in its header.
  enum Subject: String {
    case machine, workload, host
  }

  /// A closer look as its part of an archive; nothing where none was taken.
  func archive(_ closer: CloserRecording?, of subject: Subject) -> [UInt8] {
    guard let closer else { return [] }
    return header(subject.rawValue, closer.gap) + (closer.recording?.body ?? [])
  }
}

extension [RecordedPart] {
  /// The closer look at `subject`; nil where there is none.
  fileprivate func closer(of subject: Layer.Subject) -> CloserRecording? {
    guard
      let part = first(where: { $0.layer?.layer == .dive && $0.layer?.name == subject.rawValue })
    else { return nil }
    if let recording = part.recording { return CloserRecording(recording) }
    let gap = part.gap ?? (.missing, "it has no sample")
    return CloserRecording(missing: Gap(gap.kind, "closer look", gap.detail))
  }
}

/// One layer of an archive; of a machine's there is one without a name.
struct RecordedPart {
  var layer: (layer: Layer, name: String)?
  /// Why it is not whole, where its header says so.
  var gap: (kind: Gap.Kind, detail: String)?
  /// nil where it has a gap and no samples.
  var recording: Recording?

  /// What has to be there.
  var samples: Recording {
    get throws(RecordingError) {
      guard let recording else { throw RecordingError("it has no sample") }
      return recording
    }
  }
}

extension Layers {
  /// What both layers' texts tell.
  public init(_ recording: LayeredRecording, depth: Depth = .full) {
    var host = Observation(recording.host, depth: depth)
    if let gap = recording.hostGap { host.lose(gap) }
    let parts = recording.workload.split(separator: ":", maxSplits: 1).map(String.init)
    var workload = Workload(
      parts.first.flatMap(Workload.Kind.init) ?? .docker, parts.last ?? recording.workload)
    workload.gap = Gap(.missing, recording.workload, "its host was not asked about it")
    if let told = host.workloads.first(where: { $0.target == workload.target }) { workload = told }
    workload.take(host.pod.value, recording.hostGap)
    let closer = recording.inside.closer
    self.init(
      workload,
      inside: recording.inside.all.map { inside in
        var inside = inside
        inside.closer = closer
        return Observation(inside, depth: depth)
      }, host: host)
    networkCloser = closer.map(CloserLook.measured)
    hostGap = recording.hostGap
    network = recording.inside.network.map { Observation($0, depth: depth).network }
  }
}

extension String {
  /// The text as a header can hold it.
  fileprivate var inOneLine: String {
    let plain = String(decoding: utf8.map { $0 < 0x20 ? 0x3F : $0 }, as: UTF8.self)
    return plain.split(separator: " --", omittingEmptySubsequences: false).joined(separator: " ?-")
  }
}
