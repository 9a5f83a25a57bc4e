import TestSupport
import Testing

@testable import Causes

/// The search for the fewest: against trying everything, and on inputs too large for that.
@Suite struct CoverTests {
  private func instance(
    _ chance: inout Seeded, rows: Int, columns: Int, each: ClosedRange<Int>
  ) -> (rows: [Bits], costs: [Int]) {
    var result: [Bits] = []
    for _ in 0..<rows {
      var row = Bits(count: columns)
      for _ in 0..<Int.random(in: each, using: &chance) {
        row.insert(Int.random(in: 0..<columns, using: &chance))
      }
      result.append(row)
    }
    return (result, (0..<rows).map { _ in Int.random(in: 0...2, using: &chance) })
  }

  private func union(_ rows: [Bits], _ chosen: some Sequence<Int>, _ columns: Int) -> Bits {
    chosen.reduce(into: Bits(count: columns)) { $0.form(union: rows[$1]) }
  }

  @Test("It finds as few, as cheap, as trying every set does", arguments: 0..<300)
  func isFewest(seed: Int) {
    var chance = Seeded(state: UInt64(seed))
    let columns = Int.random(in: 1...9, using: &chance)
    let count = Int.random(in: 1...9, using: &chance)
    let (rows, costs) = instance(&chance, rows: count, columns: columns, each: 0...4)
    let all = union(rows, 0..<count, columns)
    var best = (Int.max, Int.max)
    for set in 0..<(1 << count) {
      let chosen = (0..<count).filter { set & (1 << $0) != 0 }
      guard union(rows, chosen, columns) == all else { continue }
      let size = (chosen.count, chosen.reduce(0) { $0 + costs[$1] })
      if size < best { best = size }
    }
    let cover = Cover(rows: rows, costs: costs, columns: columns)
    #expect(cover.isExact)
    #expect(union(rows, cover.chosen, columns) == all)
    #expect(cover.chosen.count == best.0)
    #expect(cover.chosen.reduce(0) { $0 + costs[$1] } == best.1)
  }

  @Test(
    "Of 60 causes and 200 findings all are covered, none in vain, each time the same",
    arguments: 0..<40)
  func isSoundWhenLarge(seed: Int) {
    var chance = Seeded(state: UInt64(1000 + seed))
    let (rows, costs) = instance(&chance, rows: 60, columns: 200, each: 2...(5 + seed))
    let cover = Cover(rows: rows, costs: costs, columns: 200)
    let all = union(rows, 0..<60, 200)
    #expect(union(rows, cover.chosen, 200) == all)
    for one in cover.chosen {
      #expect(union(rows, cover.chosen.filter { $0 != one }, 200) != all, "\(one) is superfluous")
    }
    #expect(Cover(rows: rows, costs: costs, columns: 200).chosen == cover.chosen)
  }

  @Test("Where not all can be tried it says so, and still covers all")
  func isBounded() {
    var chance = Seeded(state: 7)
    let (rows, costs) = instance(&chance, rows: 60, columns: 200, each: 8...16)
    let cover = Cover(rows: rows, costs: costs, columns: 200, budget: 10)
    #expect(!cover.isExact)
    #expect(union(rows, cover.chosen, 200) == union(rows, 0..<60, 200))
  }

  @Test("Nothing to cover takes nothing")
  func isEmpty() {
    #expect(Cover(rows: [], costs: [], columns: 0).chosen.isEmpty)
    #expect(Cover(rows: [Bits(count: 3)], costs: [0], columns: 3).chosen.isEmpty)
  }
}
