import Model

/// Causes by which a queue of this machine is too short.
extension Causes {
  static let networkQueues: [Cause] = [
    listenBacklog, synBacklog, receiveBacklog, socketBuffers, socketMemory,
  ]

  static let listenBacklog = Cause(
    "ListenBacklog", .network, "A server's accept queue is full",
    about:
      "Connections wait to be accepted and more are turned away: the server is too slow, or its "
      + "backlog too short for bursts. The queue is the lesser of the program's number and somaxconn.",
    scope: .each,
    proof: [
      .finds(
        .networkListenOverflow, .networkAcceptQueue, as: .certain,
        "the kernel counted what it turned away")
    ],
    effects: [
      .finds(
        .networkSYNDrops, .networkSYNFlood, as: .likely,
        "a full accept queue holds up the handshakes"),
      .finds(
        .networkTimeouts, .networkRetransmits, .networkConnectFailures, .networkResets, as: .likely,
        "the client tries again"),
    ],
    refutedBy: [
      .number("no accept queue was filling while half-open connections were dropped") { one in
        one.scene.convicts(.networkSYNDrops) ? one.scene.clear(.networkAcceptQueue) : nil
      }
    ],
    blame: .custom { one in
      let addresses = one.proof.map(\.subject.name)
      return (one.scene.observation?.network.listeners.value ?? [])
        .filter { addresses.contains($0.address) || ($0.dropped ?? 0) > 0 || $0.fill >= 70 }
        .compactMap { socket in
          socket.owner.map {
            Culprit(
              $0.subject,
              Measurement(
                "waiting of \(Quantity.fixed(socket.backlog, 0))",
                socket.queued.max() ?? 0, .count, on: .socket(socket.address)))
          }
        }
    }, decides: "queue and backlog of the socket", "ss -ltnp; nstat -az TcpExtListenOverflows"
  ) { one in
    [
      Remedy(
        .now, "See why the server does not accept: its threads may all be busy.",
        commands: one.process.map { [one.on("timeout 5 strace -f -c -p \($0.pid)")] } ?? [],
        risk: .none,
        undo: "nothing is changed")
    ]
      + one.sysctl(
        "net.core.somaxconn", "4096", .atLeast(4096),
        "Allow longer queues; the server has to ask for one and listen anew.")
      + [one.restart("Restart the server, so that it listens with the longer queue.")].compactMap {
        $0
      }
  }

  static let synBacklog = Cause(
    "SYNBacklog", .network, "Half-open connections fill their queue",
    about:
      "More connections are begun than finished: a flood, a burst, or clients whose packets are "
      + "lost.", scope: .machine,
    proof: [.finds(.networkSYNDrops, .networkSYNFlood, as: .certain, "the kernel counted them")],
    effects: [
      .finds(.networkListenOverflow, as: .certain, "the kernel counts these drops there too"),
      .finds(
        .networkTimeouts, .networkRetransmits, .networkConnectFailures, as: .likely,
        "the client tries again"),
    ],
    refutedBy: [.found(.networkAcceptQueue, "the accept queue is what is full")],
    decides: "who opens the half-open ones",
    "ss -tn state syn-recv | awk '{print $4}' | sort | uniq -c"
  ) { one in
    one.sysctl(
      "net.ipv4.tcp_syncookies", "1", .atLeast(1),
      "Answer without keeping state once the queue is full.")
      + one.sysctl(
        "net.ipv4.tcp_max_syn_backlog", "8192", .atLeast(8192), "Keep more half-open connections.")
  }

  static let receiveBacklog = Cause(
    "ReceiveBacklog", .network, "Packets wait for the kernel longer than it lets them",
    about: "A processor's queue of received packets is full, or its turn at them too short.",
    proof: [
      .finds(
        .networkSoftnetDrops, .networkSoftnetSqueezed, as: .certain, "the processor's own counter")
    ],
    effects: [
      .finds(
        .networkRetransmits, .networkTimeouts, .networkUDPErrors, as: .likely,
        "what is dropped is sent again")
    ],
    refutedBy: [.found(.cpuSoftirq, "one processor serves all of them")],
    decides: "drops by processor", "awk '{print $1,$2,$3}' /proc/net/softnet_stat"
  ) { one in
    one.sysctl(
      "net.core.netdev_max_backlog", "5000", .atLeast(5000),
      "Let more packets wait for each processor.")
      + one.sysctl(
        "net.core.netdev_budget", "600", .atLeast(600), "Take more packets at each turn.")
  }

