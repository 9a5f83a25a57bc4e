import Model

/// Causes that lie in a service, in the clock, or in what an application waits for.
extension Causes {
  static let service: [Cause] = [failedService, crashes]
  static let time: [Cause] = [slowClocksource, clockTrouble]
  static let application: [Cause] = [applicationWaits]

  static let failedService = Cause(
    "FailedService", .service, "A service failed or starts over and over",
    about:
      "It ended with an error, and its manager has given up or keeps trying. Why is in its log.",
    scope: .each,
    proof: [
      .finds(.serviceFailed, .serviceRestarts, as: .certain, "its manager says so"),
      .finds(
        .serviceState, as: .certain, "the machine has not finished booting, or is in maintenance"),
    ],
    effects: [
      .finds(.serviceState, as: .certain, "a failed unit makes the system degraded"),
      .finds(.networkConnectFailures, .networkResets, as: .possible, "nobody listens in its place"),
      .finds(.cpuForkRate, as: .possible, "each start is a fork"),
    ], decides: "its last words", "systemctl status UNIT; journalctl -u UNIT -n 50"
  ) { one in
    guard case .unit(let unit) = one.subject else {
      return [
        Remedy(
          .now, "See what is waited for.", commands: [one.inside("systemctl list-jobs")],
          risk: .none,
          undo: "nothing is changed"),
        Remedy(
          .lasting, "Mend the units that failed.", commands: [one.inside("systemctl --failed")],
          risk: .none, undo: "none is needed"),
      ]
    }
    let name = unit.shellQuoted
    return [
      Remedy(
        .now, "Read its last words, mend the reason, start it again.",
        commands: [
          one.on("journalctl -u \(name) -n 50 --no-pager"),
          one.on("systemctl reset-failed \(name)"), one.on("systemctl restart \(name)"),
        ], risk: .restart, undo: one.on("systemctl stop \(name)"),
        setting: Setting(
          "ActiveState of \(unit)",
          .command(["systemctl", "show", "-p", "ActiveState", "--", unit]),
          .word(["active"]), isOfHost: false)),
      // Only services are started again by themselves.
      !unit.hasSuffix(".service")
        ? Remedy(
          .lasting, "Mend what it needs.",
          commands: [one.on("systemctl list-dependencies \(name)")],
          risk: .none, undo: "nothing is changed")
        : Remedy(
          .lasting, "Have it wait between starts.",
          commands: [one.on("systemctl edit \(name)  # Restart=on-failure RestartSec=5s")],
          risk: .restart,
          undo: one.on("systemctl revert \(name)"),
          setting: Setting(
            "RestartUSec of \(unit)",
            .command(["systemctl", "show", "-p", "RestartUSec", "--", unit]),
            .word(["5s", "10s", "30s", "1min"]), isOfHost: false)),
    ]
  }

  static let crashes = Cause(
    "Crashes", .service, "A program crashes",
    about:
      "The kernel ended it for a fault of its own: a segmentation fault, an illegal instruction.",
    scope: .each,
    proof: [.finds(.serviceCrashes, as: .certain, "the kernel's log says so")],
    effects: [.finds(.serviceFailed, .serviceRestarts, as: .likely, "its unit ends with it")],
    decides: "where it crashed", "coredumpctl list; coredumpctl info"
  ) { one in
    one.sysctl(
      "kernel.core_pattern", "/var/tmp/core.%e.%p", .noWord(["core", "|/bin/false"]),
      "Keep a dump of the next one; a service needs LimitCORE=infinity in its unit for it.")
      + [
        Remedy(
          .now, "See whether one was kept already.",
          commands: [one.on("coredumpctl list; ls -lt /var/tmp/core.* /var/crash")], risk: .none,
          undo: "nothing is changed"),
        Remedy(
          .lasting, "Update it, or give the dump to who makes it.", risk: .restart,
          undo: "the old version"),
      ]
  }

