public import Model

/// What a user has set in `config.yaml`.
///
/// ```yaml
/// thresholds:
///   CPUBusy:
///     warning: 90 %
/// targets:
///   nas:
///     target: ssh:nas
///     thresholds:
///       DiskAwait:
///         rotational warning: 80 ms
/// proxmox:
///   pve1: ssh:root@10.0.0.1
/// ```
/// Every name and every number is looked at as it is read, also those of targets that are not
/// looked at: a mistake is told at once and not on the day the target is slow.
public struct Configuration: Sendable {
  /// A target with a name.
  public struct NamedTarget: Sendable {
    /// What the user calls it.
    public let name: String
    /// What the name stands for, as on the command line: `local`, `ssh:nas`.
    public let target: String
    fileprivate let thresholds: ThresholdsByCheck
  }

  /// A node of a Proxmox cluster.
  public struct Node: Sendable {
    /// What its cluster calls it.
    public let name: String
    /// The way to it, as on the command line: `ssh:root@10.0.0.1`.
    public let target: String
  }

  /// The targets that have a name, in the file's order.
  public let targets: [NamedTarget]
  /// The Proxmox nodes that may be asked where a guest is, in the file's order.
  public let nodes: [Node]
  /// What is written down of Kubernetes clusters.
  public let kubernetes: KubernetesSettings
  private let thresholds: ThresholdsByCheck

  /// Nothing set: every check has its own thresholds.
  public init() {
    targets = []
    nodes = []
    kubernetes = KubernetesSettings()
    thresholds = [:]
  }

  /// What `bytes`, the content of a file, set for `checks` and for the limits of an `endpoint`; throws
  /// what is wrong with it.
  public init(
    parsing bytes: [UInt8], checks: [any Check], endpoint: [Threshold] = []
  ) throws(ConfigurationFault) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw ConfigurationFault(nil, [], "This is no text in UTF-8.")
    }
    var thresholds = ThresholdsByCheck(
      checks.map { ($0.name, $0.thresholds) }, uniquingKeysWith: { first, _ in first })
    if !endpoint.isEmpty { thresholds[Self.endpointName] = endpoint }
    var named: Entry?
    var nodes: [Node] = []
    var kubernetes = KubernetesSettings()
    for (name, line, value) in try YAMLReader.read(bytes).entries(of: []) {
      switch name {
      case "thresholds": try thresholds.override(with: value, at: [name])
      case "targets": named = value
      case "proxmox": nodes = try value.nodes(at: [name])
      case "kubernetes": kubernetes = try value.kubernetes(at: [name])
      default:
        throw ConfigurationFault(
          line, [name], isNo: "setting",
          of: ["thresholds", "targets", "proxmox", "kubernetes"],
          "There are thresholds, targets, proxmox and kubernetes.")
      }
    }
    self.nodes = nodes
    self.kubernetes = kubernetes
    self.thresholds = thresholds
    // After the thresholds, wherever they stand: those of a target come on top of those of all.
    targets = try named?.namedTargets(over: thresholds) ?? []
  }

  /// The target that `words` of the command line name, or stand for.
  public func target(_ words: String) -> NamedTarget? {
    targets.first { $0.name == words } ?? targets.first { $0.target == words }
  }

  /// What stands under `thresholds:` in the place of a check for the limits of endpoints.
  private static let endpointName = "Endpoint"

  /// The limits of endpoints that hold for `target`; nil for those that hold for all.
  public func endpoint(for target: NamedTarget?) -> [Threshold] {
    (target?.thresholds ?? thresholds)[Self.endpointName] ?? []
  }

  /// `checks` with the thresholds that hold for `target`; nil for those that hold for all.
  public func applied(to checks: [any Check], for target: NamedTarget?) -> [any Check] {
    let thresholds = target?.thresholds ?? thresholds
    return checks.map { check in
      guard let configured = thresholds[check.name] else { return check }
      var check = check
      check.thresholds = configured
      return check
    }
  }
}

extension Entry {
  /// The Proxmox nodes under `proxmox:`, each with the way to it.
  fileprivate func nodes(at place: [String]) throws(ConfigurationFault) -> [Configuration.Node] {
    var nodes: [Configuration.Node] = []
    for (name, line, value) in try entries(of: place) {
      guard let way = value.text, way.hasPrefix("ssh:"), TargetKind(way) == .remote("ssh") else {
        let said = value.text.flatMap { nearestKind(to: $0) } ?? ""
        throw ConfigurationFault(
          line, place + [name], "the way to a node is ssh:[USER@]HOST[:PORT]\(said).")
      }
      if let same = nodes.first(where: { $0.target == way }) {
        throw ConfigurationFault(line, place + [name], "\(same.name) is \(way) already.")
      }
      nodes.append(Configuration.Node(name: name, target: way))
    }
    return nodes
  }

  /// What the writer of `way` probably meant, who left out or mistyped its kind.
  private func nearestKind(to way: String) -> String? {
    let parts = way.split(separator: ":", maxSplits: 1)
    if parts.count == 1 { return "; did you mean 'ssh:\(way)'?" }
    return nearest(to: String(parts[0]), in: ["ssh"]).map { "; did you mean '\($0):\(parts[1])'?" }
  }

  /// The targets under `targets:`; their numbers go over those of `general`.
  fileprivate func namedTargets(
    over general: ThresholdsByCheck
  ) throws(ConfigurationFault) -> [Configuration.NamedTarget] {
    var found: [Configuration.NamedTarget] = []
    for (name, line, value) in try entries(of: ["targets"]) {
      let target = try value.namedTarget(name, line, over: general)
      if let same = found.first(where: { $0.target == target.target }) {
        throw ConfigurationFault(
          line, ["targets", name], "\(same.name) stands for \(same.target) already.")
      }
      found.append(target)
    }
    return found
  }

  private func namedTarget(
    _ name: String, _ line: Int?, over general: ThresholdsByCheck
  ) throws(ConfigurationFault) -> Configuration.NamedTarget {
    let place = ["targets", name]
    guard name.allSatisfy({ $0.isLetter || $0.isNumber || "._-".contains($0) }) else {
      throw ConfigurationFault(
        line, place, "a name is made of letters, digits, dots and dashes.")
    }
    var thresholds = general
    var target: String? = name == "local" ? name : nil
    for (key, line, value) in try entries(of: place) {
      switch key {
      case "thresholds": try thresholds.override(with: value, at: place + [key])
      case "target": target = try value.target(line, at: place + [key], of: name)
      default:
        throw ConfigurationFault(
          line, place + [key], isNo: "setting", of: ["target", "thresholds"],
          "A target has target and thresholds.")
      }
    }
    guard let target else {
      throw ConfigurationFault(line, place, "it lacks target:, what it stands for.")
    }
    return Configuration.NamedTarget(name: name, target: target, thresholds: thresholds)
  }

  private func target(
    _ line: Int?, at place: [String], of name: String
  ) throws(ConfigurationFault) -> String {
    guard let text, let kind = TargetKind(text) else {
      throw ConfigurationFault(
        line, place, "it is local, or one of \(TargetKind.forms).")
    }
    guard name != "local" || kind == .local else {
      throw ConfigurationFault(line, place, "the name local stands for this machine.")
    }
    return text
  }
}
