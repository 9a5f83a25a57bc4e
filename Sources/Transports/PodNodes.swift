/// How the nodes of Kubernetes clusters are reached, as the user has written it down.
public struct PodNodes: Sendable, Hashable {
  /// The ways, by the names of the nodes; `*` stands for every other, and in its way for its name.
  public var ways: [String: String] = [:]
  /// The image by which `kubectl debug node` may make a pod on a node; nil where it may not.
  public var debugImage: String?

  /// Nothing written down.
  public init() {}

  /// The way to `node`; nil where none is written down.
  func way(to node: String) -> TargetAddress? {
    let text =
      ways[node]
      ?? ways["*"]?.split(separator: "*", omittingEmptySubsequences: false)
      .joined(separator: node)
    return text.flatMap { try? TargetAddress(parsing: $0) }
  }

  /// Throws where a way is no target.
  public func validate() throws(TargetError) {
    for way in ways.values { _ = try TargetAddress(parsing: way) }
  }
}

/// A node's own files, through a pod that is made for it and removed again: kubectl-debug(1).
///
/// It is for those who have allowed it, since it changes the cluster for a moment.
struct NodeDebug: Transport {
  let node: String, image: String

  func wrap(_ arguments: [String], seconds: Double) -> [String] {
    // kubectl tells the pod's name in the first line of its output, and leaves the pod:
    // staging/src/k8s.io/kubectl/pkg/cmd/debug/debug.go. A signal ends kubectl, and the shell goes
    // on to remove it.
    let script = """
      trap : HUP INT TERM
      node=$1 image=$2
      shift 2
      exec 3>&1 4<&0
      said=$({
        kubectl debug "node/$node" -i --image="$image" -- chroot /host "$@" <&4 | {
          IFS= read -r first
          case $first in
          'Creating debugging pod '*) printf '%s\\n' "$first" >&2 ;;
          *) [ -z "$first" ] || printf '%s\\n' "$first" ;;
          esac
          cat
        } >&3
      } 2>&1)
      printf '%s\\n' "$said" >&2
      pod=$(printf '%s\\n' "$said" | sed -n 's/^Creating debugging pod \\([^ ]*\\) .*/\\1/p')
      [ -z "$pod" ] || kubectl delete pod "$pod" --wait=false --grace-period=1 >/dev/null 2>&1
      case $said in *[Ee]rror:* | *'Error from'*) exit 1 ;; esac
      """
    return ["sh", "-c", script, "sh", node, image] + arguments
  }

  func failure(_ reply: Reply) -> String? {
    guard reply.status != 0 else { return nil }
    if let lack = KubectlLack(reply) { return "node \(node): \(lack.sentence)" }
    return "node \(node): kubectl debug gives nothing"
      + (reply.lastError.map { " (\($0))" } ?? " in time") + "."
  }
}
