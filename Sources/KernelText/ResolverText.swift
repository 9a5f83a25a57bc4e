/// The names' servers in resolv.conf(5): `nameserver 10.0.0.53`.
public struct ResolverList: Sendable, Hashable {
  /// Their addresses in the order in which they are asked; glibc asks the first three.
  public var servers: [String] = []
  /// Seconds before the next is asked, where that is said.
  public var timeout: Double?
  /// Whether each in its turn is asked first, and whether they are asked by TCP alone.
  public var rotates = false, usesTCP = false

  /// The servers in `text`; where there is none, the machine itself is asked.
  public init(_ text: Text) {
    for line in text.lines {
      let words = line.words
      guard words.count > 1 else { continue }
      if words[0].string == "options" { words.dropFirst().forEach { take($0.string) } }
      guard words[0].string == "nameserver" else { continue }
      let address = words[1].string
      // It becomes an argument of a command.
      let isAddress = address.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
          || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
      }
      if isAddress, !address.isEmpty, servers.count < 3, !servers.contains(address) {
        servers.append(address)
      }
    }
  }

  private mutating func take(_ option: String) {
    switch option {
    case "rotate": rotates = true
    case "use-vc": usesTCP = true
    default:
      // The library's own limits.
      guard option.hasPrefix("timeout:"), let seconds = Int(option.dropFirst(8)) else { return }
      timeout = Double(min(max(seconds, 1), 30))
    }
  }
}

/// What `dig +noall +comments +stats` prints of an answer.
///
/// ```
/// ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 21373
/// ;; Query time: 12 msec
/// ;; SERVER: 10.0.0.53#53(10.0.0.53) (UDP)
/// ```
public struct DigAnswer: Sendable, Hashable {
  /// Milliseconds; nil where no answer came.
  public var milliseconds: Double?
  /// Such as `NOERROR`.
  public var status: String?
  /// What it says first where no answer came, such as `connection timed out`.
  public var complaint: String?

  /// Whether no answer came in time.
  public var isSilent: Bool { milliseconds == nil && complaint?.contains("timed out") == true }
  /// Whether nobody listens there.
  public var isRefused: Bool { milliseconds == nil && complaint?.contains("refused") == true }

  /// The answer in `text`.
  public init(_ text: Text) {
    for line in text.lines {
      if line.hasPrefix(";; Query time: ") {
        let words = line.slice(15, line.count).words
        // Newer versions can be asked for microseconds.
        let scale = words.count > 1 && words[1].string == "usec" ? 0.001 : 1
        milliseconds = words.first?.number.map { Double($0) * scale }
      } else if line.hasPrefix(";; ->>HEADER<<-"), let mark = line.firstIndex(of: "status: ") {
        let rest = line.slice(mark + 8, line.count)
        status = rest.slice(0, rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count).string
      } else if complaint == nil, line.hasPrefix(";; ") || line.hasPrefix("; "),
        ["timed out", "refused", "unreachable", "no servers"].contains(where: {
          line.string.contains($0)
        })
      {
        complaint = line.string.drop { $0 == ";" || $0 == " " }.description
      }
    }
  }
}
