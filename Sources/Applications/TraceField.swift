/// A trace in a field of a line, its ends of lines escaped: `"stack_trace":"java.lang.X: no\n\tat ..."`,
/// `"exc_info":"Traceback ..."`, `stack="Error: boom\n    at ..."`; or within a message of syslog, where
/// rsyslog writes them as `#012`.
enum TraceField {
  /// How the names of fields end that hold one, those first that hold more of it: Elastic's common
  /// schema and OpenTelemetry, logstash, log4j, pino and winston, zap, structlog and python-json-logger,
  /// Serilog.
  private static let names: [StaticString] = [
    "stack_trace", "stacktrace", "stack", "traceback", "backtrace", "exc_info", "exc_text",
    "errorverbose", "exception", "error", "err",
  ]

  /// Whether lines like `line` may hold one.
  static func isHeld(by line: Bytes) -> Bool {
    guard let escape = breaks(line) else {
      // An exception without a trace.
      return names.suffix(3).contains { name in
        value(of: name, line).map { TraceWords.headline($0) != nil } ?? false
      }
    }
    return escape == .octal || names.contains { value(of: $0, line) != nil }
  }

  private enum Escape { case json, octal }

  private static func breaks(_ line: Bytes) -> Escape? {
    var place = 0
    while let found = line.index(of: UInt8(ascii: "\\"), from: place) {
      if line[found + 1] == UInt8(ascii: "n") { return .json }
      place = found + 1
    }
    if line.find("\",\"\\tat ") != nil { return .json }
    return line.find("#012") != nil ? .octal : nil
  }

  /// The exception that a field of `line` tells of; `room` is used for the text.
  static func stack(in line: Bytes, _ room: inout [UInt8]) -> StackTally.Stack? {
    if breaks(line) == .octal {
      return split(line, &room).flatMap { _ in fold(&room, line) }
    }
    var best: StackTally.Stack?
    for name in names {
      guard let value = value(of: name, line) else { continue }
      unescape(value, &room)
      guard let found = fold(&room, line) else { continue }
      if found.frame != nil { return found }
      best = best ?? found
    }
    return best
  }

  /// The value of the first field whose name ends in `name`.
  private static func value(of name: StaticString, _ line: Bytes) -> Bytes? {
    var from = 0
    while let place = line.find(name, from: from) {
      from = place + 1
      var start = place + name.utf8CodeUnitCount
      guard place == 0 || !isLetterOrDigit(line[place - 1]) else { continue }
      if line[start] == UInt8(ascii: "\"") { start += 1 }
      while line[start] == 0x20 { start += 1 }
      guard line[start] == UInt8(ascii: ":") || line[start] == UInt8(ascii: "=") else { continue }
      start += 1
      while line[start] == 0x20 { start += 1 }
      // A list of lines.
      if line[start] == UInt8(ascii: "[") { start += 1 }
      guard line[start] == UInt8(ascii: "\""), let end = close(line, start + 1) else { continue }
      return line.slice(start + 1, end)
    }
    return nil
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
  }

  /// Where the string ends that begins at `start`, or the list of them.
  private static func close(_ line: Bytes, _ start: Int) -> Int? {
    var index = start
    while index < line.count {
      if line.base[index] == UInt8(ascii: "\\") {
        index += 2
      } else if line.base[index] == UInt8(ascii: "\""), line.has("\",\"\\t", at: index) {
        index += 3
      } else if line.base[index] == UInt8(ascii: "\"") {
        return index
      } else {
        index += 1
      }
    }
    return nil
  }

  private static func unescape(_ value: Bytes, _ room: inout [UInt8]) {
    room.removeAll(keepingCapacity: true)
    var start = 0
    // What is between two strings of a list is the end of a line.
    while start <= value.count {
      var end = start
      while end < value.count, value.base[end] != UInt8(ascii: "\"") {
        end += value.base[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      LogRecord.append(value.slice(start, end), &room)
      room.append(0x0A)
      start = end + 3
    }
  }

  /// `line` at `#012`.
  private static func split(_ line: Bytes, _ room: inout [UInt8]) -> Void? {
    room.removeAll(keepingCapacity: true)
    var start = 0
    while start <= line.count {
      let end = line.find("#012", from: start) ?? line.count
      room += UnsafeBufferPointer(start: line.base + start, count: end - start)
      room.append(0x0A)
      start = end + 4
    }
    return ()
  }

  /// The exception of the trace in `room`, whose first line is its headline or what came before.
  private static func fold(_ room: inout [UInt8], _ line: Bytes) -> StackTally.Stack? {
    let count = room.count
    room.append(contentsOf: repeatElement(0, count: LogCore.padding))
    return room.withBytes { all in
      let text = all.slice(0, count)
      var trace = OpenTrace()
      var before = text.slice(0, 0)
      var place: Bytes?
      var start = 0
      while start < count {
        let end = text.index(of: 0x0A, from: start) ?? count
        let one = text.slice(start, end)
        start = end + 1
        if trace.goesOn(one, isTimed: true) {
          _ = trace.fold(one, before: before)
          // zap tells the function without its arguments: `main.take`, `\t/srv/main.go:42`.
          if place == nil, one[0] == 0x09, one.find(".go:") != nil, !before.has("runtime.") {
            place = before
          }
        }
        before = one
      }
      if let stack = trace.end() { return stack }
      guard let place else { return nil }
      var stack = StackTally.Stack(("error", ""))
      for name in ["error", "err", "msg"] as [StaticString] where stack.message.isEmpty {
        stack.message = value(of: name, line)?.slice(0, 300).string ?? ""
      }
      stack.frame = place.slice(0, 200).string
      return stack
    }
  }
}
