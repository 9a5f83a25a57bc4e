import KernelText
import Model

/// Memory controllers and the errors of their modules, as drivers/edac shows them in sysfs.
extension Observer {
  private static var controllerBase: String { "/sys/devices/system/edac/mc/" }

  func controllers() -> Measured<[MemoryController]> {
    let names = last.order.filter { $0.hasPrefix(Self.controllerBase) }
    let files = names.map { $0.dropFirst(Self.controllerBase.count).split(separator: "/") }
    let counting = files.filter { $0.count == 2 && $0[1] == "ce_count" }.map { String($0[0]) }
      .filter { !last.lacks("\(Self.controllerBase)\($0)/ce_count") }
    guard !counting.isEmpty else {
      return .failure(
        Gap(.missing, Self.controllerBase + "mc*", "no memory controller tells of errors"))
    }
    return .success(
      counting.map { name in
        let directories = files.filter { $0.count == 3 && $0[0] == name }.map { String($0[1]) }
        return controller(name, directories)
      })
  }

  private func controller(_ name: String, _ directories: [String]) -> MemoryController {
    let base = Self.controllerBase + name
    var parts: [MemoryController.Part] = []
    var seen: Set<String> = []
    for directory in directories where seen.insert(directory).inserted {
      parts += self.parts("\(base)/\(directory)", "\(name) \(directory)")
    }
    return MemoryController(
      name: name, kind: standing("\(base)/mc_name").value?.trimmed.string,
      size: parsed("\(base)/size_mb", Self.number).value.map { $0 * 1_048_576 },
      corrected: errors("\(base)/ce_count"), uncorrected: errors("\(base)/ue_count"),
      parts: parts)
  }

  /// What the directory at `base` tells apart: one module, or a row and its channels.
  private func parts(_ base: String, _ place: String) -> [MemoryController.Part] {
    func label(_ file: String, _ otherwise: String) -> String {
      let label = standing("\(base)/\(file)").value?.trimmed.string ?? ""
      return label.isEmpty ? otherwise : label
    }
    if last.has("\(base)/dimm_ce_count") || last.has("\(base)/dimm_label") {
      return [
        MemoryController.Part(
          name: label("dimm_label", place), corrected: errors("\(base)/dimm_ce_count").value,
          uncorrected: errors("\(base)/dimm_ue_count").value)
      ]
    }
    let row = MemoryController.Part(
      name: place, corrected: nil, uncorrected: errors("\(base)/ue_count").value)
    return [row]
      + (0..<8).compactMap { channel in
        guard last.has("\(base)/ch\(channel)_ce_count") else { return nil }
        return MemoryController.Part(
          name: label("ch\(channel)_dimm_label", "\(place) channel \(channel)"),
          corrected: errors("\(base)/ch\(channel)_ce_count").value, uncorrected: nil)
      }
  }

  private func errors(_ name: String) -> Measured<MemoryController.Errors> {
    parsed(name, Self.number).flatMap { total in
      growth(name).map { MemoryController.Errors(total: total, window: $0) }
    }
  }
}
