public import Model

/// What is wrong with `timing`, whose last hop `request` was, at `now` in seconds since 1970.
func judge(
  _ timing: EndpointTiming, _ request: HTTPRequest, now: Double, by limits: EndpointThresholds
) -> [EndpointFinding] {
  var findings = failures(timing, request)
  let slow = Phase.allCases.compactMap { slowness(of: $0, timing, request, limits) }
  findings += slow
  if slow.isEmpty, findings.isEmpty, let total = Distribution(timing.totals) {
    findings += [
      limits.total.finding(
        Measurement("total", total.median, .seconds),
        "The request takes long, and no phase of it by itself does.",
        means: "Many small delays add up, mostly redirects: each hop pays for its own connection.",
        next: "whyslow timing \(shellWord(request.shown)) --repeat 10")
    ].compactMap { $0 }
  }
  findings += sometimes(timing, request, known: slow.isEmpty, limits)
  findings += answers(timing, request) + addresses(timing, request, limits)
  findings += certificates(timing, request, now: now, limits) + changes(timing, request)
  return findings.ranked
}

/// The phases that failed, each once.
private func failures(_ timing: EndpointTiming, _ request: HTTPRequest) -> [EndpointFinding] {
  let failed = timing.runs.compactMap { $0.last?.failure }
  return Phase.allCases.compactMap { phase in
    guard let failure = failed.first(where: { $0.phase == phase }) else { return nil }
    let count = failed.count { $0.phase == phase }
    let finding = Finding(
      .critical,
      Measurement(
        "\(phase.title) until it failed", Double(failure.microseconds) / 1000, .milliseconds),
      failure.sentence,
      evidence: timing.runs.count == 1
        ? []
        : [
          Measurement("failed", Double(count), .count),
          Measurement("of requests", Double(timing.runs.count), .count),
        ])
    return EndpointFinding(
      finding, means: failure.meaning, next: phase.nextCommand(request))
  }
}

/// The phase that takes long in the middle of all repetitions.
private func slowness(
  of phase: Phase, _ timing: EndpointTiming, _ request: HTTPRequest, _ limits: EndpointThresholds
) -> EndpointFinding? {
  let seconds = phaseSeconds(phase, timing)
  guard let all = Distribution(seconds), let total = Distribution(timing.totals) else { return nil }
  var evidence: [Measurement] = []
  if total.median > 0 {
    evidence.append(
      Measurement("of the total", min(all.median / total.median, 1) * 100, .percent))
  }
  if all.count > 1 {
    evidence.append(Measurement("p95", all.p95, .seconds))
    evidence.append(Measurement("most", all.maximum, .seconds))
  }
  let hops = timing.runs.last?.count ?? 1
  let place = hops > 1 ? " over \(hops) hops" : ""
  return limits.of(phase).finding(
    Measurement(phase.title, all.median, .seconds), "\(phase.slowStatement)\(place).",
    evidence: evidence, means: phase.slowMeaning(all.median), next: phase.nextCommand(request))
}

/// Seconds of `phase` in the repetitions in which it did not fail.
private func phaseSeconds(_ phase: Phase, _ timing: EndpointTiming) -> [Double] {
  timing.runs.compactMap { hops in
    guard !hops.contains(where: { $0.failure?.phase == phase }) else { return nil }
    let parts = hops.compactMap { $0.marks[phase] }
    return parts.isEmpty ? nil : Double(parts.reduce(0, +)) / 1e6
  }
}

/// Phases that are mostly quick and sometimes not, which a median hides.
private func sometimes(
  _ timing: EndpointTiming, _ request: HTTPRequest, known: Bool, _ limits: EndpointThresholds
) -> [EndpointFinding] {
  guard known else { return [] }
  return Phase.allCases.compactMap { phase in
    let seconds = phaseSeconds(phase, timing)
    guard seconds.count >= 3, let all = Distribution(seconds),
      let limit = limits.of(phase).first(where: { $0.level == .warning }),
      limit.isPassed(by: all.maximum)
    else { return nil }
    let slow = seconds.count { limit.isPassed(by: $0) }
    let finding = Finding(
      .warning, Measurement("most of \(phase.title)", all.maximum, .seconds), passed: limit,
      "\(phase.slowStatement) sometimes: \(slow) of \(seconds.count) times.",
      evidence: [Measurement("median", all.median, .seconds)])
    return EndpointFinding(
      finding, means: phase.slowMeaning(all.maximum), next: phase.nextCommand(request))
  }
}

/// What a status from 400 on is known for (RFC 9110, 15.5 and 15.6; RFC 6585, 4).
private func meaning(ofStatus status: Int) -> String {
  switch status {
  case 500...: "The server failed; its log has the reason."
  case 401, 403, 407: "The request lacks rights."
  case 404, 410: "The path is not there."
  case 429: "It limits how often one may ask; who asks has to wait, and is slow for it."
  default: "The server does not take the request as it is."
  }
}

