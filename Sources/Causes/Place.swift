import Model

/// Where commands about a target are typed: what stands before them, and what the target is.
public struct Place: Sendable {
  /// A step towards the target: `ssh` and where to, `docker` and which.
  struct Hop: Sendable {
    let kind: String, name: String
  }

  let hops: [Hop]
  /// The workload that is looked at, if the target is one.
  let workload: Workload?

  /// Whether the target is a guest that tells of itself: its processes, files and variables are its own.
  let isGuest: Bool

  /// Where `diagnosis` looked.
  init(_ diagnosis: Diagnosis) {
    workload = diagnosis.layers?.workload
    isGuest = diagnosis.layers.map { $0.workload.isMachine && $0.insideGap == nil } ?? false
    guard case .remote(let address) = diagnosis.target else {
      hops = []
      return
    }
    hops = address.split(separator: ",").compactMap { part in
      let words = part.split(separator: ":", maxSplits: 1)
      return words.count == 2 ? Hop(kind: String(words[0]), name: String(words[1])) : nil
    }
  }

  /// Whether the target has files of its own and its host's processes.
  var isContainer: Bool {
    guard let last = hops.last else { return false }
    return ["docker", "podman", "lxc", "k8s-pod"].contains(last.kind)
  }

  /// `command` as it is typed here to run on the machine that the target is or runs on.
  public func onMachine(_ command: String) -> String {
    var way = hops
    var host: String?
    if let last = way.last,
      ["docker", "podman", "systemd", "lxc", "proxmox-vm"].contains(last.kind)
    {
      way.removeLast()
      // What runs on a Proxmox node may name the node behind an @.
      if let at = last.name.firstIndex(of: "@"), last.kind == "lxc" || last.kind == "proxmox-vm" {
        host = String(last.name[last.name.index(after: at)...])
      }
    }
    if let host { way.append(Hop(kind: "ssh", name: host)) }
    return Self.wrapped(command, way)
  }

  /// `command` as it is typed here to run where the numbers are from: in a guest, and else on the machine.
  public func on(_ command: String) -> String { isGuest ? inside(command) : onMachine(command) }

  /// `command` as it is typed here to run inside the target.
  public func inside(_ command: String) -> String { Self.wrapped(command, hops) }

  private static func wrapped(_ command: String, _ way: [Hop]) -> String {
    way.reversed().reduce(command) { inner, hop in
      let name = String(hop.name.prefix { $0 != "@" || hop.kind == "ssh" })
      switch hop.kind {
      case "ssh":
        // host:port, unless it is an address of IPv6 without brackets.
        let parts = hop.name.split(separator: ":")
        if parts.count == 2, let port = Int(parts[1]) {
          return "ssh -p \(port) \(String(parts[0]).shellQuoted) \(inner.shellQuoted)"
        }
        return "ssh \(hop.name.shellQuoted) \(inner.shellQuoted)"
      case "docker", "podman":
        return "\(hop.kind) exec \(name.shellQuoted) sh -c \(inner.shellQuoted)"
      case "lxc": return "lxc-attach -n \(name.shellQuoted) -- sh -c \(inner.shellQuoted)"
      case "proxmox-vm": return "qm guest exec \(name.shellQuoted) -- sh -c \(inner.shellQuoted)"
      case "k8s-pod":
        let parts = hop.name.split(separator: "/").map { String($0).shellQuoted }
        guard parts.count >= 2 else { return inner }
        let container = parts.count > 2 ? " -c \(parts[2])" : ""
        return "kubectl exec -n \(parts[0]) \(parts[1])\(container) -- sh -c \(inner.shellQuoted)"
      default: return inner
      }
    }
  }
}
