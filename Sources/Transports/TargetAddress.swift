/// Where what is slow runs: one hop after the other, from this machine on.
///
/// `ssh:root@node,docker:web` is a container on a machine that ssh reaches. An empty list of hops is
/// this machine.
public struct TargetAddress: Sendable, Hashable {
  /// The way there; each hop is reached through the one before it.
  public var hops: [Hop]
  /// The nodes of Proxmox clusters that may be asked which of them has a guest.
  public var nodes: [ClusterNode] = []
  /// Whether the machine before the last hop is known to have it.
  var isFound = false
  /// How the nodes of pods are reached.
  public var podNodes = PodNodes()

  /// The target at the end of `hops`.
  public init(hops: [Hop]) { self.hops = hops }

  /// One step from a machine to something that runs on it, or to another machine.
  public enum Hop: Sendable, Hashable {
    /// `[user@]host[:port]`, as ssh(1) and its configuration know it.
    case ssh(SSHDestination)
    case docker(String)
    case podman(String)
    case pod(Pod)
    /// A unit of systemd on the machine before it.
    case unit(String)
    /// A container of LXC by its name or number; `host` is the Proxmox node that has it.
    case lxc(id: String, host: String?)
    /// A guest of Proxmox by its number.
    case vm(id: String, host: String?)
  }

  /// A container of a pod; the first where none is named.
  public struct Pod: Sendable, Hashable {
    /// Where the pod is, what it is called, and which of its containers is meant.
    public var namespace: String, name: String, container: String?
  }

  /// Where ssh(1) is to go.
  public struct SSHDestination: Sendable, Hashable {
    /// Without the port: `user@host` or a name of the user's own configuration.
    public var name: String
    /// Other than ssh(1)'s own choice.
    public var port: Int?
    /// More options of ssh(1), as behind its -o.
    var options: [String] = []
  }
}

/// Why a word is no target.
public struct TargetError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, and what would be right, in a sentence.
  public let description: String
}

extension TargetAddress {
  /// The target that `text` names: `local`, a hop, or a chain of hops with commas.
  public init(parsing text: String) throws(TargetError) {
    hops = []
    var parts = text.split(separator: ",", omittingEmptySubsequences: false)
    // Every way begins here, whether it is written or not.
    if parts.first == "local" { parts.removeFirst() }
    for part in parts {
      hops.append(try Hop(parsing: String(part)))
    }
  }

  /// The forms that a target may have, for help and errors.
  public static let forms = """
    local, ssh:[user@]host[:port], docker:NAME, podman:NAME, k8s-pod:NAMESPACE/POD[/CONTAINER], \
    systemd:UNIT, lxc:ID[@HOST], proxmox-vm:ID[@HOST], or a chain of them with commas
    """
}

extension TargetAddress.Hop {
  fileprivate init(parsing text: String) throws(TargetError) {
    guard let colon = text.firstIndex(of: ":") else {
      throw TargetError(description: "'\(text)' is no target; write \(TargetAddress.forms).")
    }
    let kind = String(text[..<colon])
    let name = String(text[text.index(after: colon)...])
    // A name that begins with a dash would be an option of the command that takes it.
    guard !name.isEmpty, !name.hasPrefix("-"), !name.utf8.contains(where: { $0 < 0x20 }) else {
      throw TargetError(description: "'\(text)' lacks a name behind '\(kind):'.")
    }
    switch kind {
    case "ssh": self = .ssh(try .init(parsing: name))
    case "docker": self = .docker(name)
    case "podman": self = .podman(name)
    case "k8s-pod": self = .pod(try .init(parsing: name))
    case "systemd": self = .unit(Self.unit(name))
    case "lxc":
      let (id, host) = try Self.numbered(name, text)
      self = .lxc(id: id, host: host)
    case "proxmox-vm":
      let (id, host) = try Self.numbered(name, text)
      guard id.allSatisfy({ $0.isASCII && $0.isNumber }) else {
        throw TargetError(
          description: "'\(text)': a guest of Proxmox has a number, as proxmox-vm:116.")
      }
      self = .vm(id: id, host: host)
    default:
      throw TargetError(
        description: "'\(kind):' is no kind of target; write \(TargetAddress.forms).")
    }
  }

