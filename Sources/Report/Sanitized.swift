/// `name` with everything made visible that could move the cursor, forge a line or hide.
///
/// Anybody who may start a process or make a directory chooses names that end up in a report.
/// Backslashes stay as they are, because systemd's unit names are full of them; so a text that
/// has been through here once is not changed by going through again.
public func sanitized(_ name: String) -> String {
  if name.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return name }
  var result = ""
  // As if two marks had gone before: one at the start would fall on what stands before the name.
  var marks = mostMarks
  for scalar in name.unicodeScalars {
    marks = scalar.isMark ? marks + 1 : 0
    if scalar.isTreacherous || marks > mostMarks {
      result += scalar.visible
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Written languages stack two marks on a letter at most; more would grow into other lines.
private let mostMarks = 2

extension Unicode.Scalar {
  /// Whether it is drawn over the character before it.
  fileprivate var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: true
    default: false
    }
  }

  /// Whether a terminal obeys it, or draws nothing, or draws what another character looks like.
  fileprivate var isTreacherous: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: true
    case .lineSeparator, .paragraphSeparator: true
    case .spaceSeparator: self != " "
    default: properties.isDefaultIgnorableCodePoint || self == "\u{FFFD}"
    }
  }

  fileprivate var visible: String {
    switch self {
    case "\n": #"\n"#
    case "\r": #"\r"#
    case "\t": #"\t"#
    case "\0": #"\0"#
    case "\u{1B}": #"\e"#
    default: #"\u{"# + String(value, radix: 16, uppercase: true) + "}"
    }
  }
}
