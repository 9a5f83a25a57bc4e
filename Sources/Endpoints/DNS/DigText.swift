import Model

/// What dig(1) prints of one question.
///
/// With `-u +noall +comments +answer +stats`:
///
///     ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
///     ;; flags: qr rd ra ad; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1
///     web.lab.		300	IN	A	10.77.0.2
///     ;; Query time: 1234 usec
///
/// and where nothing came:
///
///     ;; communications error to 10.77.0.2#53: timed out
///     ;; no servers could be reached
enum DigText {
  static func answer(_ type: String, _ text: String) -> DNSAnswer {
    var answer = DNSAnswer(type: type)
    for line in lines(text) {
      if line.hasPrefix(";") {
        comment(line, &answer)
      } else {
        record(line, &answer)
      }
    }
    answer.records.sort()
    // The time of a question that had no answer is the tool's patience.
    if answer.status == nil { answer.milliseconds = nil }
    return answer
  }

  private static func comment(_ line: Substring, _ answer: inout DNSAnswer) {
    if let mark = line.ranges(of: "status: ").first, line.contains("->>HEADER<<-") {
      answer.status = String(line[mark.upperBound...].prefix { $0.isASCII && $0.isLetter })
    } else if line.hasPrefix(";; flags: ") {
      let flags = fields(line.dropFirst(10).prefix { $0 != ";" })
      answer.isAuthenticated = flags.contains("ad")
    } else if line.hasPrefix(";; Query time: ") {
      let words = fields(line.dropFirst(15))
      guard words.count == 2, let number = Double(words[0]), number >= 0, number < 1e12 else {
        return
      }
      answer.milliseconds = words[1] == "usec" ? number / 1000 : number
    } else if line.contains("Truncated, retrying in TCP") {
      answer.isTruncated = true
    } else if ["timed out", "refused", "unreachable", "no servers could be reached", "not found"]
      .contains(where: { line.contains($0) })
    {
      answer.complaint = answer.complaint ?? String(line.drop { $0 == ";" || $0 == " " })
    }
  }

  private static func record(_ line: Substring, _ answer: inout DNSAnswer) {
    let words = fields(line)
    guard words.count >= 5, words[2] == "IN", let life = Int(words[1]), life >= 0,
      ["A", "AAAA", "CNAME"].contains(words[3])
    else { return }
    answer.records.append(words[3] == "CNAME" ? "\(words[4]) (CNAME)" : words[4])
    answer.timeToLive = min(answer.timeToLive ?? life, life)
  }
}

/// The addresses that getent(1) prints of `ahosts NAME`, each once, in their order.
func addresses(inHosts text: String) -> [String] {
  var found: [String] = []
  for line in lines(text) {
    guard let first = fields(line).first, first.contains(".") || first.contains(":"),
      first.unicodeScalars.allSatisfy({
        $0.properties.isASCIIHexDigit || ".:%".unicodeScalars.contains($0)
      }),
      !found.contains(first)
    else { continue }
    found.append(first)
  }
  return found
}
