public import Model

/// Every check, resource by aspect, in the order in which they are judged.
///
/// A check that is not here does not exist; the tests see to it that all are, once each, with a
/// fixture that fires and one that stays silent.
public enum Checklist {
  public static let all: [any Check] = [
    // CPU
    CPUBusy(),
    // Network
    NetworkInterfaceErrors(),
    NetworkFIFO(),
    NetworkCarrier(),
    NetworkDuplex(),
    NetworkTCPErrors(),
    NetworkConnectFailures(),
    NetworkResets(),
    NetworkOutOfMemory(),
    NetworkThroughput(),
    NetworkDrops(),
    NetworkSoftnetDrops(),
    NetworkSoftnetSqueezed(),
    NetworkRetransmits(),
    NetworkTimeouts(),
    NetworkListenOverflow(),
    NetworkSYNDrops(),
    NetworkTCPMemory(),
    NetworkUDPMemory(),
    NetworkOrphans(),
    NetworkUDPErrors(),
    NetworkReceivePruned(),
    NetworkBacklogDrops(),
    NetworkTimeWaitOverflow(),
    NetworkZeroWindow(),
    // Limits
    LimitsForkRejected(),
    LimitsCgroupPidsRefused(),
    LimitsZombies(),
    LimitsFileDescriptors(),
    LimitsPids(),
    LimitsThreads(),
    LimitsCgroupPids(),
  ]
}
