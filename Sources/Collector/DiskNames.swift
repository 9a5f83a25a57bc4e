import Model

/// What a disk is made of, told from what it and the kernel call it.
///
/// The names are those that hypervisors, clouds and storage arrays give their disks.
struct DiskNames {
  let name: String
  /// `/sys/block/NAME/device/vendor` and `model`; nil where there is none.
  var vendor: String?, model: String?
  var isRemovable = false
  /// `/sys/block/NAME/queue/rotational`; nil where it is not known.
  var isRotational: Bool?
  /// `/sys/class/nvme/CONTROLLER/transport`; nil where it is not known.
  var transport: String?

  private static let stacked = ["dm-", "md", "loop", "zram", "bcache", "drbd", "zd", "ram"]
  static let hypervisors = [
    "QEMU", "VMware", "Msft", "Google", "Virtual", "VBOX", "XENSRC",
  ]
  /// Amazon, Google and Microsoft serve network disks as NVMe.
  static let clouds = [
    "Amazon Elastic Block Store", "nvme_card-pd", "MSFT NVMe Accelerator", "QEMU NVMe Ctrl",
    "VMware Virtual NVMe Disk", "ORCL-VBOX-NVME-VER12",
  ]
  /// Storage arrays, as multipath-tools' libmultipath/hwtable.c names them.
  static let arrays = [
    "3PARdata", "COMPELNT", "DGC", "EMC", "EQLOGIC", "FUJITSU", "FreeNAS", "HITACHI", "HUAWEI",
    "IET", "LIO-ORG", "NETAPP", "NUTANIX", "Nimble", "PURE", "SCST_BIO", "SCST_FIO", "SYNOLOGY",
    "TrueNAS",
  ]

  /// Whether it passes its I/O on to other devices, or to memory.
  var isStacked: Bool { Self.stacked.contains(where: name.hasPrefix) }

  /// The class that its latency is judged by.
  var kind: BlockDevice.Kind {
    if isStacked { return .stacked }
    if ["nbd", "rbd"].contains(where: name.hasPrefix) { return .network }
    if ["sr", "fd"].contains(where: isNumbered) { return .optical }
    if name.hasPrefix("nvme") { return nvme }
    if ["vd", "xvd"].contains(where: name.hasPrefix) { return .virtual }
    if name.hasPrefix("mmcblk") { return .card }
    if name.hasPrefix("pmem") { return .solidState }
    return isScsi ? scsi : byRotation
  }

  /// Whether it keeps a log of its health that it would be asked for.
  var hasHealth: Bool {
    // nvme0c1n1 is one of the ways to nvme0n1.
    let isWay = name.hasPrefix("nvme") && name.contains("c")
    guard isScsi || name.hasPrefix("hd") || name.hasPrefix("nvme"), !isWay else { return false }
    return [.rotational, .solidState, .nvme, .unknown].contains(kind)
  }

  private var isScsi: Bool { name.hasPrefix("sd") }

  private var nvme: BlockDevice.Kind {
    if let model, Self.clouds.contains(where: model.hasPrefix) { return .virtual }
    if let transport, ["tcp", "rdma", "fc"].contains(transport) { return .network }
    return .nvme
  }

  private var scsi: BlockDevice.Kind {
    let called = [vendor, model].compactMap { $0 }
    if called.contains(where: { name in Self.hypervisors.contains(where: name.hasPrefix) }) {
      return .virtual
    }
    if let vendor, Self.arrays.contains(where: vendor.hasPrefix) { return .network }
    return isRemovable ? .card : byRotation
  }

  private var byRotation: BlockDevice.Kind {
    switch isRotational {
    case true?: .rotational
    case false?: .solidState
    case nil: .unknown
    }
  }

  /// Whether the name is `word` and a number behind it.
  private func isNumbered(_ word: String) -> Bool {
    let rest = name.dropFirst(word.count)
    return name.hasPrefix(word) && !rest.isEmpty && rest.allSatisfy(\.isNumber)
  }
}
