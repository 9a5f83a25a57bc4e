import LibYAML

/// Reads one document of YAML, event by event as libyaml gives them.
///
/// No text is taken for a date, a number or a yes: what it means is for others to say. Anchors are
/// passed over and aliases refused, since a few lines of them unfold to more than memory holds.
final class YAMLReader {
  /// Deeper than any configuration, and shallow enough for the stack.
  private static let mostLevels = 32

  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private let text: [UInt8]
  private var level = 0

  private init(_ text: [UInt8]) {
    self.text = text
    yaml_parser_initialize(parser)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// What `text` holds; a file without content is `nothing`.
  static func read(_ text: [UInt8]) throws(ConfigurationFault) -> Entry {
    let reader = YAMLReader(text)
    let result = text.withUnsafeBufferPointer { bytes -> Result<Entry, ConfigurationFault> in
      yaml_parser_set_encoding(reader.parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(reader.parser, bytes.baseAddress, bytes.count)
      do throws(ConfigurationFault) { return .success(try reader.document()) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func document() throws(ConfigurationFault) -> Entry {
    var event = try next()
    while [YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT].contains(event.kind) {
      event = try next()
    }
    guard event.kind != YAML_STREAM_END_EVENT else { return Entry(line: nil, value: .nothing) }
    let root = try entry(event)
    _ = try next()
    let end = try next()
    guard end.kind == YAML_STREAM_END_EVENT else {
      throw ConfigurationFault(end.line, [], "This is no YAML: a second document begins.")
    }
    return root
  }

  private func entry(_ event: Event) throws(ConfigurationFault) -> Entry {
    level += 1
    defer { level -= 1 }
    guard level <= Self.mostLevels else {
      throw ConfigurationFault(event.line, [], "This is nested too deeply.")
    }
    switch event.kind {
    case YAML_SCALAR_EVENT:
      let isNothing = event.isPlain && ["", "~", "null"].contains(event.text)
      return Entry(line: event.line, value: isNothing ? .nothing : .text(event.text))
    case YAML_MAPPING_START_EVENT:
      var entries: [(key: Entry, value: Entry)] = []
      while let key = try member(before: YAML_MAPPING_END_EVENT) {
        entries.append((key, try entry(try next())))
      }
      return Entry(line: event.line, value: .entries(entries))
    case YAML_SEQUENCE_START_EVENT:
      while try member(before: YAML_SEQUENCE_END_EVENT) != nil {}
      return Entry(line: event.line, value: .list)
    default:
      throw ConfigurationFault(event.line, [], "An alias cannot stand here; write it out.")
    }
  }

  /// The next entry of a mapping or a list; nil at its end.
  private func member(before end: yaml_event_type_t) throws(ConfigurationFault) -> Entry? {
    let event = try next()
    return event.kind == end ? nil : try entry(event)
  }

  private struct Event {
    var kind: yaml_event_type_t
    var line: Int
    var text = ""
    var isPlain = false
  }

  private func next() throws(ConfigurationFault) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw fault }
    defer { yaml_event_delete(&event) }
    var result = Event(kind: event.type, line: Int(event.start_mark.line) + 1)
    if event.type == YAML_SCALAR_EVENT {
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      result.text = String(decoding: bytes, as: UTF8.self)
      result.isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
    }
    return result
  }

  private var fault: ConfigurationFault {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "memory ran out"
    var line = Int(parser.pointee.problem_mark.line) + 1
    if parser.pointee.error == YAML_READER_ERROR {
      let before = text.prefix(Int(parser.pointee.problem_offset))
      line = before.count { $0 == UInt8(ascii: "\n") } + 1
    }
    return ConfigurationFault(line, [], "This is no YAML: \(problem).")
  }
}
