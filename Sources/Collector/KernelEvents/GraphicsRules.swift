import KernelText
import Model

extension KernelRule {
  static let graphics: [KernelRule] = [
    // NVIDIA's open-gpu-kernel-modules; docs.nvidia.com/deploy/xid-errors:
    // "NVRM: Xid (PCI:0000:05:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus."
    event(.gpuXid, "NVRM: Xid (", read: xid),
    // "NVRM: GPU 0000:29:00.0: GPU has fallen off the bus.", with the line above or alone
    event(.gpuXid, "GPU has fallen off the bus", also: ["NVRM: GPU "]) { text in
      guard let place = text.after("NVRM: GPU ")?.firstWord else { return nil }
      return Reading(about: .gpu(place.until(".").string), details: .xid(79, process: nil))
    },
    // "nvidia-nvswitch3: SXid (PCI:0000:05:00.0): 12028, Non-fatal, Link 32 egress non-posted …"
    event(.gpuSwitchXid, ": SXid (", read: switchXid),
    // "nvidia-peermem nv_get_p2p_free_callback:127 ERROR detected invalid context, skipping further"
    event(.gpuPeerMemory, "ERROR detected invalid context", also: ["peermem"]),
    // drivers/gpu/drm/amd/amdgpu/amdgpu_device.c and amdgpu_job.c
    event(.gpuHang, "amdgpu: GPU reset begin", about: adapter),
    event(.gpuHang, "*ERROR* ring ", also: [" timeout"], about: adapter),
    // drivers/gpu/drm/amd/amdgpu/amdgpu_ras.c
    event(.gpuMemoryError, "uncorrectable hardware errors detected", about: adapter),
    // drivers/gpu/drm/i915/i915_gpu_error.c: "i915 0000:00:02.0: [drm] GPU HANG: ecode 9:1:…"
    event(.gpuHang, "GPU HANG: ecode", about: adapter),
  ]

  /// The place, the number, and the process where one is told.
  @Sendable private static func xid(_ text: Text) -> Reading? {
    guard let place = text.after("Xid (")?.before("): "),
      let rest = text.after("): "), let number = rest.leadingNumber
    else { return nil }
    let process = rest.after(", name=")?.until(",").trimmed
    let isKnown = process.map { !$0.isEmpty && !$0.contains("<unknown>") } ?? false
    return Reading(
      about: .gpu(address(place)),
      details: .xid(number, process: isKnown ? process?.string : nil))
  }

  /// Of the lines that tell of one error, the first has the words; others have its data.
  @Sendable private static func switchXid(_ text: Text) -> Reading? {
    guard let place = text.after("SXid (")?.before("): "), let rest = text.after("): "),
      let number = rest.leadingNumber
    else { return nil }
    let words = rest.after(", ") ?? Text("")
    let isFatal: Bool? =
      words.hasPrefix("Fatal") ? true : words.hasPrefix("Non-fatal") ? false : nil
    let isCompanion = words.hasPrefix("Data {") || words.hasPrefix("Severity ")
    let said = isCompanion ? Text("") : words.after(", ") ?? words
    return Reading(
      about: .gpu(address(place)),
      details: .switchXid(number, isFatal: isFatal, words: said.string),
      count: isCompanion ? 0 : 1)
  }

  private static func address(_ place: Text) -> String {
    (place.after("PCI:") ?? place).string
  }

  @Sendable private static func adapter(_ text: Text) -> Subject? {
    text.pciAddress.map { .gpu($0) }
  }
}
