/// What a user has written down of Kubernetes clusters.
///
/// ```yaml
/// kubernetes:
///   nodes:
///     worker1: ssh:root@10.0.0.11
///     "*": ssh:root@*.example
///   debug image: busybox:1.36
/// ```
public struct KubernetesSettings: Sendable, Hashable {
  /// The ways to the nodes, as on the command line, by their names; `*` stands for every other, and
  /// in its way for its name.
  public var nodes: [String: String] = [:]
  /// The image by which a pod may be made on a node to look at it; nil where none may.
  public var debugImage: String?

  /// Nothing written down.
  public init() {}
}

extension Entry {
  /// What stands under `kubernetes:`.
  func kubernetes(at place: [String]) throws(ConfigurationFault) -> KubernetesSettings {
    var settings = KubernetesSettings()
    for (name, line, value) in try entries(of: place) {
      switch plain(name) {
      case "nodes": settings.nodes = try value.podNodes(at: place + [name])
      case "debugimage":
        guard let image = value.text, !image.isEmpty, !image.hasPrefix("-") else {
          throw ConfigurationFault(
            line, place + [name], "an image belongs here that has chroot, as busybox:1.36.")
        }
        settings.debugImage = image
      default:
        throw ConfigurationFault(
          line, place + [name], isNo: "setting", of: ["nodes", "debug image"],
          "There are nodes and debug image.")
      }
    }
    return settings
  }

  private func podNodes(at place: [String]) throws(ConfigurationFault) -> [String: String] {
    var nodes: [String: String] = [:]
    for (name, line, value) in try entries(of: place) {
      guard let way = value.text, way == "local" || TargetKind(way) == .remote("ssh") else {
        throw ConfigurationFault(
          line, place + [name],
          "the way to a node is ssh:[USER@]HOST[:PORT], or local where it is this machine.")
      }
      guard name == "*" || !way.contains("*") else {
        throw ConfigurationFault(
          line, place + [name], "only the way of '*' has a * for the node's name.")
      }
      nodes[name] = way
    }
    return nodes
  }
}
