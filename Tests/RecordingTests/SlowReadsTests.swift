import KernelText
import Model
import SystemCalls
import Testing

@testable import Collector

/// Reads that hang cost their own row and nobody else's.
@Suite struct SlowReadsTests {
  private static func job(_ name: String, mayHang: Bool, seconds: Double) -> SlowReads.Job {
    SlowReads.Job(name: name, mayHang: mayHang) {
      _ = whyslow_sleep_until(whyslow_boot_time() + seconds)
      return .text(Array("done\n".utf8))
    }
  }

  @Test("Many hung mounts leave the others their answer")
  func hung() {
    let hung = (0..<32).map { Self.job("hung \($0)", mayHang: true, seconds: 3) }
    let quick = (0..<4).map { Self.job("quick \($0)", mayHang: $0 % 2 == 0, seconds: 0) }
    var sample = Sample(time: 0, wallTime: 0)
    let began = whyslow_boot_time()
    // The lanes are taken in their order: those that may hang come first.
    SlowReads(quick + hung.dropLast(2)).collect(waiting: 0.4, into: &sample)
    #expect(whyslow_boot_time() - began < 1)
    for number in 0..<4 { #expect(sample.text("quick \(number)").value?.string == "done\n") }
    for number in 0..<30 { #expect(sample.text("hung \(number)").gap?.kind == .timedOut) }
  }

  @Test("What is more than the lanes is said to be left out")
  func lanes() {
    let many = (0..<40).map { Self.job("mount \($0)", mayHang: true, seconds: 0) }
    var sample = Sample(time: 0, wallTime: 0)
    SlowReads(many).collect(waiting: 2, into: &sample)
    let cut = (0..<40).filter { sample.text("mount \($0)").gap?.kind == .cut }
    #expect(cut.count == 8)
  }
}
