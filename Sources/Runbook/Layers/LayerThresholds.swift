public import Model

/// The numbers by which both layers are judged together; those of the checks hold besides.
public enum LayerThresholds {
  /// How long a workload waits for a processor for the wait to count.
  public static let waiting: [Threshold] = [
    .warning(
      20, .percent, source: "cv4pve-diag: 10 to 20 is its lowest level of CPU pressure",
      reason: "A fifth of the time something in it could run and had to wait."),
    .critical(
      50, .percent, source: "arithmetic: what waits half of its time takes twice as long",
      reason: "Half of the time something in it could run and had to wait."),
  ]

  /// How long it waits for memory.
  public static let stalledForMemory: [Threshold] = [
    .warning(
      10, .percent, source: "cv4pve-diag PSI memory, guest",
      reason: "A tenth of the time something in it waits for pages."),
    .critical(
      30, .percent, source: "cv4pve-diag PSI memory, guest",
      reason: "Nearly a third of the time something in it waits for pages."),
  ]

  /// How long it waits for disks.
  public static let stalledForDisk: [Threshold] = [
    .warning(
      20, .percent, source: "cv4pve-diag PSI io, guest",
      reason: "A fifth of the time something in it waits for a disk."),
    .critical(
      50, .percent, source: "cv4pve-diag PSI io, guest",
      reason: "Half of the time something in it waits for a disk."),
  ]

  /// Where pressure is not measured, how much it reads back from storage.
  public static let faulting: [Threshold] = [
    .warning(
      500, .perSecond, source: "node-mixin NodeMemoryMajorPagesFaults",
      reason: "Each costs a read from disk before its process goes on.")
  ]

  /// How busy the host's processors have to be before waiting for them is blamed on it.
  public static let busy = Threshold.floor(
    85, .percent, label: "busy", source: "netdata health.d/cpu.conf 10min_cpu_usage",
    reason: "Below this a task that waits is held by a quota or bound to a processor.")

  /// What one of many has to take of the host to be called greedy.
  public static let greedy = Threshold.floor(
    10, .percent, label: "greedy", source: "whyslow: ten that take as much fill a machine",
    reason: "A machine full of small ones has no noisy neighbour; it is too small for them.")

  /// How much of its virtual processors' time a guest takes, where only its host can tell.
  public static let filled: [Threshold] = [
    .warning(
      85, .percent, source: "netdata health.d/cpu.conf 10min_cpu_usage",
      reason: "Hardly any time of the processors that it was given is left.")
  ]

  /// How much of the memory that a guest was given is in use, whether somebody waits by now or not.
  public static let guestMemory: [Threshold] = [
    .warning(
      90, .percent, source: "netdata health.d/ram.conf ram_in_use; node-mixin 10 % available",
      reason: "Less than a tenth is left of a size that somebody chose, and its host has more.")
  ]

  /// How much of a guest's memory is there if no balloon holds it.
  public static let whole = Threshold.floor(
    85, .percent, label: "whole", source: "Linux: the kernel and its crash kernel keep a part",
    reason: "A guest sees a few percent less than it was given; below this a balloon has it.")

  /// What the least run time is over which its wait is judged.
  public static let active = Threshold.floor(
    5, .percent, label: "active", source: "whyslow: a twentieth of a processor",
    reason: "What hardly wants to run waits long for little.")

  /// All of them.
  public static let all: [Threshold] =
    waiting + stalledForMemory + stalledForDisk + faulting + filled + guestMemory + [
      busy, greedy, whole, active,
    ]
}
