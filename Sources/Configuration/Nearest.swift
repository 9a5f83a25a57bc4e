/// The one of `names` that `word` was probably meant to be; nil where none is near.
///
/// Case, spaces and dashes do not count. A name is near where a third of its letters or fewer have
/// to be changed, added, removed or exchanged with their neighbour, or where it begins with the three
/// letters or more of `word`.
public func nearest<Names: Sequence<String>>(to word: String, in names: Names) -> String? {
  let word = plain(word)
  guard !word.isEmpty else { return nil }
  let ranked = names.map { name in
    let name = plain(name)
    return word.count > 2 && name.hasPrefix(word) ? 0 : distance(word, name)
  }
  let named = Array(zip(names, ranked))
  guard let best = named.min(by: { $0.1 < $1.1 }) else { return nil }
  return best.1 <= max(1, plain(best.0).count / 3) ? best.0 : nil
}

/// `name` without what people write one way or another: case, spaces, dashes, slashes.
public func plain(_ name: String) -> String {
  name.lowercased().filter { $0.isLetter || $0.isNumber }
}

/// The letters to change, add, remove or exchange to come from `left` to `right`.
private func distance(_ left: String, _ right: String) -> Int {
  let left = Array(left.prefix(64)), right = Array(right.prefix(64))
  var before: [Int] = []
  var row = Array(0...right.count)
  for (index, letter) in left.enumerated() {
    var next = [index + 1]
    for column in right.indices {
      let changed = row[column] + (letter == right[column] ? 0 : 1)
      var least = min(changed, row[column + 1] + 1, next[column] + 1)
      if index > 0, column > 0, letter == right[column - 1], left[index - 1] == right[column] {
        least = min(least, before[column - 1] + 1)
      }
      next.append(least)
    }
    (before, row) = (row, next)
  }
  return row[right.count]
}
