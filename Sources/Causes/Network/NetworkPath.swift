import Model

/// Causes on the way between machines.
extension Causes {
  static let networkPath: [Cause] = [
    badDuplex, linkLoss, ringTooSmall, bondDegraded, linkSaturated, queueBeforeLink, noRoute,
    brokenPackets,
  ]

  static let linkSaturated = Cause(
    "LinkSaturated", .network, "A link carries all that it can",
    about: "Traffic is at the speed of the link: queues grow before it and packets are dropped.",
    scope: .each,
    proof: [.finds(.networkThroughput, as: .certain, "its traffic is at the negotiated speed")],
    effects: [
      .finds(
        .networkQdiscBacklog, .networkQdiscDrops, .networkDrops, .networkDiscards, as: .likely,
        "packets wait before it"),
      .finds(
        .networkRetransmits, .networkTimeouts, .networkHostRetransmits, as: .likely,
        "what is dropped is sent again"),
    ], blame: .subject, decides: "bytes by connection", "ss -tinp | grep -A1 ESTAB; iftop -t -s 10"
  ) { one in
    [
      Remedy(
        .now, "Find the connection that takes most, and slow it.",
        commands: [one.on("ss -tinp state established")], risk: .none, undo: "nothing is changed"),
      Remedy(
        .now, "Share the link out fairly.",
        commands: [one.on("tc qdisc replace dev \(one.name) root fq_codel")], risk: .none,
        undo: one.on("tc qdisc del dev \(one.name) root"),
        setting: Setting(
          "qdisc of \(one.subject.name)",
          .command(["tc", "qdisc", "show", "dev", one.subject.name]),
          .word(["fq_codel", "fq", "cake"]))),
      Remedy(.lasting, "Use a faster link, or bond two.", risk: .restart, undo: "the old link"),
    ]
  }

  static let queueBeforeLink = Cause(
    "QueueBeforeLink", .network, "Packets stand in a queue before a link",
    about: "The queueing discipline holds packets back: a shaper, a rate limit, or a driver that "
      + "cannot keep up. Every packet waits its time.", scope: .each,
    proof: [
      .finds(
        .networkQdiscBacklog, .networkQdiscDrops, as: .certain, "the discipline's own counters"),
      .finds(
        .networkHostRetransmits, as: .likely,
        "the timer expired while the segment still waited in this machine"),
    ],
    effects: [
      .finds(
        .networkRetransmits, .networkTimeouts, .networkHostRetransmits, .networkDrops,
        .networkDiscards,
        .networkUDPSendErrors, as: .likely, "what waits too long or is dropped is sent again")
    ],
    refutedBy: [.found(.networkThroughput, "the link itself is full")],
    decides: "the rate that the discipline allows", "tc -s qdisc show dev SUBJECT"
  ) { one in
    // Of all interfaces together nobody knows before which of them they wait.
    guard case .interface = one.subject else {
      return [
        Remedy(
          .now, "Find the interface before which packets wait.",
          commands: [one.on("tc -s qdisc show")], risk: .none, undo: "nothing is changed"),
        Remedy(
          .lasting,
          "Raise its shaper's rate, keep its queue short, or ask of a guest's host "
            + "whether it starves.", risk: .none, undo: "the old rate"),
      ]
    }
    return [
      Remedy(
        .now, "See what holds packets back.",
        commands: [
          one.on("tc -s qdisc show dev \(one.name)"), one.on("tc -s class show dev \(one.name)"),
        ],
        risk: .none, undo: "nothing is changed"),
      Remedy(
        .lasting, "Raise the shaper's rate, or keep its queue short.",
        commands: [one.on("tc qdisc replace dev \(one.name) root fq_codel")], risk: .none,
        undo: "the discipline that `tc qdisc show` shows now",
        setting: Setting(
          "qdisc of \(one.subject.name)",
          .command(["tc", "qdisc", "show", "dev", one.subject.name]),
          .noWord(["tbf", "htb", "netem"]))),
    ]
  }

  static let linkLoss = Cause(
    "LinkLoss", .network, "A link loses packets",
    about: "The interface itself counts errors, drops or a carrier that comes and goes: a cable, a "
      + "port, a driver or too few buffers.", scope: .each,
    proof: [
      .finds(
        .networkInterfaceErrors, .networkCarrier, .networkLinkFlaps, .networkAdapterFaults,
        as: .certain, "the interface or its driver says so"),
      .finds(.networkDrops, as: .likely, "the interface counted drops"),
    ],
    effects: [
      .finds(
        .networkRetransmits, .networkTimeouts, .networkTCPErrors, .networkOutOfOrder,
        .networkHostRetransmits, .networkUDPErrors, .networkReassembly, as: .likely,
        "what is lost is sent again"),
      .finds(.networkBond, as: .likely, "a bond does without it"),
    ], decides: "which counter of the card grows",
    "ethtool -S SUBJECT | grep -iE 'err|drop|crc|miss'"
  ) { one in
    [
      Remedy(
        .now, "See which counter grows; CRC errors are the cable's.",
        commands: [one.on("ethtool -S \(one.name)"), one.on("ip -s -s link show \(one.name)")],
        risk: .none,
        undo: "nothing is changed"),
      Remedy(
        .lasting, "Change cable, transceiver and port, one at a time.", risk: .restart,
        undo: "the old one"),
    ]
  }

