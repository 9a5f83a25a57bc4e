import Model
import Testing

@testable import Collector
@testable import Transports

/// What runs on a machine, and the way to that machine.
@Suite struct LayersTests {
  @Test(
    "The host of a target is the way without its last step",
    arguments: [
      ("podman:web", "podman:web", "local"), ("ssh:root@n,docker:web", "docker:web", "ssh:root@n"),
      ("systemd:nginx", "systemd:nginx.service", "local"),
      ("lxc:101@pve1", "lxc:101", "ssh:pve1"),
      ("proxmox-vm:116@pve1", "proxmox-vm:116", "ssh:pve1"),
      ("ssh:root@n,proxmox-vm:116", "proxmox-vm:116", "ssh:root@n"),
    ])
  func hosts(target: String, workload: String, host: String) throws {
    let layers = try #require(try TargetAddress(parsing: target).layers)
    #expect(layers.workload.target == workload)
    #expect(layers.host.description == host)
  }

  @Test(
    "A machine has no host, and a pod's is known to its cluster",
    arguments: ["local", "ssh:root@n", "k8s-pod:a/b"])
  func machines(target: String) throws {
    #expect(try TargetAddress(parsing: target).layers == nil)
  }

  @Test("Inside a container nothing is asked for but its own")
  func scopes() {
    var script = ProbeScript(window: 1, version: "0")
    let whole = script.text
    script.scope = .inside
    #expect(script.text.contains("/proc/net/snmp") && script.text.contains("/proc/mounts"))
    for word in ["/proc/diskstats", "/proc/meminfo", "nvidia-smi", "smartctl"] {
      #expect(whole.contains(word) && !script.text.contains("\(word)\n"))
    }
    script.scope = .network
    #expect(!script.text.contains("counted='/sys") && !script.text.contains("systemctl"))
  }

  @Test("A host is asked about each of its workloads, whatever they are called")
  func asked() {
    var script = ProbeScript(window: 1, version: "0")
    script.workloads = [Workload(.docker, "it's"), Workload(.systemd, "a b.service")]
    #expect(script.text.contains(#"'docker' 'it'\''s'"#))
    #expect(script.text.contains("'workload systemd a b.service'"))
  }
}
