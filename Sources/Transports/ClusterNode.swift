import Collector
/// A node of a Proxmox cluster, and the way to it from here.
public struct ClusterNode: Sendable, Hashable {
  /// What its cluster calls it.
  public let name: String
  /// The way to it.
  public let address: TargetAddress

  /// The node called `name` at `address`.
  public init(name: String, address: TargetAddress) {
    self.name = name
    self.address = address
  }
}

/// What a node tells of where in its cluster a guest is: the answer of locate.sh.
///
/// Where a guest's configuration is and what `.members` says of the nodes: pmxcfs.adoc of pve-docs,
/// and cfs_create_memberlist_msg in data/src/status.c of pve-cluster.
enum ClusterAnswer: Sendable, Hashable {
  /// On the node itself.
  case here
  /// On another one.
  case there(Member)
  /// Its cluster has no such guest.
  case nowhere
  /// It is no node of Proxmox, or does not show its cluster to this user.
  case unknown

  /// Another node as its cluster knows it.
  struct Member: Sendable, Hashable {
    var name: String
    var isOnline = true
    var ip: String?
    /// Whether its host keys are in a file of its own.
    var hasKeys = false
  }

  /// nil where `output` is no answer.
  init?(_ output: [UInt8]) {
    let text = String(decoding: output, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { $0 != "whyslow node 1" }.dropFirst()
    guard let first = lines.first else { return nil }
    switch first {
    case "here": self = .here
    case "members": self = .nowhere
    case "none", "closed": self = .unknown
    default:
      guard first.hasPrefix("there ") else { return nil }
      var member = Member(name: String(first.dropFirst("there ".count)))
      member.hasKeys = lines.contains("keys")
      let json = lines.drop { $0 != "members" }.dropFirst().joined(separator: "\n")
      if let known = JSON(Array(json.utf8))?["nodelist"]?[member.name] {
        member.isOnline = known["online"]?.integer != 0
        member.ip = known["ip"]?.string
      }
      self = .there(member)
    }
  }
}

extension ClusterAnswer.Member {
  /// The way to it from another node of its cluster, as the nodes go themselves: PVE/SSHInfo.pm of
  /// pve-cluster.
  var destination: TargetAddress.SSHDestination {
    var destination = TargetAddress.SSHDestination(name: "root@\(name)")
    destination.options = ["HostKeyAlias=\(name)"]
    if let ip { destination.options.append("HostName=\(ip)") }
    if hasKeys {
      destination.options += [
        "UserKnownHostsFile=/etc/pve/nodes/\(name)/ssh_known_hosts", "GlobalKnownHostsFile=none",
      ]
    }
    return destination
  }
}
