import KernelText
import Model

extension KernelRule {
  static let disks: [KernelRule] = [
    // block/blk-core.c blk_errors: "I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x0 phys_seg 1"
    event(.ioError, " error, dev ", read: blockError),
    // fs/buffer.c: "Buffer I/O error on dev sda1, logical block 0, lost async page write"
    event(
      .ioError, "Buffer I/O error on dev",
      about: { text in
        (text.after("on device ") ?? text.after("on dev ")).map { .device($0.until(", :").string) }
      }),
    // drivers/scsi/scsi_logging.c: "sd 2:0:0:0: [sda] tag#0 Sense Key : Medium Error [current]"
    event(.mediumError, "Sense Key : Medium Error", about: scsiDisk),
    event(.ioError, "Sense Key : Hardware Error", about: scsiDisk),
    // drivers/ata/libata-eh.c ata_eh_link_report: "ata1.00: error: { UNC }"
    event(.mediumError, ": error: { UNC ", about: port),
    // "ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen"
    event(.commandFailed, " exception Emask ", about: port),
    // "ata1.00: failed command: READ FPDMA QUEUED", told with the exception
    event(.commandFailed, ": failed command: ") { Reading(about: port($0), count: 0) },
    // "ata1: hard resetting link"
    event(.deviceReset, " resetting link", about: port),
    // drivers/ata/libata-core.c: "ata1.00: disable device", older "ata1.00: disabled"
    event(.deviceLost, "disable device", about: port),
    event(.deviceLost, ".00: disabled", about: port),
    // "ata1: EH complete"
    event(.deviceRecovered, ": EH complete", about: port),
    // drivers/nvme/host/pci.c: "nvme nvme0: I/O 22 (Read) QID 2 timeout, aborting"
    event(.deviceTimeout, " timeout, aborting", also: ["nvme"], about: nvme),
    event(.deviceTimeout, " timeout, reset controller", also: ["nvme"], about: nvme),
    event(.deviceTimeout, " timeout, disable controller", also: ["nvme"], about: nvme),
    // "nvme nvme0: controller is down; will reset: CSTS=0x3, PCI_STATUS=0x10"
    event(.deviceReset, "controller is down; will reset", about: nvme),
    event(.deviceReset, "resetting controller", also: ["nvme"], about: nvme),
    event(.deviceLost, "Removing after probe failure", about: nvme),
    event(.deviceLost, "Disabling device after reset failure", about: nvme),
    event(.deviceLost, "Device not ready; aborting", also: ["nvme"], about: nvme),
    // "nvme nvme0: 8/0/0 default/read/poll queues": it works again
    event(.deviceRecovered, " default/read/poll queues", also: ["nvme"], about: nvme),
    // drivers/scsi/scsi_error.c: "sd 2:0:0:0: Device offlined - not ready after error recovery"
    event(.deviceLost, "Device offlined - not ready", about: scsiAddress),
    // drivers/scsi/scsi_lib.c: "sd 2:0:0:0: [sda] tag#19 timing out command, waited 180s"
    event(.deviceTimeout, "timing out command, waited", about: scsiDisk),
    // drivers/scsi/mpt3sas/mpt3sas_scsih.c: "sd 0:0:3:0: attempting task abort!scmd(0x…)"
    event(.deviceTimeout, "attempting task abort", about: scsiAddress),
    // drivers/usb/storage/uas.c: "sd 6:0:0:0: [sdb] tag#5 uas_eh_abort_handler 0 uas-tag 6"
    event(.deviceReset, "uas_eh_device_reset_handler start"),
    event(.commandFailed, "uas_eh_abort_handler", about: scsiDisk),
    // drivers/usb/core/hub.c: "usb 2-1: reset SuperSpeed USB device number 2 using xhci_hcd"
    event(
      .deviceReset, " USB device number ", also: [": reset "],
      about: { text in text.before(": reset ").map { .device($0.string) } }),
    // drivers/mmc/host/sdhci.c
    event(.deviceTimeout, "Timeout waiting for hardware", about: firstWord),
    // drivers/md/dm-mpath.c: "device-mapper: multipath: 253:0: Failing path 8:16."
    event(.deviceLost, "Failing path ", about: { path($0, "Failing path ") }),
    event(.deviceRecovered, "Reinstating path ", about: { path($0, "Reinstating path ") }),
  ]

  /// `critical medium error, dev sda, sector 2048 op 0x0:(READ) …`, by the word before `error`.
  @Sendable private static func blockError(_ text: Text) -> Reading? {
    guard let what = text.before(" error, dev "), let rest = text.after(" error, dev ") else {
      return nil
    }
    let name = rest.until(", :").string
    switch what.lastWord?.string {
    case "I/O":
      let isRelease =
        name.hasPrefix("loop") && rest.contains("sector 0 ") && rest.contains("(WRITE)")
        && rest.contains("phys_seg 0 ")
      return Reading(about: .device(name), details: isRelease ? .release : .none)
    case "medium": return Reading(about: .device(name), kind: .mediumError)
    case "allocation": return Reading(about: .device(name), kind: .allocationError)
    case "target", "nexus", "protection": return Reading(about: .device(name))
    case "timeout": return Reading(about: .device(name), kind: .deviceTimeout)
    // What a device does not offer, and what goes another way, is no fault.
    default: return nil
    }
  }

  /// `ata1` of `ata1.00: exception Emask …`.
  @Sendable private static func port(_ text: Text) -> Subject? {
    text.hasPrefix("ata") ? .device(text.until(".: ").string) : nil
  }

  /// `nvme0` of `nvme nvme0: I/O 22 QID 2 timeout, aborting`.
  @Sendable private static func nvme(_ text: Text) -> Subject? {
    let words = text.words
    guard words.count > 1 else { return nil }
    return .device(words[1].withoutColon.string)
  }

  /// `sda` of `sd 2:0:0:0: [sda] tag#0 …`.
  @Sendable private static func scsiDisk(_ text: Text) -> Subject? {
    text.inside("[", "]").map { .device($0.string) }
  }

  /// `2:0:0:0` of `sd 2:0:0:0: Device offlined - not ready after error recovery`.
  @Sendable private static func scsiAddress(_ text: Text) -> Subject? {
    if let disk = text.inside("[", "]") { return .device(disk.string) }
    let words = text.words
    guard words.count > 1 else { return nil }
    return .device(words[1].withoutColon.string)
  }

  @Sendable private static func firstWord(_ text: Text) -> Subject? {
    text.firstWord.map { .device($0.string) }
  }

  private static func path(_ text: Text, _ mark: StaticString) -> Subject? {
    text.after(mark).map { .device("path " + $0.until(". ").string) }
  }
}
