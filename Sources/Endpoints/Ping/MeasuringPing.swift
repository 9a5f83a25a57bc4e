public import Model
public import Transports

/// Asks `host` from the machine at `address`, `count` times with `interval` seconds between, and
/// judges the answers.
///
/// Where ping(8) is missing or forbidden, the time of a connection by TCP stands in for it and is
/// named so.
public func measurePing(
  _ host: String, from address: TargetAddress, count: Int, interval: Double,
  by limits: EndpointThresholds
) async -> PingReport {
  let connection = Connection(to: address)
  var report = PingReport(
    host: host, vantage: address.description, method: "ping", interval: interval)
  let why: Gap
  do throws(Gap) {
    let deadline = Double(count) * max(interval, 0.2) + 12
    let reply = try await connection.ask(
      ["ping", "-c", String(count), "-i", Quantity.fixed(interval, 3), "-W", "2", "--", host],
      deadline: deadline)
    let text = PingText(String(decoding: reply.output, as: UTF8.self))
    let said = reply.lastError ?? ""
    if text.sent != nil || !text.times.isEmpty {
      report.fill(text, limits)
      return report
    }
    if reply.status == 0 || !isRefusal(said) {
      report.gap = Gap(.missing, "ping", pingComplaint(said, host))
      return report
    }
    why = Gap(.forbidden, "ping", said)
  } catch { why = error }
  await report.fillByConnections(connection, min(count, 10), why, limits)
  return report
}

/// Whether ping may not be used at all, so that something else has to do.
private func isRefusal(_ said: String) -> Bool {
  let words = said.lowercased()
  return ["not permitted", "permission denied", "raw socket", "invalid option", "unrecognized"]
    .contains { words.contains($0) }
}

/// What ping said, as a sentence about `host`.
private func pingComplaint(_ said: String, _ host: String) -> String {
  let words = said.lowercased()
  if ["not known", "unknown host", "bad address", "name resolution", "no address"]
    .contains(where: { words.contains($0) })
  {
    return "the name \(host) is not known"
  }
  if words.contains("unreachable") {
    return "\(host) cannot be reached: the network is unreachable"
  }
  return said.isEmpty ? "it printed nothing before its deadline" : said
}

extension PingReport {
  mutating func fill(_ text: PingText, _ limits: EndpointThresholds) {
    address = text.address
    answers = text.answers
    duplicates = text.duplicates
    // Systems begin at 64, 128 or 255; what is missing was taken off by routers.
    routers = text.timeToLive.flatMap { left in
      [64, 128, 255].first { $0 >= left }.map { $0 - left }
    }
    judge(complaints: text.complaints, by: limits)
  }

  /// The time of a connection that is taken or refused: both are an answer.
  fileprivate mutating func fillByConnections(
    _ connection: Connection, _ count: Int, _ why: Gap, _ limits: EndpointThresholds
  ) async {
    method = "TCP connection to port 443, since \(why.source) is \(why.detail)"
    do throws(Gap) {
      guard var request = try? HTTPRequest(url: "http://\(bracketed(host)):443/") else {
        throw Gap(.malformed, "ping", "'\(host)' is no name of a host")
      }
      request.patience = 2
      for _ in 0..<count {
        let reply = try await connection.ask(
          ["curl", "-q", "-K", "-"], input: Array(CurlConfig(request).text.utf8), deadline: 5)
        let seen = CurlOutput(
          request, output: String(decoding: reply.output, as: UTF8.self), status: reply.status
        ).exchanges.first?.exchange
        if seen?.failure?.phase == .dns {
          throw Gap(.missing, "ping", "the name \(host) is not known")
        }
        let isRefused = seen?.failure?.sentence.contains("refuses") ?? false
        let taken = seen?.marks[.tcp] ?? (isRefused ? seen?.failure?.microseconds : nil)
        answers.append(taken.map { Double($0) / 1000 })
        address = address ?? seen?.address
      }
      judge(complaints: [], by: limits)
    } catch {
      // A target that cannot be reached says so to every tool.
      gap =
        error == why
        ? why : Gap(why.kind, why.source, "\(why.detail); and \(error.source): \(error.detail)")
    }
  }

  /// Judges the answers that are there.
  mutating func judge(complaints: [String], by limits: EndpointThresholds) {
    (shape, shapeDetail) = Endpoints.shape(of: answers, interval: interval)
    shapeMeaning = shape.meaning
    findings = Endpoints.judge(self, complaints: complaints, by: limits).ranked
  }
}

/// `host` as it stands in a URL.
func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
