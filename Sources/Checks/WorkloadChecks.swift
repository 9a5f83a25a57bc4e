public import Model

/// Which checks speak about a container or a unit.
///
/// Such a workload has control groups, processes and kernel messages of its own; a container has
/// namespaces of its own too. Everything else that can be read inside it is the machine's, and is
/// judged as the host's. A guest has a kernel of its own, and all checks speak about it.
public enum WorkloadChecks {
  /// The checks of `all` that speak about `workload`.
  public static func of(_ workload: Workload, in all: [any Check]) -> [any Check] {
    let names =
      switch workload.kind {
      case .systemd: ofHost.union(ofUnit)
      case .pod: ofHost.union(ofNamespaces).union(ofPod)
      default: ofHost.union(ofNamespaces)
      }
    return all.filter { names.contains($0.name) }
  }

  /// What a host knows of anything that runs on it.
  static let ofHost = names(
    CPUThrottling(), CPUCgroupPressure(), CPULockWaits(),
    MemoryOOMKill(), MemoryCgroupUse(), MemoryCgroupLimit(), MemoryCgroupPressure(),
    DiskBlockedTasks(), DiskCgroupThrottle(), DiskCgroupPressure(),
    LimitsForkRejected(), LimitsCgroupPidsRefused(), LimitsZombies(), LimitsCgroupPids(),
    LimitsProcessDescriptors(), ServiceCrashes())

  /// What the service manager tells of one of its units.
  static let ofUnit = names(ServiceFailed(), ServiceRestarts())

  /// The checks of `all` that speak about a machine: of a node of a cluster its conditions too.
  public static func ofMachine(
    _ observation: Observation, in all: [any Check]
  ) -> [any Check] {
    let isNode = observation.pod.value != nil
    return all.filter { !ofPod.contains($0.name) && (isNode || !ofNode.contains($0.name)) }
  }

  /// What a cluster tells of a pod, and of a node.
  static let ofPod = names(
    ServicePodPlacement(), ServiceImagePull(), ServiceContainerRestarts(), ServiceProbes())
  static let ofNode = names(ServiceNodeConditions())

  /// What a container has of its own: filesystems, network and services.
  ///
  /// The memory of sockets, the queues of the processors, neighbour tables, bonds and what the
  /// kernel says of cards are all the machine's, although some of it shows in a container.
  static let ofNamespaces = names(
    DiskSpace(), DiskInodes(),
    NetworkInterfaceErrors(), NetworkFIFO(), NetworkCarrier(), NetworkTCPErrors(),
    NetworkConnectFailures(), NetworkResets(), NetworkOutOfMemory(), NetworkOutOfOrder(),
    NetworkReassembly(), NetworkReversePath(), NetworkNoRoute(), NetworkDrops(),
    NetworkQdiscDrops(), NetworkQdiscBacklog(), NetworkDiscards(), NetworkRetransmits(),
    NetworkTimeouts(), NetworkHostRetransmits(), NetworkListenOverflow(), NetworkAcceptQueue(),
    NetworkSYNDrops(), NetworkUDPErrors(), NetworkUDPSendErrors(), NetworkReceivePruned(),
    NetworkBacklogDrops(), NetworkTimeWaitOverflow(), NetworkZeroWindow(),
    NetworkPeerWindow(), NetworkResolvers(),
    NetworkEphemeralPorts(), NetworkConntrackDrops(),
    ServiceFailed(), ServiceRestarts(), ServiceState())

  private static func names(_ checks: any Check...) -> Set<String> { Set(checks.map(\.name)) }
}
