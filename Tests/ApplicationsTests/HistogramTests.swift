import TestSupport
import Model
import Testing

@testable import Applications

@Suite struct HistogramTests {
  @Test("Quantiles of known values are right to three digits", arguments: [1e-6, 1e-3, 1, 3600])
  func precise(scale: Double) throws {
    var random = Seeded(state: 42)
    var histogram = Histogram()
    var values: [Double] = []
    for _ in 0..<20_000 {
      let value = scale * (1 + 20 * Double.random(in: 0...1, using: &random))
      values.append(value)
      _ = histogram.add(value)
    }
    values.sort()
    for share in [0.5, 0.95, 0.99, 1] {
      let exact = values[Int((share * Double(values.count)).rounded(.up)) - 1]
      let found = try #require(histogram.quantile(share))
      #expect(abs(found - exact) <= exact * 0.0005 + 1e-9, "\(share): \(found), not \(exact)")
    }
    #expect(histogram.longest == values.last)
    #expect(histogram.count == 20_000)
  }

  @Test("Two together are as one with all")
  func joined() {
    var (one, other, both) = (Histogram(), Histogram(), Histogram())
    for number in 1...1000 {
      let value = Double(number * number) * 1e-5
      _ = number % 2 == 0 ? one.add(value) : other.add(value)
      _ = both.add(value)
    }
    one.add(other)
    #expect(one.quantile(0.5) == both.quantile(0.5))
    #expect(one.quantile(0.99) == both.quantile(0.99))
    #expect(one.count == both.count)
  }

  @Test("Without room for sizes there is no quantile, and the rest is right")
  func unkept() {
    var histogram = Histogram()
    _ = histogram.add(1, mayGrow: false)
    _ = histogram.add(3)
    #expect(histogram.quantile(0.5) == nil)
    #expect(histogram.longest == 3)
    #expect(histogram.total == 4)
  }

  @Test func extremes() {
    var histogram = Histogram()
    for value in [0, 1e-9, 2_591_999] { _ = histogram.add(value) }
    #expect(histogram.quantile(0.01) == 0)
    #expect(histogram.quantile(1) == 2_591_999)
  }
}
