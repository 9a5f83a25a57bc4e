import KernelText
import Model

extension KernelRule {
  static let network: [KernelRule] = [
    // net/sched/sch_generic.c: "NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out", since
    // Linux 6.6 "e1000e 0000:00:1f.6 eth0: NETDEV WATCHDOG: CPU: 3: transmit queue 0 timed out 5312 ms"
    event(.adapterReset, "NETDEV WATCHDOG: ") { text in
      let name =
        text.before(": NETDEV WATCHDOG: ")?.lastWord
        ?? text.after("NETDEV WATCHDOG: ")?.firstWord
      return Reading(about: name.map { .interface($0.string) })
    },
    // drivers/net/ethernet/intel/e1000e/netdev.c, igb, ixgbe
    event(
      .adapterReset, "Detected Hardware Unit Hang", about: before("Detected Hardware Unit Hang")),
    event(.adapterReset, "Detected Tx Unit Hang", about: before("Detected Tx Unit Hang")),
    event(.adapterReset, ": Reset adapter", about: before("Reset adapter")),
    event(.adapterReset, "initiating reset due to tx timeout", about: before("initiating reset")),
    // drivers/net/ethernet/broadcom/tg3.c: "tg3 0000:02:00.0 eth0: transmit timed out, resetting"
    event(.adapterReset, "transmit timed out, resetting", about: before("transmit timed out")),
    // mlx5, bnxt; amazon/ena: "ena 0000:00:05.0 eth0: Trigger reset is on"
    event(.adapterReset, "TX timeout detected", about: before("TX timeout detected")),
    event(.adapterReset, "Trigger reset is on", about: before("Trigger reset is on")),
    // drivers/net/ethernet/mellanox/mlx5/core/events.c and health.c
    event(.adapterFault, "Detected insufficient power on the PCIe slot", about: adapter),
    event(.adapterFault, "High Temperature", also: ["Port module event"], about: adapter),
    event(.adapterFault, "firmware internal error", about: adapter),
    // drivers/net/wireless/intel/iwlwifi
    event(.adapterFault, "Microcode SW error detected", about: adapter),
    // mlx5 cmd.c: "mlx5_cmd_out_err:838:(pid 1441871): ACCESS_REG(0x805) op_mod(0x1) failed"
    event(.adapterWarning, "ACCESS_REG(", also: [" failed"], about: adapter),
    // "e1000e 0000:00:1f.6 eth0: NIC Link is Down", "r8169 0000:01:00.0 eth0: Link is Down",
    // "mlx5_core 0000:5e:00.0 ens1f0: Link down"
    event(.linkDown, "Link is Down", about: link), event(.linkDown, "Link is down", about: link),
    event(.linkDown, ": Link down", about: link),
    event(.linkUp, "Link is Up", about: link), event(.linkUp, "Link is up", about: link),
    event(.linkUp, ": Link up", about: link),
    // drivers/net/bonding/bond_main.c: "bond0: (slave eth0): link status definitely down, disabling"
    event(.linkDown, "link status definitely down", about: slave),
    event(.linkUp, "link status definitely up", about: slave),
    // net/netfilter/nf_conntrack_core.c: "nf_conntrack: nf_conntrack: table full, dropping packet",
    // on recent kernels "table full in netns 4026532395, dropping packet"
    event(.connectionTableFull, "table full", also: ["conntrack", ", dropping packet"]),
    // net/core/neighbour.c: "neighbour: arp_cache: neighbor table overflow!"
    event(.neighbourTableFull, "neighbor table overflow"),
    event(.neighbourTableFull, "eighbour table overflow"),
    // net/ipv6/route.c, net/ipv4/route.c
    event(.routeCacheFull, "Route cache is full"), event(.routeCacheFull, "dst cache overflow"),
    // net/ipv4/tcp.c: "TCP: out of memory -- consider tuning tcp_mem"
    event(.socketMemoryFull, "TCP: out of memory"),
    event(.tooManyOrphans, "too many orphaned sockets"),
    // net/ipv4/tcp_input.c: "TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:8080.
    // Sending cookies."
    event(.synFlood, "ossible SYN flooding on port ", read: flood),
    // net/core/dev.c: "unregister_netdevice: waiting for lo to become free. Usage count = 1"
    event(
      .interfaceHeld, "unregister_netdevice: waiting for ",
      about: { text in
        text.after("waiting for ")?.firstWord.map { .interface($0.string) }
      }),
  ]

  /// The interface that is named right before `mark`.
  private static func before(_ mark: StaticString) -> @Sendable (Text) -> Subject? {
    { text in text.before(mark)?.lastWord.map { .interface($0.string) } }
  }

  /// The adapter's place: `mlx5_core 0000:5c:00.0: mlx5_pcie_event:299:(pid 268269): …`.
  @Sendable private static func adapter(_ text: Text) -> Subject? {
    text.pciAddress.map { .device($0) }
  }

  /// `eth0` of `igb 0000:01:00.0 eth0: igb: eth0 NIC Link is Down`.
  @Sendable private static func link(_ text: Text) -> Subject? {
    let head =
      text.before("NIC Link is") ?? text.before("Link is ") ?? text.before("Link down")
      ?? text.before("Link up")
    return head?.lastWord.map { .interface($0.string) }
  }

  /// `eth0` of `bond0: (slave eth0): link status definitely down, disabling slave`, older
  /// `bonding: bond0: link status definitely down for interface eth0, disabling it`.
  @Sendable private static func slave(_ text: Text) -> Subject? {
    let name = text.after("(slave ")?.until(")") ?? text.after("for interface ")?.until(", ")
    return name.map { .interface($0.string) }
  }

  /// The port is all up to the end of the sentence; an address before it may hold points.
  @Sendable private static func flood(_ text: Text) -> Reading? {
    guard let rest = text.after("flooding on port ") else { return nil }
    let port = (rest.before(". ") ?? rest.until(" ")).string
    return Reading(
      about: .socket(port), details: text.contains("Dropping request") ? .refused : .none)
  }
}
