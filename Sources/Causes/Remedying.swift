// What the remedies of several causes have in common.

import Model

extension Case {
  /// `command` as it is typed here to run on the machine whose numbers these are.
  func on(_ command: String) -> String { scene.place.on(command) }

  /// `command` as it is typed here to run inside the target.
  func inside(_ command: String) -> String { scene.place.inside(command) }

  /// Gives the process that is to blame less of a processor.
  func yield() -> Remedy? {
    guard let process else { return nil }
    return Remedy(
      .now, "Let everything else run before \(process.name).",
      commands: [on("renice -n 19 -p \(process.pid)")], risk: .none,
      undo: on("renice -n 0 -p \(process.pid)"))
  }

  /// Gives the process that is to blame less of the disks.
  func yieldDisk() -> Remedy? {
    guard let process else { return nil }
    return Remedy(
      .now, "Let everybody else's I/O go before that of \(process.name); BFQ and CFQ obey.",
      commands: [on("ionice -c 3 -p \(process.pid)")], risk: .none,
      undo: on("ionice -c 2 -n 4 -p \(process.pid)"))
  }

  /// Halts the process that is to blame until somebody has looked at it.
  func pause() -> Remedy? {
    guard let process else { return nil }
    return Remedy(
      .now, "Halt \(process.name) while you find out; whoever waits for it halts too.",
      commands: [on("kill -STOP \(process.pid)")], risk: .restart,
      undo: on("kill -CONT \(process.pid)"))
  }

  /// Ends the process that is to blame.
  func end() -> Remedy? {
    guard let process else { return nil }
    return Remedy(
      .now, "End \(process.name) if nobody needs what it does.",
      commands: [on("kill -TERM \(process.pid)")], risk: .data, undo: "start it again")
  }

  /// Sets a variable of the kernel, now and for every boot.
  func sysctl(
    _ name: String, _ value: String, _ wanted: Setting.Wanted, _ action: String,
    path: String? = nil
  ) -> [Remedy] {
    let file = path ?? "/proc/sys/" + name.undotted(by: "/")
    let setting = Setting(name, .file(file), wanted)
    if let own = ownSysctl(name, value, setting, action) { return own }
    let assignment = "\(name)=\(value)".shellQuoted
    let kept = "/etc/sysctl.d/90-\(name.undotted(by: "-")).conf"
    return [
      Remedy(
        .now, action, commands: [on("sysctl -w \(assignment)")], risk: .none,
        undo: "the value that `sysctl \(name)` shows now", setting: setting),
      Remedy(
        .lasting, "Keep \(name) so over the next boot.",
        commands: [on("echo \(assignment) >\(kept)")], risk: .none,
        undo: on("rm \(kept)"), setting: Setting("\(name) at boot", .boot(name), wanted)),
    ]
  }

  /// Raises a limit of the group that is to blame, by the tool that manages the group.
  func raise(_ limit: GroupLimit) -> [Remedy] {
    guard let group else { return [] }
    let manager = GroupManager(of: group, in: scene.place)
    if scene.isGone(group: group), !manager.outlivesGroup {
      return [
        Remedy(
          .now,
          "Give it more where it is started anew: \(limit.words) of \(group)"
            + (limit.to.map { ", \($0)" } ?? "") + ". The group itself is gone.", risk: .none,
          undo: "the old limit")
      ]
    }
    let version =
      scene.group(group)?.version
      ?? (scene.observation?.oldControllers.contains(limit.old?.controller ?? "") == true ? 1 : 2)
    guard let how = manager.raise(limit, of: group, version: version) else { return [] }
    // The group that holds a guest is its host's.
    let isOfNode = scene.place.isGuest && scene.place.workload?.owns(group: group) == true
    var setting = how.setting
    setting?.isOfNode = isOfNode
    return [
      Remedy(
        .now, "Raise \(limit.words) of \(group)" + (limit.to.map { " to \($0)" } ?? "") + ".",
        commands: how.command.map { [isOfNode ? scene.place.onMachine($0) : on($0)] } ?? [],
        risk: .none, undo: how.undo, setting: setting)
    ] + (how.lasting.map { [Remedy(.lasting, $0, risk: .restart, undo: "the old value")] } ?? [])
  }

  /// The unit of systemd that the process or group to blame belongs to.
  var unit: String? {
    if case .unit(let name) = subject { return name }
    return group.flatMap(GroupManager.unitName)
  }

  /// Restarts the service to blame.
  func restart(_ why: String) -> Remedy? {
    guard let unit else { return nil }
    return Remedy(
      .now, why, commands: [on("systemctl restart \(unit.shellQuoted)")], risk: .restart,
      undo: "none is needed")
  }
}

extension String {
  /// The name of a kernel's variable with `mark` between its parts.
  fileprivate func undotted(by mark: String) -> String {
    split(separator: ".", omittingEmptySubsequences: false).joined(separator: mark)
  }
}