  static let socketBuffers = Cause(
    "SocketBuffers", .network, "A socket's buffer is too small, or its program too slow",
    about: "What arrives is dropped because the program has not read what came before.",
    scope: .each,
    proof: [
      .finds(
        .networkUDPErrors, .networkUDPSendErrors, .networkReceivePruned, .networkBacklogDrops,
        as: .likely, "the kernel dropped what a full socket could not take")
    ],
    effects: [
      .finds(
        .networkRetransmits, .networkTimeouts, .networkDiscards, as: .likely,
        "what is dropped is sent again"),
      .finds(.networkZeroWindow, as: .likely, "what is not read closes the window"),
    ],
    refutedBy: [
      .number("not one datagram found its socket's buffer full") { one in
        one.proof.allSatisfy(\.isOfNoFullSocket)
          ? one.proof.first?.evidence.first { $0.name == Finding.fullSockets } : nil
      }
    ],
    blame: .suspects(.network, "what its sockets dropped"),
    decides: "unread bytes of the socket", "ss -uampn; nstat -az | grep -E 'RcvbufErrors|Prune'"
  ) { one in
    var remedies: [Remedy] = []
    if one.isProven(by: .networkUDPErrors) {
      remedies += one.sysctl(
        "net.core.rmem_max", "26214400", .atLeast(26_214_400),
        "Allow larger buffers; the program has to ask for one (SO_RCVBUF).")
    }
    if one.isProven(by: .networkUDPSendErrors) {
      remedies += one.sysctl(
        "net.core.wmem_max", "26214400", .atLeast(26_214_400),
        "Allow larger buffers to send from; the program has to ask for one (SO_SNDBUF).")
    }
    if one.isProven(by: .networkReceivePruned, .networkBacklogDrops) {
      remedies += one.sysctl(
        "net.ipv4.tcp_rmem", "4096 131072 33554432", .lastAtLeast(33_554_432),
        "Let TCP's own buffers grow further.")
    }
    return remedies
  }

  static let socketMemory = Cause(
    "SocketMemory", .network, "Sockets hold all the memory they may",
    about:
      "The kernel bounds what all sockets hold together; past that it closes windows and drops.",
    proof: [
      .finds(
        .networkTCPMemory, .networkUDPMemory, .networkOutOfMemory, .networkOrphans, as: .certain,
        "use is at the kernel's bound"),
      .finds(.networkDiscards, as: .possible, "packets were thrown away for want of room"),
    ],
    effects: [
      .finds(
        .networkReceivePruned, .networkRetransmits, .networkUDPErrors, .networkBacklogDrops,
        as: .likely, "the kernel takes memory back from sockets")
    ], decides: "pages held against tcp_mem", "cat /proc/net/sockstat; sysctl net.ipv4.tcp_mem"
  ) { one in
    var remedies: [Remedy] = []
    if one.isProven(by: .networkTCPMemory, .networkOutOfMemory, .networkDiscards) {
      remedies += one.sysctl(
        "net.ipv4.tcp_mem", "381480 508640 762960", .lastAtLeast(762_960),
        "Let all sockets of TCP together hold more.")
    }
    if one.isProven(by: .networkUDPMemory) {
      remedies += one.sysctl(
        "net.ipv4.udp_mem", "381480 508640 762960", .lastAtLeast(762_960),
        "Let all sockets of UDP together hold more.")
    }
    if one.isProven(by: .networkOrphans) {
      remedies += one.sysctl(
        "net.ipv4.tcp_max_orphans", "65536", .atLeast(65_536),
        "Keep more connections that nobody owns.")
    }
    return remedies
  }
}

extension Finding {
  fileprivate static let fullSockets = "for a full buffer"

  /// Whether it is of datagrams that were thrown away though no socket was full.
  var isOfNoFullSocket: Bool {
    evidence.contains { $0.name == Self.fullSockets && $0.quantity.value == 0 }
  }
}
