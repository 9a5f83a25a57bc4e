import Model
import Testing

@Suite struct DistributionTests {
  @Test func ranks() throws {
    let all = try #require(Distribution((1...20).map(Double.init)))
    #expect(all.median == 10.5)
    #expect(all.p95 == 19)
    #expect(all.maximum == 20)
    #expect(all.jitter == 1)
    #expect(Distribution([]) == nil)
    #expect(Distribution([3])?.p95 == 3)
  }
}
