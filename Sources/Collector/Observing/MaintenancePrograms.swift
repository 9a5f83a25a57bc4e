import Model

/// A program whose whole purpose is work that is done by plan and ends.
///
/// Programs that as often serve somebody who waits, such as tar, dd or a plain rsync, are left out.
struct MaintenanceProgram {
  let kind: Maintenance.Kind
  /// The names the kernel keeps: at most 15 bytes of them.
  let names: Set<String>
  /// What a name begins with that goes on as it likes.
  var prefix: String?
  /// What it does, after its name.
  let words: String
  /// One of these must be among its arguments; nothing is asked of them where this is empty.
  var arguments: [String] = []
  /// Programs that do its work without being its children.
  var workers: Set<String> = []

  static let all: [MaintenanceProgram] = [
    MaintenanceProgram(
      kind: .backup, names: ["vzdump"], words: "is making a backup",
      workers: ["kvm", "qemu-system-x86"]),
    // Proxmox runs what is asked of its interface in a process named `task UPID:NODE:…:vzdump:100:`.
    MaintenanceProgram(
      kind: .backup, names: [], prefix: "task UPID:", words: "is making a backup",
      arguments: [":vzdump:"], workers: ["kvm", "qemu-system-x86"]),
    MaintenanceProgram(
      kind: .backup,
      names: [
        "restic", "borg", "duplicity", "bacula-fd", "bareos-fd", "rsnapshot", "timeshift", "kopia",
        "xtrabackup", "mariabackup", "mariadb-backup", "mysqldump", "mariadb-dump", "mydumper",
        "pg_dump", "pg_dumpall", "pg_basebackup", "pgbackrest", "mongodump", "dsmc", "veeamagent",
      ], words: "is making a backup"),
    MaintenanceProgram(
      kind: .backup, names: ["proxmox-backup-"], words: "is making a backup",
      arguments: ["proxmox-backup-client"]),
    MaintenanceProgram(
      kind: .backup, names: ["rsync"], words: "is making a backup", arguments: ["--link-dest"]),
    MaintenanceProgram(
      kind: .backup, names: ["zfs"], words: "copies a snapshot",
      arguments: ["zfs send", "zfs receive", "zfs recv"]),
    MaintenanceProgram(
      kind: .backup, names: ["btrfs"], words: "copies a snapshot",
      arguments: ["btrfs send", "btrfs receive"]),
    MaintenanceProgram(
      kind: .scrub, names: ["btrfs"], words: "scrubs a filesystem",
      arguments: ["btrfs scrub start", "btrfs scrub resume"]),
    MaintenanceProgram(
      kind: .scrub, names: ["xfs_scrub", "e2scrub"], words: "scrubs a filesystem"),
    MaintenanceProgram(
      kind: .consistencyCheck,
      names: ["e2fsck", "fsck.ext4", "fsck.xfs", "xfs_repair", "fsck.fat", "fsck.btrfs"],
      words: "is checking a filesystem"),
    MaintenanceProgram(
      kind: .packageUpdate,
      names: [
        "apt-get", "apt", "aptitude", "dpkg", "unattended-upgr", "packagekitd", "dnf", "dnf5",
        "dnf-automatic", "yum", "rpm", "rpm-ostree", "zypper", "pacman", "snapd", "apk",
      ], words: "is updating packages"),
    MaintenanceProgram(
      kind: .indexing,
      names: [
        "updatedb", "updatedb.mlocat", "updatedb.plocat", "mandb", "tracker-miner-f",
        "tracker-extract", "localsearch-3", "baloo_file", "baloo_file_extr",
      ], words: "is building an index"),
  ]

  private static let allNames = all.reduce(into: Set<String>()) { $0.formUnion($1.names) }
  private static let allPrefixes = all.compactMap(\.prefix)

  /// Whether the name of `process` is that of any of them: of most machines' processes none is.
  static func mayBe(_ process: ProcessObservation) -> Bool {
    allNames.contains(process.name) || allPrefixes.contains(where: process.name.hasPrefix)
  }

  /// Whether `process` is it; a command line that was not read is none of those asked for.
  func matches(_ process: ProcessObservation) -> Bool {
    guard isNamed(process.name), !process.isKernelThread else { return false }
    guard !arguments.isEmpty else { return true }
    // The program may stand there with its whole path.
    guard let command = process.command else { return false }
    return arguments.contains { command.contains($0) }
  }

  private func isNamed(_ name: String) -> Bool {
    names.contains(name) || prefix.map(name.hasPrefix) ?? false
  }

  /// Whether only its arguments tell what a process of this name does.
  static func mustBeAsked(_ name: String) -> Bool {
    askedNames.contains(name) || askedPrefixes.contains(where: name.hasPrefix)
  }

  private static let asked = all.filter { !$0.arguments.isEmpty }
  static let askedNames = Set(asked.flatMap(\.names))
  static let askedPrefixes = asked.compactMap(\.prefix)
}
