import Collector

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension TargetAddress {
  /// Whether its last hop is a guest or container of a Proxmox cluster, and nobody has said on which
  /// node.
  public var isToBeFound: Bool {
    guard !isFound, let guest = hops.last?.guest else { return false }
    if hops.count > 1 || Self.isNode { return true }
    // What plain LXC has on this machine is meant before a cluster's.
    return !nodes.isEmpty && !(guest.folder == "lxc" && isThere("/var/lib/lxc/\(guest.id)"))
  }

  /// The target where this machine itself can tell: it is a node of the cluster.
  ///
  /// Any other is given back as it is, to be found by a way that may take time.
  public var foundHere: TargetAddress {
    guard hops.count == 1, isToBeFound, Self.isNode else { return self }
    let answer = wait { () -> TargetAddress? in try? await found() }
    return answer ?? self
  }

  /// The target on whichever node of its cluster has it; itself where nothing is to be found.
  ///
  /// One command at the machine before it, or beside one another at all nodes that are configured,
  /// of which the first that knows it is believed.
  public func found() async throws(Unreachable) -> TargetAddress {
    guard isToBeFound, let last = hops.last, let guest = last.guest else { return self }
    let before = TargetAddress(hops: Array(hops.dropLast()))
    let isAsking = before.hops.isEmpty && !Self.isNode
    let asked = isAsking ? nodes.map(\.address) : [before]
    let (node, answer) = try await first(of: asked, guest)
    var found = self
    found.isFound = true
    switch answer {
    case .here: found.hops = node.hops + [last]
    case .there(let member):
      if let known = nodes.first(where: { $0.name == member.name }) {
        found.hops = known.address.hops + [last]
      } else if member.isOnline {
        found.hops = node.hops + [.ssh(member.destination), last]
      } else {
        throw Unreachable(
          address: self,
          sentence: "\(self): it is on \(member.name), and that node of the cluster is offline.")
      }
    case .nowhere where last.isVirtualMachine:
      throw Unreachable(
        address: self,
        sentence: "\(self): the cluster of \(node) has no such guest. On a node: "
          + "pvesh get /cluster/resources --type vm")
    case .nowhere, .unknown: break
    }
    return found
  }

  /// The first of `addresses` that knows where `guest` is, and what it says; else one that answers.
  private func first(
    of addresses: [TargetAddress], _ guest: (folder: String, id: String)
  ) async throws(Unreachable) -> (TargetAddress, ClusterAnswer) {
    typealias Told = (TargetAddress, Result<ClusterAnswer, Unreachable>)
    let (folder, id) = guest
    let told = await withTaskGroup(of: Told.self) { group in
      for address in addresses {
        group.addTask { (address, await address.asked(folder, id)) }
      }
      var best: Told?
      for await told in group {
        switch told.1 {
        case .success(.here), .success(.there):
          group.cancelAll()
          return told as Told?
        case .success(.nowhere): best = told
        case .success(.unknown):
          if best.map({ (try? $0.1.get()) == nil }) ?? true { best = told }
        case .failure: best = best ?? told
        }
      }
      return best
    }
    guard let told else { return (self, .unknown) }
    switch told.1 {
    case .success(let answer): return (told.0, answer)
    case .failure(let failure):
      let all = addresses.count > 1 ? "none of the Proxmox nodes answers; " : ""
      throw Unreachable(address: self, sentence: "\(self): \(all)\(failure.sentence)")
    }
  }

  /// What the machine here says of where the guest called `id` is.
  private func asked(_ folder: String, _ id: String) async -> Result<ClusterAnswer, Unreachable> {
    do throws(Unreachable) {
      let connection = Connection(to: self)
      let reply = try await connection.run(
        ["sh", "-s", folder, id], input: PackageResources.locate_sh, deadline: Self.patience,
        endsItself: true)
      guard let answer = ClusterAnswer(reply.output) else {
        throw Unreachable(address: self, sentence: connection.silence(reply))
      }
      return .success(answer)
    } catch { return .failure(error) }
  }

  /// Seconds that a node may take to say what it reads from its memory.
  private static let patience = 5.0

  /// Whether this machine is a node of Proxmox.
  private static var isNode: Bool { isThere("/etc/pve/.members") }
}

private func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

extension TargetAddress.Hop {
  /// The folder in which a Proxmox cluster keeps its configuration, and its number there; nil for
  /// what is of no cluster, or on a node that is named.
  fileprivate var guest: (folder: String, id: String)? {
    switch self {
    case .vm(let id, nil): ("qemu-server", id)
    // Proxmox numbers from 100 on; what has another name is plain LXC's.
    case .lxc(let id, nil): Int(id).map { $0 >= 100 } == true ? ("lxc", id) : nil
    default: nil
    }
  }

  fileprivate var isVirtualMachine: Bool { if case .vm = self { true } else { false } }
}
