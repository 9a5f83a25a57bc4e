/// A set of small numbers.
struct Bits: Equatable {
  private var words: [UInt64]

  /// An empty set of numbers below `count`.
  init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  func contains(_ number: Int) -> Bool { words[number / 64] & (1 << UInt64(number % 64)) != 0 }
  mutating func insert(_ number: Int) { words[number / 64] |= 1 << UInt64(number % 64) }
  mutating func form(union other: Bits) {
    for index in words.indices { words[index] |= other.words[index] }
  }
  mutating func subtract(_ other: Bits) {
    for index in words.indices { words[index] &= ~other.words[index] }
  }
  func isSubset(of other: Bits) -> Bool {
    for index in words.indices where words[index] & ~other.words[index] != 0 { return false }
    return true
  }
  func common(with other: Bits) -> Int {
    var count = 0
    for index in words.indices { count += (words[index] & other.words[index]).nonzeroBitCount }
    return count
  }
}

/// The fewest rows that cover all that any row covers.
///
/// Among as many rows, those of the least cost together; among these, those that stand first. The
/// search tries everything where `budget` steps are enough, and else keeps the best it has seen,
/// which begins with the greedy choice; either way the same rows give the same answer.
struct Cover {
  /// The chosen rows, in their order.
  private(set) var chosen: [Int] = []
  /// Whether nothing better can be left.
  private(set) var isExact = true

  private let rows: [Bits]
  /// The rows that are worth a thought.
  private let kept: [Int]
  private let costs: [Int]
  private var best: (rows: [Int], cost: Int)
  private var steps = 0
  private let budget: Int
  /// The columns, those that fewest rows cover first, and the rows of each.
  private let order: [(column: Int, rows: [Int])]

  init(rows: [Bits], costs: [Int], columns: Int, budget: Int = 4000) {
    self.rows = rows
    self.costs = costs
    self.budget = budget
    var all = Bits(count: columns)
    for row in rows { all.form(union: row) }
    let kept = Self.undominated(rows, costs)
    self.kept = kept
    order = (0..<columns).filter(all.contains).map { column in
      (column, kept.filter { rows[$0].contains(column) })
    }.enumerated().sorted {
      ($0.element.1.count, $0.offset) < ($1.element.1.count, $1.offset)
    }.map(\.element)
    best = ([], 0)
    best = greedy(all)
    search(all, [], 0)
    chosen = pruned(best.rows, all).sorted()
    isExact = steps <= budget
  }

  /// The rows that no other row makes needless.
  private static func undominated(_ rows: [Bits], _ costs: [Int]) -> [Int] {
    rows.indices.filter { one in
      !rows[one].isEmpty
        && !rows.indices.contains { other in
          guard other != one, rows[one].isSubset(of: rows[other]), costs[other] <= costs[one]
          else { return false }
          return rows[one] != rows[other] || costs[other] < costs[one] || other < one
        }
    }
  }

  private func greedy(_ all: Bits) -> (rows: [Int], cost: Int) {
    var left = all
    var taken: [Int] = []
    while !left.isEmpty {
      var next = -1, most = 0
      for row in kept {
        let gain = rows[row].common(with: left)
        if gain > most || gain == most && gain > 0 && costs[row] < costs[next] {
          (next, most) = (row, gain)
        }
      }
      taken.append(next)
      left.subtract(rows[next])
    }
    let needed = pruned(taken, all)
    return (needed, needed.reduce(0) { $0 + costs[$1] })
  }

  /// `taken` without the rows whose columns the others cover as well.
  private func pruned(_ taken: [Int], _ all: Bits) -> [Int] {
    var kept = taken
    for row in taken {
      var left = all
      for other in kept where other != row { left.subtract(rows[other]) }
      if left.isEmpty { kept.removeAll { $0 == row } }
    }
    return kept
  }

  private mutating func search(_ left: Bits, _ taken: [Int], _ cost: Int) {
    steps += 1
    guard steps <= budget else { return }
    guard let next = order.first(where: { left.contains($0.column) }) else {
      if isBetter(taken, cost) { best = (taken, cost) }
      return
    }
    var most = 0
    for row in kept { most = max(most, rows[row].common(with: left)) }
    let least = (left.count + most - 1) / most
    guard taken.count + least <= best.rows.count else { return }
    // What covers most is tried first, so that the bound soon cuts.
    let tried = next.rows.sorted {
      (-rows[$0].common(with: left), costs[$0], $0) < (-rows[$1].common(with: left), costs[$1], $1)
    }
    for row in tried {
      var rest = left
      rest.subtract(rows[row])
      search(rest, taken + [row], cost + costs[row])
    }
  }

  private func isBetter(_ taken: [Int], _ cost: Int) -> Bool {
    if taken.count != best.rows.count { return taken.count < best.rows.count }
    if cost != best.cost { return cost < best.cost }
    return taken.sorted().lexicographicallyPrecedes(best.rows.sorted())
  }
}
