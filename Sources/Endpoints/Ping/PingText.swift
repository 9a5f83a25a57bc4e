import Model

/// What ping(8) printed.
///
/// That of iputils or of busybox:
///
///     PING web.lab (10.77.0.2) 56(84) bytes of data.
///     64 bytes from 10.77.0.2: icmp_seq=1 ttl=63 time=0.085 ms
///     64 bytes from 10.77.0.2: seq=1 ttl=64 time=0.060 ms
///     From 10.77.0.1 icmp_seq=3 Destination Host Unreachable
///     20 packets transmitted, 18 received, +1 duplicates, 10% packet loss, time 3806ms
///
/// The number of a question is the place of its answer; busybox counts from 0.
struct PingText {
  /// The address in the first line.
  var address: String?
  /// Milliseconds by the number of the question, the first being 0.
  var times: [Int: Double] = [:]
  /// Questions asked, where the last lines tell.
  var sent: Int?
  var duplicates = 0
  /// The time to live of the first answer.
  var timeToLive: Int?
  /// What routers or the host itself said instead of an answer, each once.
  var complaints: [String] = []
  /// The packet size that somebody asked for.
  var wantedMTU: Int?
  /// Who told of it; nil where the machine itself knew.
  var teller: String?

  init(_ text: String) {
    for line in lines(text) {
      if line.hasPrefix("PING ") {
        address = address ?? Self.bracketed(line)
      } else if line.contains(" packets transmitted") || line.contains("packet transmitted") {
        sent = fields(line).first.flatMap { Int($0) }.flatMap {
          (0...1_000_000).contains($0) ? $0 : nil
        }
      } else if let time = Self.number(after: "time=", in: line)
        ?? Self.number(after: "time<", in: line),
        line.contains("bytes from")
      {
        answer(line, time)
      } else {
        complain(line)
      }
    }
    // busybox counts from 0.
    guard times[0] == nil else { return }
    times = Dictionary(uniqueKeysWithValues: times.map { ($0.key - 1, $0.value) })
  }

  private mutating func answer(_ line: Substring, _ time: Double) {
    guard let number = Self.sequence(in: line), time >= 0 else { return }
    if line.contains("(DUP!)") || times[number] != nil {
      duplicates += 1
    } else {
      times[number] = time
      timeToLive =
        timeToLive
        ?? Self.number(after: "ttl=", in: line).flatMap { (1...255).contains($0) ? Int($0) : nil }
    }
  }

  private mutating func complain(_ line: Substring) {
    // ping: local error: message too long, mtu=1400
    // From 10.0.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)
    if let mtu = Self.number(after: "mtu=", in: line) ?? Self.number(after: "mtu = ", in: line),
      (68...65_535).contains(mtu)
    {
      if wantedMTU == nil || line.hasPrefix("From ") {
        wantedMTU = Int(mtu)
        teller = line.hasPrefix("From ") ? fields(line).dropFirst().first : teller
      }
    }
    guard line.hasPrefix("From "), Self.sequence(in: line) != nil else { return }
    let words = fields(line)
    guard let place = words.firstIndex(where: { $0.contains("icmp_seq=") }) else { return }
    let who = words.dropFirst().first ?? ""
    let said = words[(place + 1)...].joined(separator: " ") + " (from \(who))"
    if !complaints.contains(said), complaints.count < 5 { complaints.append(said) }
  }

  /// The answers in their order, nil for a question without one.
  var answers: [Double?] {
    let asked = max(sent ?? 0, (times.keys.max() ?? -1) + 1)
    return (0..<min(asked, 100_000)).map { times[$0] }
  }

  private static func sequence(in line: Substring) -> Int? {
    guard let number = number(after: "seq=", in: line), (0...65_535).contains(number) else {
      return nil
    }
    return Int(number)
  }

  /// The number right behind `mark`.
  private static func number(after mark: String, in line: Substring) -> Double? {
    guard let place = line.ranges(of: mark).first else { return nil }
    let digits = line[place.upperBound...].prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    return Double(digits).flatMap { $0.isFinite ? $0 : nil }
  }

  /// What stands in the first brackets.
  private static func bracketed(_ line: Substring) -> String? {
    guard let open = line.firstIndex(of: "("), let close = line[open...].firstIndex(of: ")") else {
      return nil
    }
    let inner = line[line.index(after: open)..<close]
    return inner.isEmpty || inner.count > 64 ? nil : String(inner)
  }
}
