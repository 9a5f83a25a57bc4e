/// Lines of text for a screen of some width, filled from the top.
struct Sheet {
  private let style: Style
  private(set) var text = ""

  /// An empty sheet.
  init(_ style: Style) { self.style = style }

  /// The columns of a table; below 40 nothing fits, so that a screen of unknown width may be 0.
  var width: Int { max(style.width, 40) }

  /// The columns of a sentence: longer lines are hard to read.
  private var measure: Int { min(width, 100) }

  /// An empty line, except at the top.
  mutating func gap() {
    if !text.isEmpty { text += "\n" }
  }

  /// A title over what follows.
  mutating func heading(_ title: String) {
    gap()
    paragraph(words(title, .strong))
  }

  /// A paragraph set in by `indent`, its later lines by `hanging` more.
  mutating func paragraph(_ words: [Word], indent: Int = 0, hanging: Int = 2) {
    let lines = wrapped(words, first: measure - indent, rest: measure - indent - hanging)
    for (number, line) in lines.enumerated() where !line.isEmpty {
      write([(indent + (number == 0 ? 0 : hanging), line)])
    }
  }

  /// Words at columns, in one line.
  mutating func write(_ blocks: [(column: Int, words: [Word])]) {
    var used = 0
    for (column, words) in blocks where !words.isEmpty {
      text += String(repeating: " ", count: max(column - used, used > 0 ? 1 : 0))
      text += words.map { $0.rendered(colour: style.colour) }.joined(separator: " ")
      used = max(column, used + (used > 0 ? 1 : 0)) + length(words)
    }
    text += "\n"
  }
}

/// The columns that `words` take in one line.
func length(_ words: [Word]) -> Int {
  words.reduce(max(words.count - 1, 0)) { $0 + $1.columns }
}
