import Model

/// Causes by which a table of the kernel is full, or a peer does not answer.
extension Causes {
  static let networkTables: [Cause] = [
    connectionTableFull, portsExhausted, neighbourTableFull, slowDNS, connectionsRefused,
  ]

  static let connectionTableFull = Cause(
    "ConnectionTableFull", .network, "The table of tracked connections is full",
    about:
      "The firewall's table has no entry left: new connections are dropped without a word while "
      + "old ones go on.",
    proof: [
      .finds(.networkConntrack, as: .certain, "its entries are at the limit"),
      .finds(.networkConntrackDrops, as: .certain, "the kernel dropped what it could not track"),
      .finds(.networkLimitsReached, as: .certain, "the kernel's log says so"),
    ],
    effects: [
      .finds(
        .networkConnectFailures, .networkTimeouts, .networkRetransmits, .networkUDPSendErrors,
        .networkDiscards, as: .likely, "new connections get no answer")
    ], decides: "entries against the limit",
    "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max"
  ) { one in
    let limit = one.scene.observation?.network.tracking.value?.limit ?? 0
    let wanted = max(limit * 2, 262_144)
    return one.sysctl(
      "net.netfilter.nf_conntrack_max", Quantity.fixed(wanted, 0), .atLeast(wanted),
      "Make the table larger; an entry takes about 320 bytes.")
      + one.sysctl(
        "net.netfilter.nf_conntrack_tcp_timeout_established", "86400", .atMost(86_400),
        "Forget idle connections after a day and not after five.")
  }

  static let portsExhausted = Cause(
    "PortsExhausted", .network, "Local ports for one destination run out",
    about:
      "Each connection to the same address and port takes a local port, and one in TIME_WAIT keeps "
      + "it for a minute.", scope: .each,
    proof: [
      .finds(.networkEphemeralPorts, as: .certain, "the ports towards that destination are taken"),
      .finds(.networkTimeWaitOverflow, as: .possible, "connections in TIME_WAIT are too many"),
    ],
    effects: [
      .finds(
        .networkConnectFailures, .networkTimeWaitOverflow, as: .likely,
        "a connection finds no port")
    ],
    blame: .custom { one in
      (one.scene.observation?.network.ports.value?.destinations.first).flatMap { to in
        to.owner.map {
          [Culprit($0.subject, Measurement("sockets", to.sockets, .count, on: .socket(to.remote)))]
        }
      } ?? []
    }, decides: "sockets by destination",
    "ss -tan | awk '{print $5}' | sort | uniq -c | sort -n | tail"
  ) { one in
    one.sysctl(
      "net.ipv4.ip_local_port_range", "15000 65000", .atMost(15_000), "Use more of the ports.")
      + one.sysctl(
        "net.ipv4.tcp_tw_reuse", "1", .atLeast(1), "Take the port of a connection in TIME_WAIT.")
      + [
        Remedy(
          .lasting, "Keep connections open and use them again (a pool).", risk: .restart,
          undo: "the old way")
      ]
  }

  static let neighbourTableFull = Cause(
    "NeighbourTableFull", .network, "The table of neighbours is full",
    about: "More machines of the own network are spoken to than the kernel keeps addresses of; the "
      + "rest is looked up again and again.",
    proof: [.finds(.networkNeighbourTable, as: .certain, "its entries are at the limit")],
    effects: [
      .finds(
        .networkTimeouts, .networkConnectFailures, .networkRetransmits, as: .likely,
        "packets wait for an address that is not kept")
    ],
    decides: "entries against the limit",
    "ip neigh | wc -l; sysctl net.ipv4.neigh.default.gc_thresh3"
  ) { one in
    one.sysctl(
      "net.ipv4.neigh.default.gc_thresh3", "8192", .atLeast(8192), "Keep more neighbours.")
      + one.sysctl(
        "net.ipv4.neigh.default.gc_thresh2", "4096", .atLeast(4096), "Begin to forget them later.")
  }

