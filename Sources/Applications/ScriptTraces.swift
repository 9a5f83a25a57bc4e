/// How the lines of traces look in PHP and Ruby, where frames need not begin with a space.
enum ScriptTraces {
  /// Whether `line` is of a trace and of nothing else.
  static func isPart(_ line: Bytes) -> Bool {
    switch line[0] {
    case UInt8(ascii: "#"): phpFrame(line) != nil
    case UInt8(ascii: "S"): line.has("Stack trace:") || rubyFrame(line) != nil
    case UInt8(ascii: "["): line.has("[stacktrace]")
    default: rubyFrame(line) != nil
    }
  }

  /// Whether `text`, which stood behind a space, is of a trace even where none is open.
  static func isIndentedPart(_ text: Bytes) -> Bool {
    text.has("from ") && rubyFrame(text.slice(5, text.count)) != nil
      || text.has("thrown in ") && text.find(" on line ") != nil
  }

  /// `#0 /srv/shop.php(42): Shop->take(17)` without the number; empty for the last, `#3 {main}`.
  static func phpFrame(_ line: Bytes) -> Bytes? {
    guard line[0] == UInt8(ascii: "#"), let number = line.number(1), line[number.end] == 0x20
    else { return nil }
    let rest = line.slice(number.end + 1, number.end + 201)
    if rest.has("{main}") { return rest.slice(0, 0) }
    return rest.has("[internal function]: ") || rest.find("): ") != nil ? rest : nil
  }

  /// The exception that `line` tells of: `PHP Fatal error:  Uncaught TypeError: bad in /srv/a.php:5`.
  static func phpHead(_ line: Bytes) -> TraceWords.Head? {
    // Monolog: `{"exception":"[object] (PDOException(code: 2002): no answer at /srv/a.php:5)`.
    let object = line.find("[object] (").map { $0 + 10 }
    guard let start = object ?? line.find("uncaught ").map({ $0 + 9 }) else {
      return TraceWords.headlineWithin(line).map(withoutPlace)
    }
    let rest = line.slice(start, line.count)
    var end = 0
    while rest.isLetter(end) || rest.isDigit(end) || rest[end] == UInt8(ascii: "_")
      || rest[end] == UInt8(ascii: "\\")
    {
      end += 1
    }
    let mark = object == nil ? rest.index(of: UInt8(ascii: ":"), from: end) : rest.find("): ")
    guard end > 0, let mark, object != nil || mark == end else { return nil }
    let message = rest.slice(mark + (object == nil ? 1 : 2), mark + 302).trimmed.string
    return withoutPlace((rest.slice(0, end).string, message))
  }

  private static func withoutPlace(_ head: TraceWords.Head) -> TraceWords.Head {
    let words = head.message.utf8.split(
      separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.count > 2, words[words.count - 2].elementsEqual("in".utf8),
      words[words.count - 1].contains(UInt8(ascii: ":"))
    else { return head }
    return (
      head.type,
      words.dropLast(2).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    )
  }

  /// ``/srv/shop.rb:42:in `take'`` and, since 3.4, `/srv/shop.rb:42:in 'Shop#take'`; with the exception
  /// where that frame tells of it: ``…:in `take': no price (RuntimeError)``.
  static func rubyFrame(_ line: Bytes) -> (name: Bytes, head: TraceWords.Head?)? {
    let last = line[line.count - 1]
    guard last == UInt8(ascii: "'") || last == UInt8(ascii: ")"), line[0] > 0x20,
      let place = line.slice(0, 300).find(":in "), line.isDigit(place - 1),
      line[place + 4] == UInt8(ascii: "`") || line[place + 4] == UInt8(ascii: "'"),
      let quote = line.index(of: UInt8(ascii: "'"), from: place + 5)
    else { return nil }
    var start = place
    while start > 0, line[start - 1] != 0x20 { start -= 1 }
    let name = line.slice(start, min(quote + 1, start + 200))
    if quote == line.count - 1 { return start == 0 ? (name, nil) : nil }
    guard line.has(": ", at: quote + 1), let head = rubyHead(line.slice(quote + 3, line.count))
    else { return nil }
    return (name, head)
  }

  /// `no price for 17 (RuntimeError)`, also behind what Logger writes before it.
  static func rubyHead(_ line: Bytes) -> TraceWords.Head? {
    guard line[line.count - 1] == UInt8(ascii: ")") else { return nil }
    var open = line.count - 1
    while open > 0, line[open] != UInt8(ascii: "(") { open -= 1 }
    let type = line.slice(open + 1, line.count - 1)
    let isName = (0..<type.count).allSatisfy {
      type.isLetter($0) || type.isDigit($0) || type[$0] == UInt8(ascii: ":")
        || type[$0] == UInt8(ascii: "_")
    }
    guard open > 0, type.count > 2, type[0] &- 0x41 < 26, isName else { return nil }
    var start = 0
    if let mark = line.find(" -- "), let colon = line.index(of: UInt8(ascii: ":"), from: mark) {
      start = colon + 1
    }
    return (type.string, line.slice(start, min(open, start + 300)).trimmed.string)
  }
}

extension OpenTrace {
  /// Takes a line of a trace of PHP or Ruby; nil where it is none.
  mutating func foldScript(_ text: Bytes, before: Bytes) -> Folded? {
    if text.has("Stack trace:") || text.has("[stacktrace]") {
      open(.php, headed: ScriptTraces.phpHead(before))
      return Folded()
    }
    if let frame = ScriptTraces.phpFrame(text) {
      open(.php, headed: ScriptTraces.phpHead(before))
      if frame.count > 0 { add(frame: frame) }
      return Folded()
    }
    if isPHP, text.has("Next "), let head = ScriptTraces.phpHead(text.slice(5, text.count)) {
      chain(head)
      return Folded(head: head)
    }
    let line = text.has("from ") ? text.slice(5, text.count) : text
    guard let (name, head) = ScriptTraces.rubyFrame(line) else { return nil }
    if let head {
      tell(head, at: name)
      return Folded(head: head)
    }
    // The innermost frame may stand in the line before all others, with the exception.
    let first = ScriptTraces.rubyFrame(before)
    open(
      .ruby,
      headed: first?.head ?? ScriptTraces.rubyHead(before) ?? TraceWords.headlineWithin(before))
    add(frame: first?.name ?? name)
    return Folded()
  }
}
