/// A recording's text taken apart into its sections, so that one of them can be damaged.
struct Archive {
  /// What stands before the first section: signature and comment.
  var head: [UInt8]
  var sections: [Section] = []

  /// A header line and the lines up to the next.
  struct Section {
    /// The name in the header.
    var name: String
    /// 1 or 2.
    var sample: Int
    /// The header's line with its end.
    var header: [UInt8]
    var body: [UInt8] = []

    /// Whether it is the content of a file rather than a sample's beginning or a gap.
    var isText: Bool { header.elementsEqual("-- \(name) --\n".utf8) && !isMark }
    /// Whether it begins a sample or ends the recording.
    var isMark: Bool { name.hasPrefix("sample ") || name == "end" }

    /// The section with `status` in its header and no content.
    func without(_ status: String) -> Section {
      var section = self
      section.header = Array("-- \(name) -- \(status)\n".utf8)
      section.body = []
      return section
    }

    /// The section with its text ending before the byte at `end`.
    func cut(at end: Int) -> Section {
      var section = self
      section.header = Array("-- \(name) -- unterminated\n".utf8)
      section.body = Array(body[..<end]) + [0x0A]
      return section
    }
  }

  init(_ bytes: [UInt8]) {
    head = []
    var sample = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.starts(with: "-- ".utf8) {
        let name = Self.name(in: line)
        if name.hasPrefix("sample ") { sample += 1 }
        sections.append(Section(name: name, sample: sample, header: line + [0x0A]))
      } else if sections.isEmpty {
        head += line + [0x0A]
      } else {
        sections[sections.count - 1].body += line + [0x0A]
      }
    }
    // What follows the last newline is no line.
    if let last = sections.indices.last { sections[last].body.removeLast() }
    if sections.last?.name != "end" {
      sections.append(Section(name: "end", sample: sample, header: Array("-- end --\n".utf8)))
    }
  }

  private static func name(in line: ArraySlice<UInt8>) -> String {
    let line = String(decoding: line, as: UTF8.self).dropFirst(3)
    for index in line.indices where line[index...].hasPrefix(" --") {
      return String(line[..<index])
    }
    return ""
  }

  /// The recording, which promises its own end.
  var bytes: [UInt8] {
    var bytes = head
    bytes += "Complete only with \"-- end --\" as its last line.\n".utf8
    for section in sections {
      bytes += section.header
      bytes += section.body
    }
    return bytes
  }

  /// The recording with `section` in the place of that at `index`.
  func replacing(_ index: Int, with section: Section) -> [UInt8] {
    var other = self
    other.sections[index] = section
    return other.bytes
  }

  /// The sections that hold text, by index.
  var texts: [Int] { sections.indices.filter { sections[$0].isText && !sections[$0].body.isEmpty } }
}
