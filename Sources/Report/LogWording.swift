import Model

extension LogDigest {
  var sign: Sign {
    switch decision {
    case .external, .own: .warning
    case .clear: .clear
    case .silent: .unknown
    }
  }

  /// The decision in one sentence.
  var headline: String {
    switch decision {
    case .external(let blame): "The time goes to another party: \(clean(blame.reason))."
    case .own(let reason): "The time does not go to another party: \(clean(reason))."
    case .clear(let reason):
      "Nothing slow and no failed call is logged: \(clean(reason))\(broken)."
    case .silent(let reason): "The logs do not tell: \(clean(reason))\(broken)."
    }
  }

  /// What went wrong all the same, and takes no time.
  private var broken: String {
    let count = stacks.reduce(0) { $0 + $1.count.count }
    return count == 0 ? "" : "; but \(counted(count, "exception")) with a trace"
  }

  /// How much was looked at, and from when.
  var extent: String {
    var parts = ["\(counted(lines.count, "line"))"]
    if let first = lines.first, let last = lines.last {
      parts.append("\(clock(first)) to \(clock(last))")
    }
    let grave = LogLevel.allCases.reversed().filter { $0 >= .warning }
    parts += grave.compactMap { level in
      levels[level].map { "\(phrase(Quantity(Double($0), .count))) \(level.name)" }
    }
    parts.append(counted(patternCount, "pattern"))
    return parts.joined(separator: ", ")
  }

  /// What is odd about the lines, as far as anything is.
  var remarks: [String] {
    let all: [(Int, String)] = [
      (oddities.future, "from the future, by this clock"),
      (oddities.untimed, "without a time of their own"),
      (oddities.binary, "of no text"),
      (oddities.long, "longer than 64 KiB, of which the first 64 KiB were looked at"),
      (oddities.outside, "outside the time that was asked for"),
      (oddities.folded, "going on with the line before (traces)"),
      (oddities.unsorted, "counted without a pattern, because there are too many"),
      (
        oddities.undecided,
        "with a number that may be a time in any unit; a name in the log's format tells, as D=%D"
      ),
    ]
    return all.compactMap { count, words in
      count > 0 ? "\(counted(count, "line")) \(words)" : nil
    }
  }
}

/// A time as one reads it: `2026-11-25T10:00:00Z`.
func clock(_ seconds: Double) -> String { timestamp(seconds.rounded(.down)) ?? "?" }

/// Only the time of day.
func hour(_ seconds: Double?) -> String {
  guard let seconds, let text = timestamp(seconds.rounded(.down)) else { return "" }
  return String(text.dropFirst(11))
}

/// Seconds, below one as thousandths, below a thousandth as millionths.
func span(_ seconds: Double?) -> String {
  guard let seconds else { return "?" }
  if seconds > 0, seconds < 0.001 { return phrase(Quantity(seconds * 1e6, .count)) + "\(tie)µs" }
  return phrase(
    seconds < 1 ? Quantity(seconds * 1000, .milliseconds) : Quantity(seconds, .seconds))
}

extension LogChange {
  /// The change in a sentence.
  var sentence: String {
    let what = shortened(clean(subject), to: 160)
    switch kind {
    case .new: return "new, \(counted(count, "line")): \(what)"
    case .rate: return "\(rate(before)) before, \(rate(since)) since: \(what)"
    case .latency where ended != nil:
      return "\(span(since)) on average then, \(span(before)) else: \(what)"
    case .latency: return "\(span(before)) before, \(span(since)) since on average: \(what)"
    }
  }

  /// Since when it is, or from when to when it was, and how well that is known.
  var moment: String {
    let time = ended.map { "from \(clock(began)) to \(clock($0))" } ?? "since \(clock(began))"
    return "\(time) (±\(tie)\(span(precision)))"
  }

  private func rate(_ number: Double) -> String {
    number < 0.1
      ? "\(phrase(Quantity(number * 60, .count))) a minute" : phrase(Quantity(number, .perSecond))
  }
}

extension LogSource {
  /// What was read of it.
  var sentence: String {
    let size = phrase(Quantity(Double(bytes), .bytes))
    return "\(clean(name)): \(size), \(counted(lines, "line"))"
      + (cut.map { "; \(clean($0))" } ?? "")
  }
}

extension LogCall {
  /// What failed, by kind.
  var failuresInWords: String {
    failures.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
      .map { "\($0.value) \($0.key.title(of: $0.value))" }.joined(separator: ", ")
  }
}

extension LogStack {
  /// The exception in one line.
  var sentence: String {
    var text = clean(type)
    if !message.isEmpty { text += ": " + shortened(clean(message), to: 120) }
    if let frame { text += "; at " + shortened(clean(frame), to: 120) }
    if let cause { text += "; caused by " + clean(cause) }
    return text
  }
}

/// How many of each list text and Markdown show; JSON has more.
enum LogShown {
  static let rows = 8
}
