import Checks
import Configuration
import Model
import Testing

@Suite struct QuantityParsingTests {
  @Test(arguments: [
    ("90 %", Unit.percent, 90.0), ("90%", .percent, 90), ("99.5 %", .percent, 99.5),
    ("50 ms", .milliseconds, 50), ("2 s", .milliseconds, 2000), ("1.5s", .seconds, 1.5),
    ("250 ms", .seconds, 0.25), ("2 min", .seconds, 120), ("1 h", .seconds, 3600),
    ("10/s", .perSecond, 10), ("10,000/s", .perSecond, 10_000), ("20 pages/s", .pagesPerSecond, 20),
    ("100 ms/s", .millisecondsPerSecond, 100), ("1 GiB", .bytes, 0x1p30),
    ("512 B", .bytes, 512), ("1.5 MiB/s", .bytesPerSecond, 1_572_864), ("-5 °C", .celsius, -5),
    ("85 C", .celsius, 85), ("30", .count, 30), ("1,234,567.5", .count, 1_234_567.5),
    ("0.5", .ratio, 0.5), ("0", .count, 0),
  ])
  func reads(text: String, unit: Unit, value: Double) {
    #expect(Quantity(text, in: unit)?.value == value)
  }

  @Test(arguments: [
    ("90", Unit.percent), ("0.9", .percent), ("90 % of it", .percent), ("90 ms", .percent),
    ("", .count), ("%", .percent), ("-1", .count), ("1,00", .count), (",100", .count),
    ("1.", .count), ("1.2.3", .count), ("1e3", .count), ("0x10", .count), ("inf", .count),
    ("nan", .ratio), ("1 MB", .bytes), ("1 GiB", .bytesPerSecond), ("1 GiB/s", .bytes),
    ("5 %", .count), ("10", .perSecond), ("10 /min", .perSecond), ("1\u{661}", .count),
    (String(repeating: "9", count: 400), .count),
  ])
  func refuses(text: String, unit: Unit) {
    #expect(Quantity(text, in: unit) == nil)
  }

  @Test("Every threshold can be written as a report writes it")
  func roundTrip() {
    for threshold in Checklist.all.flatMap(\.thresholds) {
      let written = threshold.quantity.description
      let read = Quantity(written, in: threshold.quantity.unit)
      #expect(read?.description == written, "\(written)")
    }
  }
}

@Suite struct NearestTests {
  @Test(arguments: [
    ("CPUBuzy", "CPUBusy"), ("cpu-busy", "CPUBusy"), ("DiskAwiat", "DiskAwait"),
    ("Memory", "MemorySwap"), ("elephant", nil), ("", nil), ("c", nil),
  ])
  func finds(word: String, name: String?) {
    #expect(nearest(to: word, in: ["CPUBusy", "DiskAwait", "MemorySwap"]) == name)
  }
}
