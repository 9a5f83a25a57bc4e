import Model

/// Causes that keep disks from those who want them.
extension Causes {
  static let diskHeldBack: [Cause] = [groupIOLimit]

  static let groupIOLimit = Cause(
    "GroupIOLimit", .disk, "A group is at its I/O limit",
    about: "The limit holds requests above the device: iostat sees an idle disk.", scope: .each,
    proof: [
      .finds(.diskCgroupThrottle, as: .certain, "it does exactly as much as it may"),
      .layers(
        .disk, .limit, "the workload is at its limit while its host's disks have time left",
        where: { !$1.isGuestsOwn($0) }),
      .layers(
        .disk, .limit, as: .possible, "a limit on the virtual disk holds its requests",
        where: { $1.isGuestsOwn($0) }),
    ],
    effects: [
      .finds(
        .diskCgroupPressure, .diskPressure, .diskBlockedTasks, as: .likely,
        "requests over the limit wait"),
      .finds(
        .diskWriteback, as: .possible, "pages are made dirty faster than the limit lets them go"),
      .finds(
        .diskAwait, .diskQueue, .diskUtilization, as: .possible,
        "what is held back above counts as in flight on some devices"),
    ], decides: "use against the limit",
    "grep -H . /sys/fs/cgroup/GROUP/io.max /sys/fs/cgroup/GROUP/io.stat"
  ) { one in
    let group = one.group.flatMap { one.scene.group($0) }
    let limit = group?.io.value?.limits.max { $0.used / $0.limit < $1.used / $1.limit }
    let path = (one.group ?? "/GROUP").shellQuoted
    return (limit.map { one.raise(.io(device: $0.device, name: $0.name)) } ?? []) + [
      Remedy(
        .now, "See the limits of the group, and of those above it.",
        commands: [
          one.on(
            group?.version == 1
              ? "grep -H . /sys/fs/cgroup/blkio\(path)/blkio.throttle.*_device"
              : "grep -H . /sys/fs/cgroup\(path)/io.max")
        ], risk: .none,
        undo: "nothing is changed"),
      Remedy(
        .lasting,
        "Ask for a weight (IOWeight) rather than a limit: it holds back only when others "
          + "want the disk.",
        commands: one.unit.map { [one.on("systemctl set-property \($0.shellQuoted) IOWeight=50")] }
          ?? [],
        risk: .none, undo: one.unit.map { "systemctl revert \($0.shellQuoted)" } ?? "none"),
    ]
  }
}
