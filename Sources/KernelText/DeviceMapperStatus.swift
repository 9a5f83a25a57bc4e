/// A line of `dmsetup status`, as Documentation/admin-guide/device-mapper has its targets.
///
/// ```
/// vg-pool-tpool: 0 104857600 thin-pool 441 697/2048 20663/102400 - rw no_discard_passdown queue_if_no_space -
/// vg-home: 0 2097152 raid raid1 2 AA 2097152/2097152 idle 0 0 -
/// vg-old-cow: 0 16384000 snapshot 1560768/5120000 6088
/// mpatha: 0 41943040 multipath 2 0 0 0 2 1 A 0 1 0 8:16 A 0 E 0 1 0 8:32 F 1
/// ```
public struct DeviceMapperStatus: Sendable, Hashable {
  /// The name below `/dev/mapper`.
  public var name: String
  /// What its driver told.
  public var target: Target

  /// A target whose state is judged.
  public enum Target: Sendable, Hashable {
    case thinPool(ThinPool)
    case raid(RAID)
    /// Sectors taken and given.
    case snapshot(Share)
    /// A snapshot that ran over.
    case lostSnapshot
    /// Paths by device number, and whether each works.
    case multipath([Path])
    case other
  }

  /// A pool of thin volumes, in blocks.
  public struct ThinPool: Sendable, Hashable {
    /// Blocks taken and given, of metadata and of data; nil where the pool has failed.
    public var metadata: Share?, data: Share?
    /// `rw`, `ro`, `out_of_data_space` or `Fail`.
    public var mode: String
  }

  /// So much of so much.
  public struct Share: Sendable, Hashable {
    /// Of the same unit.
    public var used: UInt64, total: UInt64
  }

  /// An array of LVM.
  public struct RAID: Sendable, Hashable {
    /// `raid1`, `raid5_ls`.
    public var level: String
    /// A letter for each member: `A` in order, `a` not yet in sync, `D` dead.
    public var health: String
    /// Sectors in sync.
    public var synced: Share
    /// `idle`, `resync`, `recover`, `check`, `repair`, `reshape`, `frozen`; nil on old kernels.
    public var action: String?
    /// Differences the last check found, in sectors.
    public var mismatches: UInt64?
  }

  /// One way to a disk.
  public struct Path: Sendable, Hashable {
    /// `8:16`.
    public var device: String
    /// Whether it is in use or may be.
    public var isWorking: Bool
  }

  /// All lines of `text`; throws where one is none.
  public static func parse(_ text: Text) throws(Malformed) -> [DeviceMapperStatus] {
    var all: [DeviceMapperStatus] = []
    for line in text.lines where !line.trimmed.isEmpty && !line.hasPrefix("No devices found") {
      guard let status = DeviceMapperStatus(line) else {
        throw Malformed("not a mapped device: \(line.string.prefix(60))")
      }
      all.append(status)
    }
    return all
  }

  private init?(_ line: Text) {
    guard let mark = line.firstIndex(of: ": "), mark > 0 else { return nil }
    let words = line.slice(mark + 2, line.count).words
    guard words.count >= 2, words[0].number != nil, words[1].number != nil else { return nil }
    name = line.slice(0, mark).string
    target = words.count > 2 ? Target(words[2].string, Array(words.dropFirst(3))) : .other
  }
}

extension DeviceMapperStatus.Target {
  /// What the driver called `type` told in `words`; `other` where it is not judged or was cut.
  fileprivate init(_ type: String, _ words: [Text]) {
    switch type {
    case "thin-pool": self = Self.thinPool(words) ?? .other
    case "raid": self = DeviceMapperStatus.RAID(words).map(Self.raid) ?? .other
    case "snapshot": self = Self.snapshot(words) ?? .other
    case "multipath": self = .multipath(Self.paths(words))
    default: self = .other
    }
  }

  private static func thinPool(_ words: [Text]) -> Self? {
    if words.first?.string == "Fail" {
      return .thinPool(DeviceMapperStatus.ThinPool(mode: "Fail"))
    }
    // Before Linux 3.2 there were no modes.
    guard words.count >= 4, let metadata = DeviceMapperStatus.Share(words[1]),
      let data = DeviceMapperStatus.Share(words[2])
    else { return nil }
    let mode = words.count > 4 ? words[4].string : "rw"
    return .thinPool(
      DeviceMapperStatus.ThinPool(metadata: metadata, data: data, mode: mode))
  }

  private static func snapshot(_ words: [Text]) -> Self? {
    guard let first = words.first else { return nil }
    if ["Invalid", "Overflow", "Merge"].contains(first.string) { return .lostSnapshot }
    return DeviceMapperStatus.Share(first).map(Self.snapshot)
  }

  /// A device number with the letter behind it; the counts between are passed over.
  private static func paths(_ words: [Text]) -> [DeviceMapperStatus.Path] {
    zip(words, words.dropFirst()).compactMap { device, state in
      guard let colon = device.firstIndex(of: UInt8(ascii: ":")),
        device.slice(0, colon).number != nil, device.slice(colon + 1, device.count).number != nil,
        ["A", "F"].contains(state.string)
      else { return nil }
      return DeviceMapperStatus.Path(device: device.string, isWorking: state.string == "A")
    }
  }
}

extension DeviceMapperStatus.Share {
  /// `697/2048`.
  fileprivate init?(_ word: Text) {
    guard let slash = word.firstIndex(of: UInt8(ascii: "/")),
      let used = word.slice(0, slash).number,
      let total = word.slice(slash + 1, word.count).number
    else { return nil }
    self.init(used: used, total: total)
  }
}

extension DeviceMapperStatus.RAID {
  fileprivate init?(_ words: [Text]) {
    guard words.count >= 4, let synced = DeviceMapperStatus.Share(words[3]),
      words[1].number.map({ $0 == UInt64(words[2].count) }) == true
    else { return nil }
    self.init(
      level: words[0].string, health: words[2].string, synced: synced,
      action: words.count > 4 ? words[4].string : nil,
      mismatches: words.count > 5 ? words[5].number : nil)
  }
}