/// What the answer itself shows.
private func answers(_ timing: EndpointTiming, _ request: HTTPRequest) -> [EndpointFinding] {
  guard let last = timing.last, last.failure == nil else { return [] }
  var findings: [EndpointFinding] = []
  if let status = last.status, status >= 400 {
    let isLimit = status == 429
    let finding = Finding(
      status >= 500 || isLimit ? .warning : .note, Measurement("status", Double(status), .count),
      isLimit
        ? "The server turns the request away, since too much is asked of it."
        : "The server answers with an error, so the times are those of an error page.")
    findings.append(
      EndpointFinding(
        finding,
        means: meaning(ofStatus: status),
        next: "curl -sv \(shellWord(request.shown))"))
  }
  let isText =
    last.contentType.map { type in
      ["text/", "json", "xml", "javascript"].contains { type.contains($0) }
    } ?? false
  if isText, last.encoding == nil, last.bytes > 64 * 1024 {
    let finding = Finding(
      .note, Measurement("answer", last.bytes, .bytes),
      "The answer is text and comes uncompressed, though compression was offered.")
    findings.append(
      EndpointFinding(
        finding, means: "On a slow link it takes several times as long as it would compressed.",
        next: "curl -sI -H 'Accept-Encoding: gzip' \(shellWord(request.shown))"))
  }
  return findings
}

/// What the addresses of the name show.
private func addresses(
  _ timing: EndpointTiming, _ request: HTTPRequest, _ limits: EndpointThresholds
) -> [EndpointFinding] {
  var findings: [EndpointFinding] = []
  let limit = limits.of(.tcp)[0]
  func tcp(_ exchange: HTTPExchange) -> Double {
    Double(exchange.microseconds(of: .tcp) ?? 0) / 1e6
  }
  if let six = timing.ipv6.value, let four = timing.ipv4.value, four.failure == nil,
    six.failure != nil || limit.isPassed(by: tcp(six) - tcp(four))
  {
    // A refusal costs no more than a round trip.
    let isSlow = limit.isPassed(by: tcp(six))
    let finding = Finding(
      isSlow ? .warning : .note, Measurement("TCP over IPv6", tcp(six) * 1000, .milliseconds),
      passed: isSlow ? limit : nil,
      six.failure == nil
        ? "Over IPv6 the connection takes longer than over IPv4."
        : "Over IPv6 nothing comes, over IPv4 it does.",
      evidence: [Measurement("TCP over IPv4", tcp(four) * 1000, .milliseconds)])
    findings.append(
      EndpointFinding(
        finding,
        means: "Programs try IPv6 first, and those that do not try both at once wait for it.",
        next: "curl -6 -sv -o /dev/null \(shellWord(request.shown))"))
  }
  if let first = timing.runs.first?.last, first.failure == nil, first.tried.count > 1 {
    let finding = Finding(
      .note, Measurement("addresses tried", Double(first.tried.count), .count),
      "The first address of the name did not do: \(first.tried.joined(separator: ", then ")).")
    findings.append(
      EndpointFinding(
        finding, means: "Each address that does not answer costs every new connection some time.",
        next: "whyslow dns \(shellWord(request.host))"))
  }
  return findings
}

/// Certificates that have ended or soon will.
private func certificates(
  _ timing: EndpointTiming, _ request: HTTPRequest, now: Double, _ limits: EndpointThresholds
) -> [EndpointFinding] {
  (timing.certificates.value ?? []).compactMap { certificate in
    let days = (certificate.expirySeconds - now) / 86_400
    return limits.expiry.finding(
      Measurement("days left", days, .count),
      "The certificate of \(certificate.subject) \(days < 0 ? "ended" : "ends") on "
        + "\(certificate.expiry).",
      means: days < 0
        ? "Clients that check it refuse the connection."
        : "Renewal has not worked; when it ends, clients refuse the connection.",
      next: "openssl s_client -connect \(shellWord("\(request.host):\(request.port)")) -showcerts")
  }
}

/// What has changed since an earlier report: more than twice as long, and by more than 50 ms.
private func changes(_ timing: EndpointTiming, _ request: HTTPRequest) -> [EndpointFinding] {
  guard let baseline = timing.baseline.value else { return [] }
  return Phase.allCases.compactMap { phase in
    guard let before = baseline[phase], let now = Distribution(phaseSeconds(phase, timing)),
      now.median > before * 2, now.median > before + 0.05
    else { return nil }
    let finding = Finding(
      .warning, Measurement(phase.title, now.median, .seconds),
      "\(phase.slowStatement), and did not in the earlier report.",
      evidence: [Measurement("before", before, .seconds)])
    return EndpointFinding(
      finding, means: phase.slowMeaning(now.median), next: phase.nextCommand(request))
  }
}

/// What comparing the places shows: where the same phase is slow from one and not from another.
public func compare(_ vantages: [EndpointTiming], by limits: EndpointThresholds) -> [String] {
  guard vantages.count > 1, let here = vantages.first else { return [] }
  return vantages.dropFirst().flatMap { there -> [String] in
    Phase.allCases.compactMap { phase in
      guard let near = Distribution(phaseSeconds(phase, here)),
        let far = Distribution(phaseSeconds(phase, there))
      else { return nil }
      let numbers =
        "\(Quantity(near.median, .seconds)) from \(here.vantage), "
        + "\(Quantity(far.median, .seconds)) from \(there.vantage)"
      let limit = limits.of(phase)[0]
      let isSlowNear = limit.isPassed(by: near.median), isSlowFar = limit.isPassed(by: far.median)
      if isSlowNear, isSlowFar {
        return "\(phase.title) is slow from both (\(numbers)): it is the endpoint's doing."
      }
      guard isSlowNear || isSlowFar else { return nil }
      let place = isSlowNear ? here.vantage : there.vantage
      return "\(phase.title) is slow from \(place) alone (\(numbers)): "
        + "it is the doing of that machine or of its way there."
    }
  }
}
