/// What a colour says again that the words have said already.
enum Ink: String {
  case plain = ""
  case strong = "1"
  case faint = "2"
  case clear = "32"
  case warning = "33"
  case critical = "31"
  case unknown = "36"

  init(_ sign: Sign) {
    self =
      switch sign {
      case .clear: .clear
      case .warning: .warning
      case .critical: .critical
      case .unknown: .unknown
      }
  }
}

/// A stretch of text that is not broken over lines.
struct Word {
  let text: String
  let ink: Ink

  var columns: Int { Report.columns(text) }

  /// Whether a narrow table may break it after all: a name, but never a number.
  var isBreakable: Bool { !text.contains(tie) && text.first { $0 != "-" }?.isNumber != true }

  /// The word as it is written out.
  func rendered(colour: Bool) -> String {
    colour && ink != .plain ? "\u{1B}[\(ink.rawValue)m\(text.untied)\u{1B}[0m" : text.untied
  }
}

/// The words of `text` in `ink`.
func words(_ text: String, _ ink: Ink = .plain) -> [Word] {
  text.utf8.split(separator: UInt8(ascii: " "))
    .map { Word(text: String(Substring($0)), ink: ink) }
}

/// `sign` in its colour.
func words(_ sign: Sign) -> [Word] { [Word(text: sign.rawValue, ink: Ink(sign))] }

/// The words in lines of at most `first` columns and then `rest`; a longer word has its own line.
func wrapped(_ words: [Word], first: Int, rest: Int) -> [[Word]] {
  var lines: [[Word]] = [[]]
  var room = first
  for word in words {
    let isFirst = lines.last?.isEmpty ?? true
    if !isFirst, word.columns + 1 > room {
      lines.append([word])
      room = rest - word.columns
    } else {
      lines[lines.count - 1].append(word)
      room -= word.columns + (isFirst ? 0 : 1)
    }
  }
  return lines
}
