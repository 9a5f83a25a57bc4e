/// A volume of the device mapper that can run full or lose its way, told from its name and number.
///
/// LVM's own suffixes are those of lib/activate/dev_manager.c and lib/metadata/lv_manip.c.
enum MappedKind: Hashable {
  case thinPool(String), snapshot(String), multipath(String), array(String)

  /// What people call it; LVM's own pool has a layer of that name above it.
  var label: String {
    switch self {
    case .thinPool(let name): name.hasSuffix("-tpool") ? String(name.dropLast(6)) : name
    case .snapshot(let name), .multipath(let name), .array(let name): name
    }
  }

  /// nil for all others: plain volumes, encrypted ones, parts of those above.
  init?(name: String, uuid: String) {
    if uuid.hasPrefix("mpath-") {
      self = .multipath(name)
    } else if uuid.hasSuffix("-tpool") || (uuid.isEmpty && name.hasSuffix("-pool")) {
      self = .thinPool(name)
    } else if uuid.hasPrefix("LVM-"), name.hasSuffix("-cow") {
      self = .snapshot(String(name.dropLast(4)))
    } else if uuid.hasPrefix("LVM-"), let part = name.split(separator: "_").last, Int(part) != nil,
      name.hasSuffix("_rimage_\(part)")
    {
      self = .array(String(name.dropLast("_rimage_\(part)".utf8.count)))
    } else {
      return nil
    }
  }
}