  static let slowDNS = Cause(
    "SlowDNS", .network, "Names are resolved slowly",
    about:
      "A look-up waits for seconds: the server that is asked first does not answer or is slow, it "
      + "drops what it is asked, or two packets race for one entry of the connection table. No "
      + "resource of the machine is short meanwhile.",
    proof: [
      .finds(
        .networkResolvers, as: .likely, "it was asked as programs ask it, and kept them waiting"),
      .finds(
        .networkConntrackDrops, as: .possible,
        "packets raced for an entry, as the two of a lookup do",
        where: { finding, _ in finding.measurement.name.contains("races") }),
      .finds(
        .networkUDPErrors, as: .likely, "a resolver dropped what it was asked",
        where: { finding, _ in finding.subject.name.hasSuffix(":53") }),
    ],
    effects: [
      .finds(.networkUDPSendErrors, .networkTimeouts, as: .possible, "lookups are tried again")
    ],
    decides: "the time of a lookup", "dig +tries=1 NAME | grep 'Query time'; cat /etc/resolv.conf"
  ) { one in
    var remedies: [Remedy] = []
    if one.isProven(by: .networkResolvers) {
      let server = one.subject.name.hasSuffix(":53") ? String(one.subject.name.dropLast(3)) : ""
      let bare = server.filter { $0 != "[" && $0 != "]" }
      remedies += [
        Remedy(
          .now,
          "Ask the server by itself, and see whether it is up and a firewall lets it through.",
          commands: [one.inside("dig \(bare.isEmpty ? "" : "@\(bare) "). NS")],
          risk: .none, undo: "nothing is changed"),
        Remedy(
          .now, "Wait for a second and not for five before the next server is asked.",
          commands: [one.inside("echo 'options timeout:1 attempts:2' >>/etc/resolv.conf")],
          risk: .none, undo: "take the line out again",
          setting: Setting(
            "resolv.conf", .file("/etc/resolv.conf"), .word(["timeout:1"]), isOfHost: false)),
        Remedy(
          .lasting,
          "Put a server that answers at once first, and take out who does not, where resolv.conf "
            + "is made: DHCP, NetworkManager, systemd-resolved.", risk: .none, undo: "the old order"
        ),
      ]
    }
    if one.isProven(by: .networkConntrackDrops, .networkUDPErrors) {
      remedies += [
        Remedy(
          .now, "Ask for the two addresses one after the other.",
          commands: [one.inside("echo 'options single-request-reopen' >>/etc/resolv.conf")],
          risk: .none,
          undo: "take the line out again",
          setting: Setting(
            "resolv.conf", .file("/etc/resolv.conf"),
            .word(["single-request-reopen", "single-request"]),
            isOfHost: false)),
        Remedy(
          .lasting, "Run a caching resolver on the machine.",
          commands: [one.on("systemctl enable --now systemd-resolved")], risk: .none,
          undo: one.on("systemctl disable --now systemd-resolved"),
          setting: Setting(
            "systemd-resolved", .command(["systemctl", "is-enabled", "systemd-resolved"]),
            .word(["enabled"]))),
      ]
    }
    return remedies
  }

  static let connectionsRefused = Cause(
    "ConnectionsRefused", .network, "Connections are refused or reset",
    about: "Something here or there answers with a reset: a service that is down, a firewall that "
      + "rejects, a proxy that gives up.",
    proof: [
      .finds(.networkConnectFailures, .networkResets, as: .likely, "the kernel counted them")
    ],
    effects: [
      .finds(
        .networkTimeouts, .networkRetransmits, as: .possible, "what does not answer is tried again")
    ],
    refutedBy: [
      .found(.networkListenOverflow, "a full accept queue turns them away"),
      .found(.networkEphemeralPorts, "they find no local port"),
      .found(.networkConntrackDrops, "the connection table drops them"),
    ], decides: "which address answers with a reset", "tcpdump -nni any 'tcp[13] & 4 != 0' -c 20"
  ) { one in
    [
      Remedy(
        .now, "Find who resets.",
        commands: [one.on("timeout 10 tcpdump -nni any 'tcp[13] & 4 != 0' -c 20")],
        risk: .none, undo: "nothing is changed"),
      Remedy(
        .lasting, "Start what does not listen, or have the client wait longer between tries.",
        risk: .none, undo: "none is needed"),
    ]
  }
}
