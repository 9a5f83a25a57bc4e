import Model

/// What is wrong with the answers in `report`; `complaints` are what others said instead.
func judge(
  _ report: PingReport, complaints: [String], by limits: EndpointThresholds
) -> [EndpointFinding] {
  guard let all = Distribution(report.times) else {
    guard let loss = report.lossPercent else { return [] }
    let said = complaints.first.map { ": \($0)" } ?? ", and nobody says why"
    let finding = Finding(
      .critical, Measurement("loss", loss, .percent), passed: limits.loss.last,
      "\(report.host) does not answer\(said).", quotes: complaints)
    return [
      EndpointFinding(
        finding, means: "It is down, away, or a firewall swallows pings; then TCP may still work.",
        next: "whyslow path --to \(shellWord(report.host))")
    ]
  }
  let host = shellWord(report.host)
  var found: [EndpointFinding?] = []
  // One lost of a few says nothing about the share.
  let lost = report.answers.count { $0 == nil }
  if lost > 1, let loss = report.lossPercent {
    found.append(
      limits.loss.finding(
        Measurement("loss", loss, .percent), "Answers of \(report.host) are missing.",
        evidence: [Measurement("lost", Double(lost), .count)],
        means: "Packets are lost on the way there or back; TCP stalls for each.",
        next: "whyslow path --to \(host)"))
  }
  let isLocal = report.routers == 0
  let usually = (isLocal ? limits.localRoundTrip : []) + limits.roundTrip
  let usual =
    isLocal ? "on the same segment" : "\(report.routers.map(String.init) ?? "?") routers away"
  found.append(
    usually.finding(
      Measurement("round trip", all.median, .milliseconds),
      "\(report.host) takes long to answer.",
      evidence: [Measurement("p95", all.p95, .milliseconds)],
      explanations: [],
      means: report.shape == .steady
        ? "Every answer takes as long, so it is the length of the way (\(usual))."
        : report.shape.meaning,
      next: "whyslow path --to \(host)"))
  found.append(report.shape == .beaconSteps ? sleeping(report, all) : varying(report, all, limits))
  if report.duplicates > 0 {
    let finding = Finding(
      .warning, Measurement("duplicates", Double(report.duplicates), .count),
      "\(report.host) answers some questions twice.")
    found.append(
      EndpointFinding(
        finding, means: "Two machines have the address, or the network has a loop.",
        next: "arping -D -I IFACE \(host)"))
  }
  return found.compactMap { $0 }
}

/// A station that sleeps between beacons: any that does is found, whatever its numbers.
private func sleeping(_ report: PingReport, _ all: Distribution) -> EndpointFinding {
  let finding = Finding(
    .warning, Measurement("most", all.maximum, .milliseconds),
    "\(report.host) answers in step with the beacons of Wi-Fi: \(report.shapeDetail).",
    evidence: [
      Measurement("least", all.minimum, .milliseconds),
      Measurement("jitter", all.jitter, .milliseconds),
    ])
  return EndpointFinding(
    finding, means: report.shape.meaning, next: "iw dev IFACE get power_save, on the station")
}

private func varying(_ report: PingReport, _ all: Distribution, _ limits: EndpointThresholds)
  -> EndpointFinding?
{
  limits.jitter.finding(
    Measurement("jitter", all.jitter, .milliseconds),
    "The time to an answer of \(report.host) varies much: \(report.shapeDetail).",
    evidence: [
      Measurement("least", all.minimum, .milliseconds),
      Measurement("most", all.maximum, .milliseconds),
    ], means: report.shape.meaning,
    next: "whyslow ping \(shellWord(report.host)) --count 100")
}
