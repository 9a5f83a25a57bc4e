/// Rows of words under one another, broken within their columns where the screen is narrow.
struct Table {
  struct Row {
    var cells: [[Word]]
    /// A paragraph under the row.
    var remark: [Word] = []
  }

  var rows: [Row] = []
  var indent = 0
  /// By how much the later lines of a cell are set in.
  var hanging = 0
  /// The columns set flush right: numbers.
  var numbers: Set<Int> = []

  private static let gutter = 2

  /// Writes the table onto `sheet`.
  func write(on sheet: inout Sheet) {
    let widths = widths(within: sheet.width - indent)
    for row in rows {
      let cells = zip(row.cells, widths).map { cell, width in
        let words = cell.enumerated().flatMap { number, word in
          broken(word, number == 0 ? width : width - hanging)
        }
        return wrapped(words, first: width, rest: width - hanging)
      }
      for line in 0..<(cells.map(\.count).max() ?? 0) {
        sheet.write(blocks(line, of: cells, widths))
      }
      sheet.paragraph(row.remark, indent: indent + 4)
    }
  }

  private func blocks(
    _ line: Int, of cells: [[[Word]]], _ widths: [Int]
  ) -> [(column: Int, words: [Word])] {
    var start = indent
    return cells.enumerated().map { column, lines in
      defer { start += widths[column] + Self.gutter }
      guard line < lines.count else { return (start, []) }
      let isNumber = numbers.contains(column)
      let shift = isNumber ? widths[column] - length(lines[line]) : line > 0 ? hanging : 0
      return (start + shift, lines[line])
    }
  }

  /// As wide as the cells would like, or less of the widest until all fit; numbers are not cut.
  private func widths(within room: Int) -> [Int] {
    let count = rows.map(\.cells.count).max() ?? 0
    let columns = (0..<count).map { column in
      rows.compactMap { column < $0.cells.count ? $0.cells[column] : nil }
    }
    var widths = columns.map { $0.map(length).max() ?? 0 }
    let least = columns.map { cells in
      max(8, (cells.joined().filter { !$0.isBreakable }.map(\.columns).max() ?? 0) + hanging)
    }
    while widths.reduce(Self.gutter * (count - 1), +) > room {
      let candidates = widths.indices.filter { widths[$0] > least[$0] }
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    return widths
  }

  private func broken(_ word: Word, _ width: Int) -> [Word] {
    guard word.isBreakable, word.columns > width else { return [word] }
    return pieces(of: word.text, columns: width).map { Word(text: $0, ink: word.ink) }
  }
}