  static let clockTrouble = Cause(
    "ClockTrouble", .time, "The clock is not kept right",
    about: "Nothing keeps the wall clock in step, or it was set by a jump: certificates, leases, "
      + "clusters and logs suffer.",
    proof: [
      .finds(
        .timeSynchronised, .timeOffset, .timeJump, as: .certain,
        "the kernel's own state of the clock")
    ],
    effects: [.finds(.serviceFailed, as: .possible, "what needs the time fails")],
    decides: "the offset against a server", "chronyc tracking, or: timedatectl timesync-status"
  ) { one in
    [
      Remedy(
        .now, "Start what keeps the clock.",
        commands: [one.on("timedatectl set-ntp true")], risk: .none,
        undo: one.on("timedatectl set-ntp false"),
        setting: Setting(
          "NTP", .command(["timedatectl", "show", "-p", "NTPSynchronized"]), .word(["yes"]))),
      Remedy(
        .lasting, "Let UDP port 123 through to a time server; in a guest use the host's clock.",
        commands: [one.on("systemctl enable --now chrony")], risk: .none,
        undo: one.on("systemctl disable --now chrony"),
        setting: Setting(
          "chrony", .command(["systemctl", "is-enabled", "chrony"]), .word(["enabled"]))),
    ]
  }

  static let slowClocksource = Cause(
    "SlowClocksource", .time, "Reading the time is slow",
    about:
      "The kernel found the processor's counter unreliable and reads a device instead: every call "
      + "that asks the time costs a hundred times more.",
    proof: [.finds(.timeClocksource, as: .certain, "the kernel names its source")],
    effects: [.finds(.cpuSystemShare, .cpuBusy, as: .possible, "programs ask the time very often")],
    decides: "the source in use",
    "cat /sys/devices/system/clocksource/clocksource0/current_clocksource"
  ) { one in
    let file = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
    return [
      Remedy(
        .now, "Go back to the processor's counter, where the machine keeps it in step.",
        commands: [one.on("echo tsc >\(file)")], risk: .none, undo: one.on("echo hpet >\(file)"),
        setting: Setting("clock source", .file(file), .word(["tsc", "kvm-clock"]))),
      Remedy(
        .lasting, "Boot with tsc=reliable once the reason is known.", risk: .reboot,
        undo: "boot without it"),
    ]
  }

  static let applicationWaits = Cause(
    "ApplicationWaits", .service, "A program waits for another machine",
    about: "No resource of this machine is short, and what a program here calls does not answer or "
      + "does not take what is sent to it: a database, a service. One connection that waits is no "
      + "fault of the network, and whoever needs it waits too.",
    proof: [
      .finds(
        .networkTimeouts, .networkConnectFailures, .networkPeerWindow, as: .possible,
        "connections to others stood still")
    ],
    refutedBy: [
      .found(.cpuBusy, "the processors are busy"), .found(.memoryAvailable, "memory is short"),
      .found(.diskUtilization, "a disk is busy"),
    ], bounds: { $1.isAwaited($0) }, blame: .custom { one in one.whoWaits },
    decides: "what its threads wait in", "ss -tinp state established; offcputime-bpfcc -p PID 10"
  ) { one in
    [
      Remedy(
        .now, "See who waits for it, and since when.",
        commands: [one.inside("ss -tnpo state syn-sent; ss -tnpo | grep 'timer:(persist'")],
        risk: .none,
        undo: "nothing is changed"),
      Remedy(
        .lasting, "Give each call a deadline, and look at the peer with whyslow.", risk: .none,
        undo: "none is needed"),
    ]
  }
}

extension Scene {
  /// Whether `waiting` is about a peer that a connection which was opened here waits for.
  fileprivate func isAwaited(_ waiting: Finding) -> Bool {
    guard case .socket(let peer) = waiting.subject else { return false }
    return (observation?.network.waiting.value ?? []).contains {
      $0.remote == peer && $0.isOpenedHere
    }
  }
}

extension Case {
  /// The peer that is waited for, and who waits.
  fileprivate var whoWaits: [Culprit] {
    proof.flatMap { finding -> [Culprit] in
      guard case .socket = finding.subject else { return [] }
      let owners = finding.evidence.map(\.subject).filter { $0.kind == "process" }
      return [Culprit(finding.subject, finding.measurement)]
        + owners.prefix(1).map { Culprit($0, nil) }
    }
  }
}
