import KernelText
public import Model
import SystemCalls

/// What a cluster is asked about a pod, each answer a section of its node's recording.
public enum PodSection: Sendable, Hashable {
  case pod(namespace: String, name: String)
  case events(namespace: String, pod: String)
  case node(String)

  /// What kubectl(1) is run with; joined by spaces they are the section's name.
  public var arguments: [String] {
    switch self {
    case .pod(let namespace, let name):
      ["kubectl", "get", "pod", "-n", namespace, name, "-o", "json"]
    case .events(let namespace, let pod):
      [
        "kubectl", "get", "events", "-n", namespace, "--field-selector",
        "involvedObject.kind=Pod,involvedObject.name=\(pod)", "-o", "json",
      ]
    case .node(let name): ["kubectl", "get", "node", name, "-o", "json"]
    }
  }

  var name: String { arguments.joined(separator: " ") }

  static let podPrefix = "kubectl get pod "
  static let eventsPrefix = "kubectl get events "
  static let nodePrefix = "kubectl get node "

  /// All of `answer` but what may hold secrets and what is only long; nil where it is no answer.
  public func kept(_ answer: [UInt8]) -> [UInt8]? {
    JSON(answer).map { $0.without(Self.dropped).maskingArguments().text }
  }

  /// Values of the environment, what users write down about their objects, and the list of images.
  private static let dropped: Set<String> = [
    "env", "envFrom", "annotations", "managedFields", "images", "volumes", "volumeMounts",
  ]
}

extension JSON {
  /// The value without all members called one of `names`; of annotations, one tells by which name a
  /// node knows a pod of its own.
  fileprivate func without(_ names: Set<String>) -> JSON {
    switch self {
    case .object(let members):
      var kept = members.filter { !names.contains($0.key) }.mapValues { $0.without(names) }
      if let hash = members["annotations"]?[JSON.configHash] {
        kept["annotations"] = .object([JSON.configHash: hash])
      }
      return .object(kept)
    case .array(let elements): return .array(elements.map { $0.without(names) })
    default: return self
    }
  }

  static let configHash = "kubernetes.io/config.hash"

  /// The value with secrets in the arguments of commands masked.
  fileprivate func maskingArguments() -> JSON {
    switch self {
    case .object(let members):
      var masked = members.mapValues { $0.maskingArguments() }
      let command = members["command"]?.strings ?? [], arguments = members["args"]?.strings ?? []
      let safe = Masking.masked(command + arguments).map { JSON.string(Array($0.utf8)) }
      if masked["command"]?.elements != nil {
        masked["command"] = .array(Array(safe.prefix(command.count)))
      }
      if masked["args"]?.elements != nil {
        masked["args"] = .array(Array(safe.dropFirst(command.count)))
      }
      return .object(masked)
    case .array(let elements): return .array(elements.map { $0.maskingArguments() })
    default: return self
    }
  }

  package var elements: [JSON]? { if case .array(let elements) = self { elements } else { nil } }
  package var members: [String: JSON]? {
    if case .object(let members) = self { members } else { nil }
  }
  private var strings: [String]? { elements.map { $0.compactMap(\.string) } }
}

extension Recording {
  /// Adds what the cluster answered; `answers` are kept already.
  public mutating func tell(_ answers: [(PodSection, Measured<[UInt8]>)]) {
    let last = samples.count - 1
    for (section, answer) in answers {
      switch answer {
      case .success(let text): samples[last].add(section.name, text)
      case .failure(let gap): samples[last].set(section.name, .failed(gap.kind, gap.detail))
      }
    }
  }

  /// A machine of which nothing is known but what others tell; its times are those of `beside`, or
  /// of this moment.
  public static func untouched(beside: Recording?) -> Recording {
    let samples =
      beside?.samples.map { Sample(time: $0.time, wallTime: $0.wallTime) }
      ?? [Sample(time: whyslow_boot_time(), wallTime: wallTime)]
    return Recording(samples: samples)
  }

  /// Seconds since 1970.
  package static var wallTime: Double { whyslow_wall_time() }
}
