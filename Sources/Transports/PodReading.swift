import Collector
import Model

/// Where a pod's node is, and what the cluster tells of both.
struct PodPlace: Sendable {
  /// What kubectl(1) was asked, with its answers.
  var answers: [(PodSection, Measured<[UInt8]>)] = []
  /// What it tells of the pod; why it does not.
  var pod: Measured<Model.Pod>
  /// The way to the pod's node; why there is none.
  var host: Measured<TargetAddress>
  /// What the way goes on through, where a pod is made on the node to look at it.
  var debug: NodeDebug?

  /// The way to the node's own files.
  var way: Measured<Connection> {
    host.map { address in
      debug.map { Connection(to: address, through: $0) } ?? Connection(to: address)
    }
  }

  /// How the node is called in a report.
  var hostName: String {
    if debug == nil, let host = host.value { return host.description }
    return pod.value.map { $0.node ?? "no node" } ?? "an unknown node"
  }
}

extension TargetAddress {
  /// Reads a pod from inside, what its cluster tells of it, and its node, all at the same time.
  func readPod(
    _ pod: TargetAddress.Pod, _ options: CollectionOptions
  ) async throws(Unreachable) -> TargetRecording {
    let start = ContinuousClock.now
    let end = start + .seconds(options.window + 0.9)
    let entering = Task { await enter(options) }
    let place = await self.place(of: pod)
    let spent = (ContinuousClock.now - start) / .seconds(1)
    if let sentence = place.refusal(of: pod, self) {
      entering.cancel()
      throw Unreachable(address: self, sentence: sentence)
    }
    var workload = pod.workload
    workload.keys = place.keys(of: pod)
    async let node = self.node(of: place)
    // Meanwhile the look inside has begun; both are to end together.
    var rest = options
    rest.window = max(options.window - spent, options.window / 2)
    async let machine = host(place, rest, workload)
    let inside = await inside(entering, place, workload, options, until: end)
    let (read, told) = await (machine, node)
    var host = read.value ?? .untouched(beside: inside.all.value)
    host.tell(told)
    if place.pod.gap != nil, inside.all.gap != nil, let gap = inside.all.gap ?? place.pod.gap {
      throw Unreachable(address: self, sentence: "\(self): \(gap.detail)")
    }
    var layers = LayeredRecording(
      workload: workload.target, inside: inside, hostTarget: place.hostName, host: host)
    layers.hostGap = read.gap
    return .layers(layers)
  }

  /// Asks the cluster about the pod, and finds the way to its node.
  func place(of pod: TargetAddress.Pod) async -> PodPlace {
    let kubectl = Kubectl(place: TargetAddress(hops: Array(hops.dropLast())))
    let sections: [PodSection] = [
      .pod(namespace: pod.namespace, name: pod.name),
      .events(namespace: pod.namespace, pod: pod.name),
    ]
    async let identity = kubectl.identity(beside: "\(pod.namespace)_\(pod.name)")
    async let events = kubectl.ask(sections[1])
    let answer = await kubectl.ask(sections[0])
    let told = answer.flatMap { kept -> Measured<Model.Pod> in
      JSON(kept).flatMap { Model.Pod($0, at: Recording.wallTime) }.map { .success($0) }
        ?? .failure(Gap(.malformed, "kubectl get pod", "no pod with its phase"))
    }
    let none = Gap(
      .missing, "node",
      told.gap == nil ? "it has no node yet" : "the cluster does not tell which it is")
    var place = PodPlace(pod: told, host: .failure(none))
    if let node = told.value?.node {
      if let way = podNodes.way(to: node) {
        place.host = .success(way)
      } else if let uid = told.value?.uid,
        await identity.pods.contains(where: { $0.hasSuffix("_\(uid)") })
      {
        // The kubelet's own folder tells before the cluster does.
        place.host = .success(kubectl.place)
      } else {
        let section = PodSection.node(node)
        let answer = await kubectl.ask(section)
        place.answers.append((section, answer))
        place.find(node, answer, await identity, kubectl.place, podNodes)
      }
    }
    place.answers = [(sections[0], answer), (sections[1], await events)] + place.answers
    return place
  }

  /// What the cluster tells of the pod's node, with all that it has told before.
  private func node(of place: PodPlace) async -> [(PodSection, Measured<[UInt8]>)] {
    let isAsked = place.answers.contains { if case .node = $0.0 { true } else { false } }
    guard !isAsked, let name = place.pod.value?.node else { return place.answers }
    let section = PodSection.node(name)
    let kubectl = Kubectl(place: TargetAddress(hops: Array(hops.dropLast())))
    return place.answers + [(section, await kubectl.ask(section))]
  }

