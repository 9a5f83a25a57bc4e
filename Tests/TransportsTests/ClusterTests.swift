import Testing

@testable import Transports

/// Where in a Proxmox cluster something is.
@Suite struct ClusterTests {
  /// As cfs_create_memberlist_msg in data/src/status.c of pve-cluster writes it.
  private static let members = """
    members
    {
    "nodename": "pve1",
    "version": 5,
    "cluster": { "name": "home", "version": 3, "nodes": 3, "quorate": 1 },
    "nodelist": {
      "pve1": { "id": 1, "online": 1, "ip": "10.0.0.1"},
      "pve2": { "id": 2, "online": 1, "ip": "10.0.0.2"},
      "pve3": { "id": 3, "online": 0}
      }
    }

    """

  private func answer(_ lines: String) -> ClusterAnswer? {
    ClusterAnswer(Array("Welcome!\nwhyslow node 1\n\(lines)".utf8))
  }

  @Test("A node tells where a guest is")
  func answers() throws {
    #expect(answer("here\n") == .here)
    #expect(answer(Self.members) == .nowhere)
    #expect(answer("none\n") == .unknown && answer("closed\n") == .unknown)
    #expect(
      answer("there pve2\nkeys\n" + Self.members)
        == .there(.init(name: "pve2", isOnline: true, ip: "10.0.0.2", hasKeys: true)))
    #expect(answer("there pve3\n" + Self.members) == .there(.init(name: "pve3", isOnline: false)))
    // Cut before the members came: the name alone is enough.
    #expect(answer("there pve2\n") == .there(.init(name: "pve2")))
    for nonsense in ["", "sh: not found\n", "\n"] { #expect(answer(nonsense) == nil) }
    #expect(ClusterAnswer(Array("here\n".utf8)) == nil)
  }

  @Test("The way to another node is the one that the nodes go themselves")
  func destination() throws {
    let member = ClusterAnswer.Member(name: "pve2", ip: "10.0.0.2", hasKeys: true)
    let command = SSH(there: member.destination).wrap(["sh"], seconds: 1)
    #expect(Array(command.suffix(4)) == ["-T", "--", "root@pve2", "sh"])
    for option in [
      "HostKeyAlias=pve2", "HostName=10.0.0.2",
      "UserKnownHostsFile=/etc/pve/nodes/pve2/ssh_known_hosts", "GlobalKnownHostsFile=none",
    ] {
      #expect(command.contains(option))
    }
  }

  @Test(
    "Only what may be anywhere in a cluster is looked for",
    arguments: [
      ("ssh:pve1,proxmox-vm:116", true), ("ssh:pve1,lxc:101", true),
      ("ssh:pve1,proxmox-vm:116@pve2", false), ("ssh:pve1,lxc:web", false),
      ("ssh:pve1,lxc:7", false), ("ssh:pve1", false), ("docker:web", false),
    ])
  func isToBeFound(_ text: String, _ expected: Bool) throws {
    #expect(try TargetAddress(parsing: text).isToBeFound == expected)
  }

  @Test("Nodes that are configured are asked, and are what @ means")
  func configured() async throws {
    var address = try TargetAddress(parsing: "proxmox-vm:116")
    address.nodes = [
      ClusterNode(name: "pve2", address: try TargetAddress(parsing: "ssh:root@10.0.0.2"))
    ]
    #expect(address.isToBeFound)
    address.hops = try TargetAddress(parsing: "proxmox-vm:116@pve2").hops
    #expect(!address.isToBeFound)
    #expect(address.layers?.host.description == "ssh:root@10.0.0.2")
    #expect(address.whole.description == "ssh:root@10.0.0.2,proxmox-vm:116")
    #expect(try await address.whole.found() == address.whole)
  }
}
