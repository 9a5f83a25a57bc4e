/// A guest of Proxmox, by qm(1) and the agent inside it.
///
/// What `qm guest exec` does is in PVE/CLI/qm.pm of qemu-server: it starts the command through the
/// agent, asks once a second whether it has ended, prints one JSON object and returns 0 whatever
/// the command's own status. At its timeout it prints only the number of the process.
struct ProxmoxGuest: Transport {
  let id: String

  /// The command gets its input whole and then sees its end.
  var keepsInputOpen: Bool { false }

  func wrap(_ arguments: [String], seconds: Double) -> [String] {
    let timeout = String(Int(seconds.rounded(.up)))
    return ["qm", "guest", "exec", id, "--pass-stdin", "1", "--timeout", timeout, "--"] + arguments
  }

  func unwrap(_ reply: Reply) -> Reply {
    guard reply.status == 0, let answer = GuestExec(reply.output) else { return reply }
    return answer.reply
  }

  func failure(_ reply: Reply) -> String? {
    let place = "proxmox-vm:\(id)"
    if reply.says("does not exist") {
      return "\(place): there is no such guest on that node. 'qm list' shows those it has."
    }
    if reply.says("is not running") && reply.says("vm ") {
      return "\(place): the guest is not running. Start it with: qm start \(id)"
    }
    if reply.says("agent is not running", "no qemu guest agent configured", "got timeout") {
      return
        "\(place): the guest agent does not answer. In the guest: apt install qemu-guest-agent; "
        + "on the node: qm set \(id) --agent 1"
    }
    if reply.says(
      "qm: not found", "qm: command not found", "failed to run command 'qm'",
      "failed to run command ‘qm’")
    {
      return
        "\(place): this machine is no Proxmox node; write \(place)@HOST or ssh:root@NODE,\(place)."
    }
    return nil
  }
}
