import KernelText
import Model

extension KernelRule {
  /// md, device-mapper's thin pools and ZFS.
  static let arrays: [KernelRule] = [
    // drivers/md/raid1.c, raid5.c, raid10.c: "md/raid1:md0: Disk failure on sdb1, disabling device."
    event(.arrayMemberFailed, "Disk failure on ", also: ["md/raid"], about: array),
    // drivers/md/md.c: "md: kicking non-fresh sdb1 from array!"
    event(.arrayMemberFailed, "md: kicking non-fresh "),
    // "md/raid1:md0: Operation continuing on 1 devices."
    event(.arrayDegraded, "Operation continuing on ", also: ["md/raid"], about: array),
    // "md/raid1:md0: active with 1 out of 2 mirrors",
    // "md/raid:md0: raid level 5 active with 3 out of 4 devices, algorithm 2"
    event(.arrayDegraded, " active with ", also: ["md/raid", " out of "]) { text in
      guard let rest = text.after(" active with "), let active = rest.leadingNumber,
        let all = rest.after(" out of ")?.leadingNumber, active < all
      else { return nil }
      return Reading(about: array(text))
    },
    // "md/raid:md0: Cannot continue operation (2/4 failed)."
    event(.arrayFailed, "Cannot continue operation", also: ["md/raid"], about: array),
    // drivers/md/md.c: "md: data-check of RAID array md0"
    event(.arrayWork, " of RAID array ") { text in
      guard let name = text.after(" of RAID array ")?.firstWord else { return nil }
      let work = text.after("md: ")?.before(" of RAID")?.string ?? "work"
      return Reading(about: .device(name.string), details: .work(work))
    },
    // drivers/md/md.c: "md: md0: data-check done." or "… interrupted."
    event(.arrayWorkDone, "md: md", read: workDone),
    // drivers/md/dm-thin.c: "device-mapper: thin: 253:4: switching pool to out-of-data-space mode"
    event(.poolRecovered, "switching pool to write mode", about: pool),
    event(.poolFull, "switching pool to ", about: pool),
    // OpenZFS module/zfs/zio.c zio_suspend:
    // "WARNING: Pool 'tank' has encountered an uncorrectable I/O failure and has been suspended."
    event(
      .poolFailed, "has encountered an uncorrectable I/O",
      about: { text in
        text.after("Pool '")?.before("' has encountered").map { .device($0.string) }
      }),
  ]

  /// The `md0` of `md/raid1:md0: Disk failure on sdb1, disabling device`.
  @Sendable private static func array(_ text: Text) -> Subject? {
    text.after("md/raid")?.after(":").map { .device($0.until(": ").string) }
  }

  @Sendable private static func workDone(_ text: Text) -> Reading? {
    let end = text.trimmed
    guard let name = text.after("md: ")?.firstWord, let rest = text.after(": ")?.after(": "),
      end[end.count - 1] == UInt8(ascii: "."),
      rest.contains(" done.") || rest.contains(" interrupted.")
    else { return nil }
    let isDone = rest.contains(" done.")
    let work = rest.until(" ").string
    return Reading(
      about: .device(name.string), details: .work(isDone ? work : "interrupted " + work))
  }

  @Sendable private static func pool(_ text: Text) -> Subject? {
    text.after("thin: ").map { .device($0.until(" ").withoutColon.string) }
  }
}
