/// A guest of Proxmox, by qm(1) and the agent inside it.
///
/// What `qm guest exec` does is in src/PVE/CLI/qm.pm of qemu-server: it starts the command through
/// the agent, asks once a second whether it has ended, prints one JSON object and returns 0 whatever
/// the command's own status. At its timeout it prints only the number of the process, which goes on.
/// What it says where it cannot is in src/PVE/QemuServer/Agent.pm.
struct ProxmoxGuest: Transport {
  let id: String

  /// The command gets its input whole and then sees its end.
  var keepsInputOpen: Bool { false }

  /// As all tools of Proxmox end that fail.
  var failsLikeSSH: Bool { true }

  func wrap(_ arguments: [String], seconds: Double) -> [String] {
    // About when it is ended from without: an answer that is late by less is still fetched.
    let timeout = String(max(1, Int((seconds - 0.5).rounded(.up))))
    return ["qm", "guest", "exec", id, "--pass-stdin", "1", "--timeout", timeout, "--"] + arguments
  }

  func unwrap(_ reply: Reply) -> Reply {
    guard reply.status == 0, let answer = GuestExec(reply.output) else { return reply }
    return answer.reply
  }

  func failure(_ reply: Reply) -> String? {
    let place = "proxmox-vm:\(id)"
    if reply.status == 0 {
      guard reply.says("timeout reached"), let pid = GuestExec(reply.output)?.process else {
        return nil
      }
      return "\(place): no answer before the deadline; see what became of it: "
        + "qm guest exec-status \(id) \(pid)"
    }
    if reply.says("does not exist") {
      return "\(place): there is no such guest on that node. 'qm list' shows those it has."
    }
    if reply.says("vm \(id) is not running", "vm \(id) not running") {
      return "\(place): the guest is not running. Start it with: qm start \(id)"
    }
    if reply.says("no qemu guest agent configured") {
      return "\(place): no guest agent is configured. On the node: qm set \(id) --agent 1, then "
        + "stop and start the guest; in the guest: apt install qemu-guest-agent"
    }
    if reply.says("agent is not running", "got timeout") {
      return "\(place): the guest agent does not answer. In the guest: apt install "
        + "qemu-guest-agent, or systemctl start qemu-guest-agent"
    }
    if reply.says("has been disabled", "command guest-exec") && reply.says("agent error") {
      return "\(place): the guest agent may not run commands. In the guest: take guest-exec out of "
        + "what /etc/sysconfig/qemu-ga or qemu-ga.conf blocks"
    }
    if reply.says("failed to execute child process") {
      return "\(place): no POSIX shell there (sh), as in a guest of Windows."
    }
    if reply.says("please run as root") {
      return "\(place): qm takes root on the node; write ssh:root@NODE,\(place)."
    }
    if reply.says(
      "qm: not found", "qm: command not found", "failed to run command 'qm'",
      "failed to run command ‘qm’")
    {
      return
        "\(place): this machine is no Proxmox node; write \(place)@HOST or ssh:root@NODE,\(place), "
        + "or name the nodes in config.yaml."
    }
    return nil
  }
}