  /// Reads the node.
  private func host(
    _ place: PodPlace, _ options: CollectionOptions, _ workload: Workload
  ) async -> Measured<Recording> {
    switch place.way {
    case .failure(let gap): return .failure(gap)
    case .success(let way):
      var asking = options
      asking.workloads = workload.keys.isEmpty ? [] : [workload]
      do throws(Unreachable) { return .success(try await way.collect(asking)) } catch {
        return .failure(
          Gap(.missing, "node \(place.pod.value?.node ?? "")", error.sentence))
      }
    }
  }

  /// Reads what is seen inside the container.
  private func enter(_ options: CollectionOptions) async -> Result<Recording, Unreachable> {
    var options = options
    let end = options.window + 0.9
    options.window = max(options.window - 0.6, options.window / 2)
    do throws(Unreachable) {
      return .success(try await Connection(to: self).collect(options, of: .inside, within: end))
    } catch { return .failure(error) }
  }

  /// What was read inside; where nothing was, its network as its node sees it.
  private func inside(
    _ entering: Task<Result<Recording, Unreachable>, Never>, _ place: PodPlace,
    _ workload: Workload, _ options: CollectionOptions, until end: ContinuousClock.Instant
  ) async -> InsideRecording {
    switch await entering.value {
    case .success(let recording): return InsideRecording(.success(recording))
    case .failure(let error):
      let name = "\(self): "
      let why =
        error.sentence.hasPrefix(name)
        ? String(error.sentence.dropFirst(name.count)) : error.sentence
      var inside = InsideRecording(.failure(Gap(.missing, "inside \(workload.target)", why)))
      var options = options
      options.window = max(options.window - 0.6, options.window / 2)
      let left = (end - ContinuousClock.now) / .seconds(1)
      if left > options.window, !workload.keys.isEmpty, place.debug == nil,
        let host = place.host.value
      {
        let beside = Connection(to: host, through: NetworkNamespace(of: workload))
        inside.network = try? await beside.collect(options, of: .network, within: left)
      }
      return inside
    }
  }
}

extension PodPlace {
  /// Finds the way to `node` where nobody has written one down: it is the machine where kubectl(1)
  /// runs, or is looked at by a pod that the user has allowed.
  fileprivate mutating func find(
    _ node: String, _ answer: Measured<[UInt8]>, _ here: Kubectl.Identity,
    _ before: TargetAddress, _ nodes: PodNodes
  ) {
    let told = answer.value.flatMap { JSON($0) }.flatMap { PodNode($0, at: Recording.wallTime) }
    let isHere =
      if let bootID = told?.bootID, let own = here.bootID { bootID == own } else {
        here.hostName == node
      }
    if isHere {
      host = .success(before)
    } else if let image = nodes.debugImage {
      host = .success(before)
      debug = NodeDebug(node: node, image: image)
    } else {
      host = .failure(
        Gap(.missing, "node \(node)", "nobody has written down how \(node) is reached"))
    }
  }

  /// Why nothing can be told of the pod at all; nil where something can.
  func refusal(of pod: TargetAddress.Pod, _ address: TargetAddress) -> String? {
    if let gap = self.pod.gap {
      if gap.detail.contains("not found"), gap.detail.contains("pods ") {
        return
          "\(address): there is no such pod. See: kubectl get pods -n \(shellQuoted(pod.namespace))"
      }
      return gap.kind == .forbidden ? nil : "\(address): \(gap.detail)"
    }
    guard let container = pod.container, let told = self.pod.value,
      !told.containers.contains(where: { $0.name == container })
    else { return nil }
    let names = told.containers.map(\.name).joined(separator: ", ")
    return "\(address): the pod has no container \(container); it has \(names)."
  }

  /// By what the node finds the pod: its UID, and the id of the container that is looked into.
  func keys(of pod: TargetAddress.Pod) -> [String] {
    guard let told = self.pod.value, let uid = told.uid, uid.isPlain else { return [] }
    let mine = told.containers.first { container in
      pod.container.map { container.name == $0 } ?? !container.isPreparing
    }
    return [uid] + [mine?.id ?? ""].filter { $0.isPlain || $0.isEmpty }
  }
}

extension String {
  /// Whether it is made of what identifiers are made of.
  fileprivate var isPlain: Bool {
    utf8.count >= 12
      && utf8.allSatisfy { byte in
        byte == 0x2D || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
      }
  }
}

extension TargetAddress.Pod {
  /// The pod or its container as its node knows it.
  var workload: Workload {
    Workload(.pod, "\(namespace)/\(name)" + (container.map { "/\($0)" } ?? ""))
  }
}
