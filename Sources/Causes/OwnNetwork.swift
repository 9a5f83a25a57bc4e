import Model

// Variables of the kernel that each network namespace has for itself.

extension Case {
  /// Sets `name` for the network of the container that the target is; nil where it is none, or where the
  /// variable is its host's.
  func ownSysctl(
    _ name: String, _ value: String, _ setting: Setting, _ action: String
  ) -> [Remedy]? {
    guard scene.place.isContainer, Self.ofNamespace.contains(name), let hop = scene.place.hops.last
    else { return nil }
    var setting = setting
    setting.isOfHost = false
    let assignment = "\(name)=\(value)"
    let undo = "the value that `sysctl \(name)` shows in it now"
    switch hop.kind {
    case "docker", "podman":
      // Inside, /proc/sys cannot be written.
      let way =
        "nsenter -n -t \"$(\(hop.kind) inspect -f '{{.State.Pid}}' \(hop.name.shellQuoted))\""
      return [
        Remedy(
          .now, action,
          commands: [scene.place.onMachine("\(way) sysctl -w \(assignment.shellQuoted)")],
          risk: .none, undo: undo, setting: setting),
        Remedy(
          .lasting,
          "Start the container anew with --sysctl \(assignment.shellQuoted); its network has the "
            + "variable for itself.", risk: .restart, undo: "start it without"),
      ]
    case "k8s-pod":
      return [
        Remedy(
          .lasting,
          "\(action) Set \(assignment) in securityContext.sysctls of the pod; the kubelet has to allow it.",
          risk: .restart, undo: "take it out again", setting: setting)
      ]
    default:
      let kept = "/etc/sysctl.d/90-\(name).conf"
      return [
        Remedy(
          .now, action, commands: [inside("sysctl -w \(assignment.shellQuoted)")], risk: .none,
          undo: undo, setting: setting),
        Remedy(
          .lasting, "Keep \(name) so over the next boot of the container.",
          commands: [inside("echo \(assignment.shellQuoted) >\(kept)")], risk: .none,
          undo: inside("rm \(kept)")),
      ]
    }
  }

  /// Those among the variables that remedies set which a new namespace has and may write: net/core/
  /// sysctl_net_core.c, net/ipv4/sysctl_net_ipv4.c and net/netfilter/nf_conntrack_standalone.c of Linux.
  private static let ofNamespace: Set<String> = [
    "net.core.somaxconn", "net.ipv4.conf.all.rp_filter", "net.ipv4.ip_local_port_range",
    "net.ipv4.tcp_congestion_control", "net.ipv4.tcp_max_syn_backlog", "net.ipv4.tcp_mtu_probing",
    "net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies", "net.ipv4.tcp_tw_reuse",
    "net.netfilter.nf_conntrack_tcp_timeout_established",
  ]
}
