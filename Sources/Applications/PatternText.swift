import Model

/// What a line says, with `#` for what varies; of an access log's, what was asked for and the kind of
/// status, and of a proxy's, by whom.
func patternText(
  _ line: Bytes, _ scanner: borrowing LineScanner, body: Int, _ access: AccessForm?
) -> String {
  if let proxy = access?.proxy, let title = scanner.title(proxy, line) { return title }
  if let method = scanner.word(max(scanner.method, 0), line), scanner.method >= 0,
    let path = scanner.word(scanner.method + 1, line),
    let status = scanner.word(max(scanner.status, 0), line), scanner.status > 0, status.isDigit(0)
  {
    return "\(method.string) \(pathText(path)) \(status.slice(0, 1).string)xx"
  }
  var text: [UInt8] = []
  var place = body
  for number in 0..<min(scanner.count, LineScanner.hashed)
  where scanner.start(number) >= body && text.count < 400 {
    append(line, place, scanner.start(number), &text)
    if !scanner.varies(number, line) {
      append(line, scanner.start(number), scanner.end(number), &text)
    } else if text.last != UInt8(ascii: "#") {
      text.append(UInt8(ascii: "#"))
    }
    place = scanner.end(number)
  }
  if place < line.count, text.count < 400, scanner.count <= LineScanner.hashed {
    append(line, place, min(line.count, place + 40), &text)
  }
  return text.withBytes { $0.trimmed.string }
}

private func append(_ line: Bytes, _ start: Int, _ end: Int, _ text: inout [UInt8]) {
  guard end > start else { return }
  for index in start..<min(end, start + 200) { text.append(line[index]) }
}

/// `/users/#`.
func pathText(_ path: Bytes) -> String {
  var parts: [String] = []
  LineScanner.eachPart(of: path) { part, varies in parts.append(varies ? "#" : part.string) }
  return parts.joined(separator: "/")
}