  static let ringTooSmall = Cause(
    "RingTooSmall", .network, "The card's ring of buffers overflows",
    about: "Packets come in bursts faster than the driver empties the card's ring.", scope: .each,
    proof: [.finds(.networkFIFO, as: .certain, "the card counted packets it had no room for")],
    effects: [
      .finds(
        .networkDrops, .networkInterfaceErrors, as: .certain, "they count as drops or errors too"),
      .finds(
        .networkRetransmits, .networkTimeouts, .networkOutOfOrder, as: .likely,
        "what is lost is sent again"),
    ], decides: "the ring's size against its most", "ethtool -g SUBJECT"
  ) { one in
    [
      Remedy(
        .now, "Make the ring larger.", commands: [one.on("ethtool -G \(one.name) rx 4096")],
        risk: .restart,
        undo: one.on("ethtool -G \(one.name) rx 512"),
        setting: Setting(
          "receive ring of \(one.subject.name)", .command(["ethtool", "-g", one.subject.name]),
          .lastAtLeast(4096))),
      Remedy(
        .lasting, "Keep it so where the interface is configured (rx of a .link file).",
        risk: .none,
        undo: "the old file"),
    ]
  }

  static let badDuplex = Cause(
    "BadDuplex", .network, "The two ends of a link disagree on duplex or speed",
    about:
      "One end negotiated half duplex or less speed: collisions, late ones above all, look like "
      + "loss.", scope: .each,
    proof: [.finds(.networkDuplex, as: .certain, "the link runs at half duplex")],
    effects: [
      .finds(
        .networkInterfaceErrors, .networkDrops, .networkThroughput, .networkRetransmits,
        .networkTimeouts, as: .likely, "frames collide")
    ], decides: "what both ends negotiated", "ethtool SUBJECT | grep -E 'Speed|Duplex|Auto'"
  ) { one in
    [
      Remedy(
        .now, "Let both ends negotiate again.", commands: [one.on("ethtool -r \(one.name)")],
        risk: .restart, undo: "none is needed",
        setting: Setting(
          "duplex of \(one.subject.name)", .file("/sys/class/net/\(one.subject.name)/duplex"),
          .word(["full"]))),
      Remedy(
        .lasting, "Set both ends to negotiate, the switch's port too.", risk: .restart,
        undo: "the old settings"),
    ]
  }

  static let bondDegraded = Cause(
    "BondDegraded", .network, "A bond lacks a link",
    about: "It goes on with what is left, or not at all.", scope: .each,
    proof: [.finds(.networkBond, as: .certain, "the driver says so")],
    effects: [.finds(.networkThroughput, .networkDrops, as: .possible, "the rest carries all")],
    decides: "which member and why", "cat /proc/net/bonding/SUBJECT"
  ) { one in
    [
      Remedy(
        .now, "See which member is down.", commands: [one.on("cat /proc/net/bonding/\(one.name)")],
        risk: .none, undo: "nothing is changed"),
      Remedy(.lasting, "Repair that link.", risk: .none, undo: "none is needed"),
    ]
  }

  static let noRoute = Cause(
    "NoRoute", .network, "Packets have no way to go",
    about: "There is no route, or the kernel refuses packets that come the wrong way round.",
    proof: [
      .finds(.networkNoRoute, .networkReversePath, as: .likely, "the kernel counted them")
    ],
    effects: [
      .finds(
        .networkConnectFailures, .networkTimeouts, .networkDiscards, as: .likely,
        "connections find no way")
    ], decides: "routes for the address",
    "ip route; nstat -az | grep -E 'NoRoute|RPFilter'"
  ) { one in
    let missing = [
      Remedy(
        .now, "See which way each address goes, and what has none.",
        commands: [one.inside("ip route show table all"), one.inside("ip route get ADDRESS")],
        risk: .none, undo: "nothing is changed"),
      Remedy(
        .lasting, "Add the route where the network is configured, or stop what sends there.",
        risk: .none, undo: "the old routes"),
    ]
    return (one.isProven(by: .networkNoRoute) ? missing : [])
      + (one.isProven(by: .networkReversePath)
        ? one.sysctl(
          "net.ipv4.conf.all.rp_filter", "2", .word(["0", "2"]),
          "Accept packets that come over another interface than the answer leaves by.") : [])
  }

  static let brokenPackets = Cause(
    "BrokenPackets", .network, "Packets arrive broken or in pieces",
    about:
      "Checksums are wrong, or fragments do not come together: an MTU that differs on the way, or "
      + "an offload of a driver.",
    proof: [
      .finds(.networkTCPErrors, .networkReassembly, as: .likely, "the kernel counted them"),
      .finds(.networkOutOfOrder, as: .possible, "segments came out of order"),
      .finds(
        .networkUDPErrors, as: .possible, "datagrams were thrown away, and no socket was full",
        where: { finding, _ in finding.isOfNoFullSocket }),
    ],
    effects: [
      .finds(
        .networkRetransmits, .networkTimeouts, .networkDiscards, as: .likely,
        "what is broken is sent again")
    ],
    refutedBy: [.found(.networkInterfaceErrors, "the link itself breaks them")],
    decides: "the largest packet that passes",
    "ping -M do -s 1472 -c 3 PEER; nstat -az | grep -iE 'reasm|csum'"
  ) { one in
    [
      Remedy(
        .now, "Find the MTU of the way.", commands: [one.on("tracepath -n PEER")], risk: .none,
        undo: "nothing is changed")
    ]
      + one.sysctl(
        "net.ipv4.tcp_mtu_probing", "1", .atLeast(1), "Let TCP find the largest packet by itself.")
  }
}
