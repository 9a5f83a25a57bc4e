/// Text that comes out of Markdown as it went in, in a paragraph as in a table.
///
/// A word that holds anything that some dialect reads as markup, a link or a mention becomes a
/// code span: the one form that GitHub, GitLab and chat programs all leave alone.
func markdown(_ text: String) -> String {
  text.untied.split(separator: " ").map { word in
    guard isRisky(word) else { return String(word) }
    let core = word.drop { $0 == "(" }
    let end = core.lastIndex { !".,;:)".contains($0) }.map(core.index(after:)) ?? core.endIndex
    return word[..<core.startIndex] + code(String(core[..<end])) + core[end...]
  }.joined(separator: " ")
}

/// `text` in a code span that it cannot leave.
///
/// A bar is escaped, since tables divide before they look for code; after a backslash that would
/// not help, and a backtick cannot be escaped in a code span at all: these show as code points.
func code(_ text: String) -> String {
  var result = ""
  var last: Unicode.Scalar?
  for scalar in text.untied.unicodeScalars {
    switch scalar {
    case "`": result += #"\u{60}"#
    case "|": result += last == #"\"# ? #"\u{7C}"# : #"\|"#
    default: result.unicodeScalars.append(scalar)
    }
    last = scalar
  }
  return "`" + (result.isEmpty ? " " : result) + "`"
}

private func isRisky(_ word: Substring) -> Bool {
  // Scalars, because a bar with a combining mark upon it is still a bar to a table.
  word.unicodeScalars.contains { #"\|`<>*_[]#@~&$!"#.unicodeScalars.contains($0) }
    || word.contains("://") || word.lowercased().hasPrefix("www.")
}

/// A row of a table.
func tableRow(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }

/// The rows of a table under `titles`.
func table(_ titles: [String], _ rows: [[String]]) -> String {
  tableRow(titles) + tableRow(titles.map { _ in "---" }) + rows.map(tableRow).joined()
}
