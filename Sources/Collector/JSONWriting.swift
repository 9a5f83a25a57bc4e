extension JSON {
  /// The value as kubectl(1) prints it: a member a line, in the order of their names.
  package var text: [UInt8] {
    var output: [UInt8] = []
    write(to: &output, indented: 0)
    return output + "\n".utf8
  }

  private func write(to output: inout [UInt8], indented depth: Int) {
    switch self {
    case .object(let members):
      let rows = members.sorted { $0.key < $1.key }
      Self.write(rows, "{", "}", to: &output, depth) { row, output in
        Self.write(Array(row.key.utf8), to: &output)
        output += ": ".utf8
        row.value.write(to: &output, indented: depth + 1)
      }
    case .array(let elements):
      Self.write(elements, "[", "]", to: &output, depth) { element, output in
        element.write(to: &output, indented: depth + 1)
      }
    case .string(let bytes): Self.write(bytes, to: &output)
    case .number(let number):
      output += (Int(exactly: number).map(String.init) ?? String(number)).utf8
    case .bool(let isTrue): output += String(isTrue).utf8
    case .null: output += "null".utf8
    }
  }

  private static func write<Row>(
    _ rows: [Row], _ open: String, _ close: String, to output: inout [UInt8], _ depth: Int,
    _ row: (Row, inout [UInt8]) -> Void
  ) {
    output += open.utf8
    for (index, one) in rows.enumerated() {
      output += (index == 0 ? "\n" : ",\n").utf8
      output += [UInt8](repeating: 0x20, count: 4 * (depth + 1))
      row(one, &output)
    }
    if !rows.isEmpty {
      output.append(0x0A)
      output += [UInt8](repeating: 0x20, count: 4 * depth)
    }
    output += close.utf8
  }

  private static func write(_ text: [UInt8], to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      case 0x0A: output += "\\n".utf8
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        output += "\\u00\(digits.count < 2 ? "0" : "")\(digits)".utf8
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
