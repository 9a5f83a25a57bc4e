/// A container that docker or podman runs on the machine before it.
struct Container: Transport {
  let program: String
  let name: String

  func wrap(_ arguments: [String], seconds: Double) -> [String] {
    [program, "exec", "-i", name] + arguments
  }

  func failure(_ reply: Reply) -> String? {
    let place = "\(program):\(name)"
    if reply.lacks(program) {
      return "\(place): \(program) is not installed there; another machine's is "
        + "ssh:HOST,\(place)"
    }
    if reply.says("no such container", "no container with name") {
      return "\(place): there is no such container. '\(program) ps' lists those that run."
    }
    if reply.says("is not running", "container state improper") {
      return "\(place): the container is not running. See why: \(program) logs \(name)"
    }
    if reply.says("permission denied", "cannot connect to the docker daemon") {
      return "\(place): \(reply.lastError ?? "no access"). Run as a user who may use \(program)."
    }
    return nil
  }
}

/// A container of a pod, through kubectl(1) with the user's own context.
struct PodContainer: Transport {
  let pod: TargetAddress.Pod

  func wrap(_ arguments: [String], seconds: Double) -> [String] {
    ["kubectl", "exec", "-i", "-n", pod.namespace, pod.name]
      + (pod.container.map { ["-c", $0] } ?? []) + ["--"] + arguments
  }

  func failure(_ reply: Reply) -> String? {
    let place = "k8s-pod:\(pod.namespace)/\(pod.name)"
    guard let status = reply.status, status != 0, let said = reply.lastError else { return nil }
    if reply.says("not found") && reply.says("pods \"") {
      return "\(place): there is no such pod. See: kubectl get pods -n \(pod.namespace)"
    }
    if reply.says("container not found", "unable to upgrade connection") {
      return "\(place): the container does not run (\(said))."
    }
    if let lack = KubectlLack(reply) { return "\(place): \(lack.sentence)" }
    return nil
  }
}

/// A container of LXC: on a Proxmox node by pct(1), which ends in lxc-attach(1), elsewhere by that.
struct LinuxContainer: Transport {
  let id: String

  /// As all tools of Proxmox end that fail.
  var failsLikeSSH: Bool { true }

  func wrap(_ arguments: [String], seconds: Double) -> [String] {
    // Which of the two is there only the machine itself can tell; `exec` leaves no shell behind.
    let script =
      "id=$1; shift; if command -v pct >/dev/null 2>&1; then exec pct exec \"$id\" -- \"$@\"; "
      + "else exec lxc-attach -n \"$id\" -- \"$@\"; fi"
    return ["sh", "-c", script, "sh", id] + arguments
  }

  func failure(_ reply: Reply) -> String? {
    guard let status = reply.status, status != 0 else { return nil }
    if reply.says("not running", "is not running", "failed to get init pid", "does not exist") {
      return "lxc:\(id): the container does not run here. See: pct list, or lxc-ls -f"
    }
    if reply.says("lxc-attach: not found", "lxc-attach: command not found") {
      return "lxc:\(id): neither pct nor lxc-attach is on that machine; name it with @HOST."
    }
    return nil
  }
}
