import Collector
import Model

/// A cluster, asked by kubectl(1) with the user's own context on the machine where it is used.
struct Kubectl: Sendable {
  /// The machine where kubectl(1) is run.
  let place: TargetAddress

  /// What the cluster answers, as far as it is kept; why it does not.
  func ask(_ section: PodSection, within seconds: Double = 8) async -> Measured<[UInt8]> {
    let source = section.arguments.prefix(3).joined(separator: " ")
    let reply: Reply
    do throws(Unreachable) {
      reply = try await Connection(to: place).run(section.arguments, input: [], deadline: seconds)
    } catch { return .failure(Gap(.missing, source, error.sentence)) }
    if reply.status == 0, let kept = section.kept(reply.output) { return .success(kept) }
    if reply.status == 0 { return .failure(Gap(.malformed, source, "this is no JSON")) }
    if let lack = KubectlLack(reply) {
      return .failure(Gap(lack.isForbidden ? .forbidden : .missing, source, lack.sentence))
    }
    let said = reply.lastError ?? (reply.status == nil ? "no answer in time" : "no answer")
    return .failure(Gap(reply.status == nil ? .timedOut : .missing, source, said))
  }

  /// What the place tells of itself, to see whether it is the node of the pod `path`,
  /// `namespace_name`.
  func identity(beside path: String) async -> Identity {
    let script = """
      cat /proc/sys/kernel/random/boot_id /proc/sys/kernel/hostname
      ls -d "/var/log/pods/$1"_* 2>/dev/null
      """
    let reply = try? await Connection(to: place).run(
      ["sh", "-c", script, "sh", path], input: [], deadline: 8)
    let lines = String(decoding: reply?.output ?? [], as: UTF8.self).split(separator: "\n")
      .map(String.init)
    return Identity(
      bootID: lines.first, hostName: lines.dropFirst().first, pods: Array(lines.dropFirst(2)))
  }

  /// By what a machine is known to be a node.
  struct Identity: Sendable {
    /// By which its running kernel can be told from every other.
    var bootID: String?
    var hostName: String?
    /// The folders that the kubelet keeps there for the pod.
    var pods: [String] = []
  }
}

/// Why kubectl(1) gives nothing, and what mends it.
struct KubectlLack {
  /// What is wrong, in a sentence, with the command that mends it.
  let sentence: String
  let isForbidden: Bool
  /// Whether the cluster is reached by no command.
  let isWhole: Bool

  /// nil where kubectl(1) did not fail for want of itself, a context, a cluster or a right.
  init?(_ reply: Reply) {
    guard let status = reply.status, status != 0 else { return nil }
    let said = reply.lastError.map { " (\($0))" } ?? ""
    if status == 127, reply.says("kubectl") {
      self.init("kubectl is not installed there: apt install kubernetes-client", isWhole: true)
    } else if reply.says(
      "no configuration has been provided", "current-context is not set", "localhost:8080",
      "context was not found") || reply.says("context") && reply.says("does not exist")
    {
      self.init(
        "kubectl has no context\(said). Choose one: kubectl config get-contexts; kubectl config "
          + "use-context NAME", isWhole: true)
    } else if reply.says("unauthorized", "must be logged in") {
      self.init("the cluster does not know who asks\(said). Log in to it again.", isWhole: true)
    } else if reply.says("unable to connect", "was refused", "i/o timeout", "no such host") {
      self.init("the cluster does not answer\(said). Try: kubectl version", isWhole: true)
    } else if let right = Right(reply.errors) {
      self.init(right.sentence, isForbidden: true)
    } else {
      return nil
    }
  }

  private init(_ sentence: String, isForbidden: Bool = false, isWhole: Bool = false) {
    self.sentence = sentence
    self.isForbidden = isForbidden
    self.isWhole = isWhole
  }
}

/// A right that the cluster does not grant.
///
/// `pods "web" is forbidden: User "jane" cannot create resource "pods/exec" in API group "" in the
/// namespace "demo"`: forbiddenMessage in apiserver/pkg/endpoints/handlers/responsewriters/errors.go
private struct Right {
  let user: String, verb: String, resource: String
  /// nil for what belongs to the cluster as a whole.
  let namespace: String?

  init?(_ text: String) {
    guard let forbidden = text.firstRange(of: "is forbidden: User ") else { return nil }
    let words = text[forbidden.upperBound...].split(
      separator: "\"", omittingEmptySubsequences: false)
    // User "jane" cannot create resource "pods/exec" in API group "" in the namespace "demo"
    guard words.count > 5 else { return nil }
    let doing = words[2].split(separator: " ")
    guard doing.count == 3, doing[0] == "cannot", doing[2] == "resource" else { return nil }
    (user, verb, resource) = (String(words[1]), String(doing[1]), String(words[3]))
    namespace = words.count > 7 && words[6].hasSuffix("namespace ") ? String(words[7]) : nil
  }

  var sentence: String {
    let name = "whyslow-" + resource.filter { $0.isLetter }
    let place = namespace.map { "-n \(shellQuoted($0)) " } ?? ""
    let kind = namespace == nil ? "clusterrole" : "role"
    let parts = user.split(separator: ":")
    let who =
      parts.count == 4 && user.hasPrefix("system:serviceaccount:")
      ? "--serviceaccount=\(parts[2]):\(parts[3])" : "--user=\(shellQuoted(user))"
    let whose = namespace.map { " in \($0)" } ?? ""
    return "\(user) may not \(verb) \(resource)\(whose); an administrator grants it: "
      + "kubectl create \(kind) \(name) \(place)--verb=\(verb) --resource=\(resource) && "
      + "kubectl create \(kind)binding \(name) \(place)--\(kind)=\(name) \(who)"
  }
}