  /// The unit that `name` stands for: a service where it has none of the endings of systemd.unit(5).
  private static func unit(_ name: String) -> String {
    let endings = [
      "service", "socket", "device", "mount", "automount", "swap", "target", "path", "timer",
      "slice", "scope",
    ]
    return endings.contains { name.hasSuffix(".\($0)") } ? name : name + ".service"
  }

  private static func numbered(
    _ name: String, _ text: String
  ) throws(TargetError) -> (id: String, host: String?) {
    guard let at = name.firstIndex(of: "@") else { return (name, nil) }
    let host = String(name[name.index(after: at)...])
    guard at > name.startIndex, !host.isEmpty, !host.hasPrefix("-") else {
      throw TargetError(description: "'\(text)' lacks a name on one side of the @.")
    }
    return (String(name[..<at]), host)
  }
}

extension TargetAddress.SSHDestination {
  fileprivate init(parsing text: String) throws(TargetError) {
    // An address of IPv6 has colons of its own and stands in brackets before a port.
    let host = text.lastIndex(of: "@").map { text.index(after: $0) } ?? text.startIndex
    let rest = text[host...]
    guard !text.hasPrefix("@"), !rest.isEmpty, !rest.hasPrefix(":") || rest.hasPrefix("::") else {
      throw TargetError(description: "'ssh:\(text)' lacks a name; write ssh:[user@]host[:port].")
    }
    let isBracketed = rest.hasPrefix("[")
    let end =
      isBracketed
      ? rest.firstIndex(of: "]").map { text.index(after: $0) } : rest.firstIndex(of: ":")
    guard let end, end < text.endIndex else {
      name = text.filter { $0 != "[" && $0 != "]" }
      return
    }
    // More than one colon and no brackets: an address without a port.
    if !isBracketed, text[text.index(after: end)...].contains(":") {
      name = text
      return
    }
    guard text[end] == ":", let number = Int(text[text.index(after: end)...]),
      (1...65535).contains(number)
    else { throw TargetError(description: "'ssh:\(text)': the port is no number from 1 to 65535.") }
    name = text[..<end].filter { $0 != "[" && $0 != "]" }
    port = number
  }
}

extension TargetAddress.Pod {
  fileprivate init(parsing text: String) throws(TargetError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix("-") })
    else {
      throw TargetError(
        description:
          "'k8s-pod:\(text)': write k8s-pod:NAMESPACE/POD or k8s-pod:NAMESPACE/POD/CONTAINER.")
    }
    (namespace, name) = (parts[0], parts[1])
    container = parts.count == 3 ? parts[2] : nil
  }
}

extension TargetAddress: CustomStringConvertible {
  /// The target as it is written on the command line.
  public var description: String {
    hops.isEmpty ? "local" : hops.map(\.description).joined(separator: ",")
  }
}

extension TargetAddress.SSHDestination: CustomStringConvertible {
  /// The destination as it is written behind `ssh:`.
  public var description: String {
    guard let port else { return name }
    let host = name.lastIndex(of: "@").map { name.index(after: $0) } ?? name.startIndex
    let address = name[host...]
    // Before a port an address of IPv6 stands in brackets.
    return name[..<host] + (address.contains(":") ? "[\(address)]" : address) + ":\(port)"
  }
}

extension TargetAddress.Hop: CustomStringConvertible {
  /// The hop as it is written on the command line.
  public var description: String {
    switch self {
    case .ssh(let there): "ssh:\(there.description)"
    case .docker(let name): "docker:\(name)"
    case .podman(let name): "podman:\(name)"
    case .pod(let pod):
      "k8s-pod:\(pod.namespace)/\(pod.name)" + (pod.container.map { "/\($0)" } ?? "")
    case .unit(let name): "systemd:\(name)"
    case .lxc(let id, let host): "lxc:\(id)" + (host.map { "@\($0)" } ?? "")
    case .vm(let id, let host): "proxmox-vm:\(id)" + (host.map { "@\($0)" } ?? "")
    }
  }
}
