import FoundationEssentials
import KernelText
import Model
import Testing

@testable import Collector

/// What nvidia-smi printed on three cards, and what lies in a tree with an AMD card.
@Suite struct GPUTests {
  @Test("A data centre's card", .enabled(if: Upstream.has("nvidia-smi")))
  func teslaP100() throws {
    let card = try card("tesla-p100")
    #expect(card.product == "Tesla P100-PCIE-16GB")
    #expect(card.address == "00000000:00:04.0")
    #expect(card.busy == 0 && card.encoder == 0 && card.decoder == 0)
    #expect(card.memoryTotal == 16384 && card.memoryReserved == 103 && card.memoryUsed == 0)
    #expect(card.temperature == 38 && card.slowTemperature == 82)
    #expect(card.powerDraw == 26.16 && card.powerLimit == 250)
    #expect(card.uncorrected == 0 && card.corrected == 0)
    #expect(card.isRepairPending == false && card.hasRepairFailed == nil)
    #expect(card.linkWidth == 16 && card.linkGeneration == 3 && card.replays == 0)
    #expect(card.reasons["gpu_idle"] == true && card.reasons["hw_slowdown"] == false)
    #expect(card.reasons.count == 9)
  }

  @Test("A card divided into instances", .enabled(if: Upstream.has("nvidia-smi")))
  func a100() throws {
    let card = try card("a100-sxm4-mig")
    #expect(card.product == "NVIDIA A100-SXM4-40GB")
    #expect(card.busy == nil && card.encoder == nil)
    #expect(card.memoryTotal == 40960 && card.memoryUsed == 38)
    // Only the instances tell of it.
    #expect(card.uncorrected == 0 && card.corrected == nil)
    #expect(card.memoryTemperature == 44 && card.memoryMaximum == 95)
    // Its text is broken over two lines.
    #expect(card.reasons["applications_clocks_setting"] == false)
    #expect(card.isRepairPending == nil)
  }

  @Test("A laptop's card", .enabled(if: Upstream.has("nvidia-smi")))
  func rtx3060() throws {
    let card = try card("rtx-3060")
    #expect(card.linkWidth == 8 && card.linkWidthMaximum == 16)
    #expect(card.linkGeneration == 1 && card.linkGenerationMaximum == 4)
    #expect(card.powerDraw == 8.7 && card.powerLimit == nil)
    #expect(card.uncorrected == nil)
    #expect(card.performanceState == "P8")
    #expect(card.processes.count == 1 && card.processes.first?.name == "/usr/libexec/Xorg")
    #expect(card.processes.first?.memory == 4)
  }

  @Test(
    "A text that is cut anywhere is refused", .enabled(if: Upstream.has("nvidia-smi")))
  func truncated() throws {
    let text = Array(try Upstream.text("nvidia-smi/tesla-p100.xml").utf8)
    for end in stride(from: 0, to: text.count - 20, by: 7) {
      #expect(throws: Malformed.self) { _ = try NvidiaText.parse(Text(Array(text[..<end]))) }
    }
  }

  @Test(
    "What is kept holds the same facts and no arguments",
    .enabled(if: Upstream.has("nvidia-smi")))
  func kept() throws {
    let text = try Upstream.text("nvidia-smi/rtx-3060.xml")
    let secret = text.replacing(
      "/usr/libexec/Xorg", with: "/usr/libexec/Xorg --token=geheim\n --more x")
    let kept = GPUProbes.kept(Array(secret.utf8))
    #expect(kept.count < text.utf8.count / 4)
    #expect(!String(decoding: kept, as: UTF8.self).contains("geheim"))
    #expect(try NvidiaText.parse(Text(kept)) == NvidiaText.parse(Text(Array(text.utf8))))
  }

  private func card(_ name: String) throws -> NvidiaText {
    let text = Text(Array(try Upstream.text("nvidia-smi/\(name).xml").utf8))
    let cards = try NvidiaText.parse(text)
    #expect(cards.count == 1)
    return try #require(cards.first)
  }

  @Test("An AMD card's files", .enabled(if: Upstream.has("procfs")))
  func amd() async throws {
    let tree = try await Unpacked("procfs/fixtures-extracted.tar.xz")
    // The tree lacks both lists by which a machine with a GPU is known.
    try put("Character devices:\n226 drm\n\nBlock devices:\n  7 loop\n", "proc/devices", in: tree)
    try put("drm 1.1.0 20060810\n", "sys/class/drm/version", in: tree)
    let gpus = try observed(tree.path("fixtures")).gpus.get()
    let gpu = try #require(gpus.first)
    #expect(gpus.count == 1 && gpu.name == "AMD GPU card0")
    // prometheus/procfs sysfs/class_drm_amdgpu_test.go
    #expect(gpu.busy.value == 4)
    #expect(gpu.memory.value == .init(used: 1_490_378_752, limit: 8_573_157_376))
  }

  @Test("A card that sleeps is not woken")
  func asleep() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "whyslow-\(UUID())")
    defer { try? FileManager.default.removeItem(at: root) }
    let device = root.appending(path: "sys/class/drm/card1/device")
    let power = device.appending(path: "power")
    try FileManager.default.createDirectory(at: power, withIntermediateDirectories: true)
    try Data("0x1002\n".utf8).write(to: device.appending(path: "vendor"))
    try Data("5\n".utf8).write(to: device.appending(path: "gpu_busy_percent"))
    let base = "/sys/class/drm/card1/device"
    for (status, isRead) in [("suspended", false), ("active", true)] {
      try Data("\(status)\n".utf8).write(to: power.appending(path: "runtime_status"))
      let files = GPUProbes.files(of: "card1", root: root.path)
      #expect(files.contains("\(base)/gpu_busy_percent") == isRead)
      #expect(files.contains("\(base)/vendor"))
    }
  }

  private func put(_ text: String, _ path: String, in tree: Unpacked) throws {
    try Data(text.utf8).write(to: tree.folder.appending(path: "fixtures/\(path)"))
  }
}
