import Testing

@testable import Transports

/// How targets are written, and what is told about those that are none.
@Suite struct AddressTests {
  @Test(
    "What is written reads back",
    arguments: [
      "local", "ssh:nas", "ssh:root@10.0.0.5:2222", "docker:web", "podman:db_1",
      "k8s-pod:default/api-7f9c", "k8s-pod:default/api-7f9c/sidecar", "systemd:nginx.service",
      "lxc:101", "lxc:101@pve2", "proxmox-vm:116", "proxmox-vm:116@pve1",
      "ssh:root@node,docker:web", "ssh:pve,lxc:101,docker:web", "ssh:fe80::1", "ssh:::1",
      "ssh:[::1]:22", "ssh:root@[fe80::1]:2222",
    ])
  func roundTrip(_ text: String) throws {
    #expect(try TargetAddress(parsing: text).description == text)
  }

  @Test("An address of IPv6 with a port stands in brackets")
  func brackets() throws {
    let address = try TargetAddress(parsing: "ssh:root@[2001:db8::7]:2200")
    #expect(address.hops == [.ssh(.init(name: "root@2001:db8::7", port: 2200))])
  }

  @Test(
    "A unit without an ending of systemd's is a service",
    arguments: [
      ("nginx", "nginx.service"), ("php8.2-fpm", "php8.2-fpm.service"),
      ("app@10.0.0.1", "app@10.0.0.1.service"), ("ssh.socket", "ssh.socket"),
      ("user-1000.slice", "user-1000.slice"), ("run-r1.scope", "run-r1.scope"),
    ])
  func unit(_ name: String, _ unit: String) throws {
    #expect(try TargetAddress(parsing: "systemd:\(name)").hops == [.unit(unit)])
  }

  @Test("A way may begin with this machine, where it begins anyway")
  func fromHere() throws {
    #expect(try TargetAddress(parsing: "local,podman:web").hops == [.podman("web")])
  }

  @Test(
    "What is no target is told so",
    arguments: [
      ("", "is no target"), ("nas", "is no target"), ("telnet:nas", "no kind of target"),
      ("ssh:", "lacks a name"), ("ssh:-oProxyCommand=x", "lacks a name"),
      ("ssh:nas:99999", "from 1 to 65535"), ("ssh:nas:x", "from 1 to 65535"),
      ("k8s-pod:api", "NAMESPACE/POD"), ("k8s-pod:a/b/c/d", "NAMESPACE/POD"),
      ("proxmox-vm:web", "has a number"), ("ssh:a,,docker:b", "is no target"),
      ("docker:a\nb", "lacks a name"), ("proxmox-vm:@pve1", "side of the @"),
      ("lxc:@pve1", "side of the @"), ("lxc:101@", "side of the @"), ("ssh:@nas", "lacks a name"),
      ("ssh:root@", "lacks a name"), ("ssh:root@:22", "lacks a name"),
      ("podman:web,local", "is no target"),
    ])
  func refused(_ text: String, _ words: String) {
    do {
      let address = try TargetAddress(parsing: text)
      Issue.record("\(text) was taken for \(address)")
    } catch {
      #expect(error.description.contains(words))
    }
  }
}
