/// How many columns of a terminal `text` takes, as far as that can be known without asking it.
func columns(_ text: String) -> Int {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
  return text.unicodeScalars.reduce(0) { $0 + $1.columns }
}

/// `text` cut to at most `most` columns, with an ellipsis where something is missing.
func shortened(_ text: String, to most: Int) -> String {
  guard columns(text) > most else { return text }
  return pieces(of: text, columns: most - 1)[0] + "…"
}

/// `text` in pieces of at most `most` columns each; never empty.
func pieces(of text: String, columns most: Int) -> [String] {
  var result = [""]
  var used = 0
  for character in text {
    let width = columns(String(character))
    if used + width > most, used > 0 {
      result.append("")
      used = 0
    }
    result[result.count - 1].append(character)
    used += width
  }
  return result
}

extension Unicode.Scalar {
  fileprivate var columns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: 0
    default: isWide ? 2 : 1
    }
  }

  /// The blocks that East Asian Width (Unicode annex 11) calls wide or fullwidth, roughly.
  private var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
