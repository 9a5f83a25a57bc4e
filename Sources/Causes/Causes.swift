public import Model

/// Every cause that is known, those that slow work directly before those that are told of.
///
/// Where two explain the same equally well, the one that stands first is named, with the other as a
/// tie.
public enum Causes {
  /// All of them, once each.
  public static let all: [Cause] =
    cpuUse + cpuHeldBack + memoryShort + memoryWork + diskDevice + diskRoom + diskHeldBack
    + networkPath + networkPeers + networkQueues + networkTables + gpu + limits + service + time
    + application

  /// Checks that no cause explains, each with the reason.
  public static let unexplained: [CheckName: String] = [
    .servicePodPlacement: "The scheduler's own words say why.",
    .serviceImagePull: "The registry's own words say why.",
    .serviceContainerRestarts:
      "The container's logs say why; a kill for want of memory is a cause.",
    .serviceProbes: "The probe's own answer says why.",
    .serviceNodeConditions: "The kubelet only tells what the node's own checks measure.",
  ]
}
