import Collector
import Model

extension TargetAddress {
  /// What a pod, its cluster and its node give to who looks at them.
  func access(to pod: TargetAddress.Pod) async throws(Unreachable) -> Access {
    let clock = ContinuousClock()
    let start = clock.now
    async let entered = Self.access(by: Connection(to: self))
    let place = await place(of: pod)
    if let sentence = place.refusal(of: pod, self) {
      throw Unreachable(address: self, sentence: sentence)
    }
    let took = (clock.now - start) / .seconds(1)
    let inside = await entered
    var access: Access
    switch await node(of: place) {
    case .success(let there): access = there
    case .failure(let gap):
      access = (try? inside.get()) ?? Access(seconds: took, lines: [])
      access.lacks = [
        Access.Lack(
          what: "its node is not measured: \(gap.detail)",
          remedy: place.pod.value?.node.map { "in config.yaml, kubernetes: nodes: \($0): ssh:…" }
            ?? "it takes the pod's answer first",
          isFatal: false)
      ]
    }
    access.seconds = took
    access.lacks.insert(contentsOf: Self.lacks(inside, place), at: 0)
    return access
  }

  private static func access(by way: Connection) async -> Result<Access, Unreachable> {
    do throws(Unreachable) { return .success(try await way.access()) } catch {
      return .failure(error)
    }
  }

  /// What the node gives; one at which a pod has to be made is not asked for a test.
  private func node(of place: PodPlace) async -> Measured<Access> {
    switch place.host {
    case .failure(let gap): return .failure(gap)
    case .success where place.debug != nil:
      return .success(
        Access(seconds: 0, kernel: "its node by kubectl debug, which is not tried now"))
    case .success(let host):
      do throws(Unreachable) { return .success(try await Connection(to: host).access()) } catch {
        return .failure(Gap(.missing, "node", error.sentence))
      }
    }
  }

  /// What is missing between the user and the cluster.
  private static func lacks(
    _ inside: Result<Access, Unreachable>, _ place: PodPlace
  ) -> [Access.Lack] {
    var lacks: [Access.Lack] = []
    if case .failure(let failure) = inside {
      let isRead = place.host.value != nil
      lacks.append(
        Access.Lack(
          what: "not seen from inside: \(failure.sentence)",
          remedy: isRead ? "its node is read, and judged alone" : "run whyslow on its node",
          isFatal: !isRead && place.pod.gap != nil))
    }
    for (section, answer) in place.answers {
      guard let gap = answer.gap else { continue }
      let what = section.arguments[2]
      let parts = gap.detail.split(separator: ";", maxSplits: 1)
      lacks.append(
        Access.Lack(
          what: "no \(what) from the cluster: \(parts.first ?? "")",
          remedy: parts.count > 1 ? parts[1].drop { $0 == " " }.description : "kubectl version",
          isFatal: false))
    }
    return lacks
  }
}
