import Model

/// Causes by which a block device, or an array of them, fails.
extension Causes {
  /// Seconds within which a device's errors are of one story: pages are lost for up to 30 s after the
  /// first, which is when the last of them are written (vm.dirty_expire_centisecs), and told of twice.
  private static let sameStory = 60.0

  static let failingDevice = Cause(
    "FailingDevice", .disk, "A device fails",
    about: "The device, its cable or what serves it returns errors or has stopped.", scope: .each,
    proof: [
      .finds(
        .diskIOErrors, .diskDeviceState, as: .certain, "the kernel says that requests failed",
        where: { finding, _ in !finding.isOfRoom }),
      .finds(.diskSMART, .diskNVMeHealth, as: .certain, "the device says so of itself"),
      .finds(.diskDeviceResets, as: .likely, "the kernel had to reset it"),
    ],
    effects: [
      .finds(
        .diskFilesystemErrors, .diskReadOnly, .diskExt4Errors, .diskBtrfsErrors, as: .likely,
        "what lies on it cannot be written or read"),
      .finds(
        .diskArrayDegraded, .diskArrayEvents, .diskPoolHealth, .diskMultipath, as: .likely,
        "the array does without it"),
      .finds(
        .diskAwait, .diskBlockedTasks, .diskPressure, as: .likely, "failed requests are tried again"
      ),
      .finds(.diskUtilization, .diskQueue, as: .possible, "failed requests are tried again"),
    ],
    refutedBy: [
      .number("its requests failed for want of room below it") { one in
        guard one.proof.allSatisfy({ $0.measurement.name.hasPrefix("I/O error") }) else {
          return nil
        }
        let failed = one.proof.compactMap(\.age).min() ?? 0
        return one.scene.findings(of: .diskIOErrors).first {
          $0.isOfRoom && abs(($0.age ?? 0) - failed) <= sameStory
            && one.scene.mayShow(one.subject, on: $0.subject)
        }?.measurement
      }
    ],
    decides: "the device's own log of errors", "smartctl -x /dev/DEVICE"
  ) { one in
    [
      Remedy(
        .now, "Save what is on it, before anything else is tried.", risk: .none,
        undo: "none is needed"),
      one.testing,
      Remedy(
        .lasting, "Replace it; look at cable, slot and controller first.", risk: .data,
        undo: "none: keep the backup"),
    ]
  }

  static let brokenArray = Cause(
    "BrokenArray", .disk, "An array or pool lacks a member",
    about: "It goes on with less safety, and slower while it rebuilds.", scope: .each,
    proof: [
      .finds(
        .diskArrayDegraded, .diskArrayEvents, .diskPoolHealth, .diskMultipath, .diskArrayMismatch,
        as: .certain, "the driver says so")
    ],
    effects: [
      .finds(
        .diskAwait, .diskUtilization, .diskQueue, .diskPressure, as: .possible,
        "what is missing is computed or rebuilt")
    ], decides: "members and their state", "cat /proc/mdstat; zpool status -x; multipath -ll"
  ) { one in
    [
      Remedy(
        .now, "See which member is missing and why.",
        commands: [one.on("cat /proc/mdstat"), one.on("zpool status -x")], risk: .none,
        undo: "nothing is changed"),
      Remedy(
        .lasting, "Replace the member and let it rebuild.", risk: .data,
        undo: "none: keep the backup",
        setting: Setting(
          "md arrays", .file("/proc/mdstat"), .noWord(["U_", "_U", "UU_", "_UU", "U_U"]))),
    ]
  }
}

extension Case {
  /// How a device is looked at by itself: a port of the controller is no device, and what is stacked or
  /// virtual has nothing that could test itself.
  fileprivate var testing: Remedy {
    let bare = subject.bareName
    if bare.hasPrefix("ata"), bare.dropFirst(3).first?.isNumber == true {
      let port = bare.prefix { $0 != "." }
      return Remedy(
        .now, "See which disk is at this port, and have that one test itself: smartctl -t short.",
        commands: [on("ls -l /sys/block | grep -F /\(port)/")], risk: .none,
        undo: "nothing is changed")
    }
    if ["dm-", "md", "loop", "vd", "xvd", "nbd", "rbd", "drbd", "zd"].contains(
      where: bare.hasPrefix)
    {
      return Remedy(
        .now,
        "See what it lies on, and look at that: a device that is stacked or virtual tells nothing.",
        commands: [on("lsblk -s /dev/\(name)")], risk: .none, undo: "nothing is changed")
    }
    return Remedy(
      .now, "Have it test itself.", commands: [on("smartctl -t short /dev/\(name)")],
      risk: .none, undo: on("smartctl -X /dev/\(name)"))
  }
}
