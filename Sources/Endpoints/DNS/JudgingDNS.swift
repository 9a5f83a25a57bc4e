import Model

/// What is wrong with how the name of `report` is found.
func judge(
  _ report: DNSReport, _ configuration: ResolverConfiguration, by limits: EndpointThresholds
) -> [EndpointFinding] {
  var findings: [EndpointFinding] = []
  for (place, resolver) in report.resolvers.enumerated() {
    // Who refuses a name for its signatures answers well enough.
    findings +=
      signatures(of: resolver, report).map { [$0] }
      ?? failures(of: resolver, at: place, report, configuration)
    findings += [slowness(of: resolver, report, limits)].compactMap { $0 }
  }
  findings += [absence(report), waste(report, limits), split(report)].compactMap { $0 }
  let known = findings.filter { $0.severity > .note }.severity
  let whole = report.system.value.flatMap { system in
    limits.query.finding(
      Measurement("system's own way", system, .milliseconds),
      "The system takes long to find \(report.name).",
      means: known == nil
        ? "Each resolver asked by itself is quick enough, so it is the order of asking: hosts "
          + "file, search list, or another service of nsswitch.conf."
        : "Each program that looks the name up waits as long for what else is told here.",
      next: "getent ahosts \(shellWord(report.name)); grep hosts: /etc/nsswitch.conf")
  }
  // Where what it is made of is told, it is told where it is graver, and more than the answers took.
  if let whole, known.map({ whole.severity > $0 && report.waitsForNothing }) ?? true {
    findings.append(whole)
  }
  return findings
}

extension DNSReport {
  /// Whether the system takes more than twice as long as all the answers that came.
  fileprivate var waitsForNothing: Bool {
    let asked = resolvers.compactMap { $0.answers.compactMap(\.milliseconds).max() }.max() ?? 0
    let wasted = wasted.compactMap(\.milliseconds).reduce(0, +)
    return (system.value ?? 0) > 2 * (asked + wasted)
  }

  fileprivate func dig(_ server: String, _ options: String = "") -> String {
    "dig @\(shellWord(server)) \(shellWord(name))" + (options.isEmpty ? "" : " " + options)
  }
}

/// A resolver that gives no answer, to one kind of question or to both.
private func failures(
  of resolver: ResolverReport, at place: Int, _ report: DNSReport,
  _ configuration: ResolverConfiguration
) -> [EndpointFinding] {
  let failed = resolver.answers.filter { !$0.isAnswer }
  guard !failed.isEmpty else { return [] }
  let isWhole = failed.count == resolver.answers.count
  let said = failed.first?.status ?? failed.first?.complaint ?? "no answer"
  let others = report.resolvers.contains { other in
    other.server != resolver.server && other.answers.contains(where: \.isAnswer)
  }
  if isWhole, failed.allSatisfy({ $0.status != nil }), let status = failed.first?.status {
    return [refusal(by: resolver, status, first: place == 0, others: others, report)]
  }
  let wait = Measurement("wait for each", Double(configuration.timeout), .seconds)
  if !isWhole {
    let type = failed.map(\.type).joined()
    let finding = Finding(
      .warning, wait,
      "\(resolver.server) does not answer the question for \(type) (\(said)), the other it does.")
    return [
      EndpointFinding(
        finding,
        means: failed.allSatisfy { $0.status != nil }
          ? "Programs ask both at once, and ask the next resolver for what this one refuses."
          : "Programs ask both at once and wait for both: \(configuration.timeout) seconds and more "
            + "for each new connection. A firewall or a small router drops the second of two "
            + "questions from one port.",
        next: report.dig(resolver.server, type) + "; options single-request in /etc/resolv.conf")
    ]
  }
  let finding = Finding(
    place == 0 || !others ? .critical : .warning, wait,
    place == 0 && others
      ? "The first resolver, \(resolver.server), gives no answer (\(said)); others do."
      : "The resolver \(resolver.server) gives no answer (\(said)).")
  return [
    EndpointFinding(
      finding,
      means: place == 0
        ? "Every look-up waits for it before the next is asked."
        : "It costs nothing until those before it fail.",
      next: report.dig(resolver.server))
  ]
}

/// A resolver that answers that it has none.
///
/// The system asks the next one at once, as resolv/res_send.c of glibc has it: that costs no waiting.
private func refusal(
  by resolver: ResolverReport, _ status: String, first isFirst: Bool, others: Bool,
  _ report: DNSReport
) -> EndpointFinding {
  let time = resolver.answers.compactMap(\.milliseconds).max() ?? 0
  let finding = Finding(
    others ? .warning : .critical, Measurement("until it refused", time, .milliseconds),
    isFirst && others
      ? "The first resolver, \(resolver.server), finds no answer (\(status)); others do."
      : "The resolver \(resolver.server) finds no answer (\(status)).")
  return EndpointFinding(
    finding,
    means: (status == "REFUSED"
      ? "It does not serve this machine or this name."
      : "It does not reach the servers of the name, or does not trust what they say.")
      + (others ? " Programs ask the next one at once." : ""),
    next: report.dig(resolver.server, "+cd"))
}

private func slowness(
  of resolver: ResolverReport, _ report: DNSReport, _ limits: EndpointThresholds
) -> EndpointFinding? {
  guard
    let slowest = resolver.answers.filter(\.isAnswer)
      .max(by: { ($0.milliseconds ?? 0) < ($1.milliseconds ?? 0) }),
    let time = slowest.milliseconds
  else { return nil }
  return limits.query.finding(
    Measurement("query", time, .milliseconds),
    "The resolver \(resolver.server) takes long to answer for \(slowest.type).",
    means: "It does not have the name and asks others, or it is far or overloaded. Asked again it "
      + "has it: if it is slow then too, it is the resolver.",
    next: report.dig(resolver.server) + " +trace")
}

/// A name that only those find who do not check its signatures.
private func signatures(of resolver: ResolverReport, _ report: DNSReport) -> EndpointFinding? {
  guard resolver.answers.contains(where: { $0.status == "SERVFAIL" }),
    let unchecked = resolver.unchecked, unchecked.isAnswer
  else { return nil }
  let finding = Finding(
    .critical, Measurement("answers without checking", 1, .count),
    "\(resolver.server) refuses \(report.name) because its signatures (DNSSEC) do not hold.")
  return EndpointFinding(
    finding, means: "Signatures have ended, a key was changed by half, or the clock is wrong.",
    next: report.dig(resolver.server, "+cd +dnssec"))
}

/// A name that no resolver knows and that the system does not find by another way.
private func absence(_ report: DNSReport) -> EndpointFinding? {
  let answers = report.resolvers.flatMap(\.answers).filter(\.isAnswer)
  let isKnown = answers.contains { !$0.records.isEmpty } || !report.systemAddresses.isEmpty
  // What nobody could ask for is not known to be missing.
  let wasAsked = report.resolvers.isEmpty ? report.system.value != nil : !answers.isEmpty
  guard !isKnown, wasAsked else { return nil }
  let finding = Finding(
    .critical, Measurement("addresses", 0, .count), "The name \(report.name) is not known.")
  return EndpointFinding(
    finding, means: "It is misspelt, missing, or known only to another network's resolver.",
    next: "dig +trace \(shellWord(report.name))")
}

/// Questions for names that nobody meant.
private func waste(_ report: DNSReport, _ limits: EndpointThresholds) -> EndpointFinding? {
  guard !report.wasted.isEmpty else { return nil }
  let cost = report.wasted.compactMap(\.milliseconds).reduce(0, +)
  let limit = limits.query.first { $0.level == .warning }
  let isSlow = limit?.isPassed(by: cost) ?? false
  let finding = Finding(
    isSlow ? .warning : .note, Measurement("asked in vain", cost, .milliseconds),
    passed: isSlow ? limit : nil,
    "\(report.wasted.count) other \(report.wasted.count == 1 ? "name is" : "names are") asked for "
      + "before \(report.name), by the search list and ndots:\(report.dots).",
    evidence: [Measurement("questions", Double(report.wasted.count * 2), .count)])
  return EndpointFinding(
    finding,
    means: "Every look-up costs as many questions more; a dot behind the name spares them.",
    next: "getent ahosts \(shellWord(report.name + ".")); grep -E 'search|ndots' /etc/resolv.conf")
}

/// Resolvers that disagree.
private func split(_ report: DNSReport) -> EndpointFinding? {
  let known = report.resolvers.compactMap { resolver -> (String, Set<String>)? in
    guard let answer = resolver.answer("A"), answer.isAnswer else { return nil }
    return (resolver.server, Set(answer.records.filter { !$0.hasSuffix("(CNAME)") }))
  }
  guard let first = known.first,
    let other = known.dropFirst().first(where: { $0.1.isDisjoint(with: first.1) && $0.1 != first.1 }
    )
  else { return nil }
  func said(_ records: Set<String>) -> String {
    records.isEmpty ? "nothing" : records.sorted().prefix(3).joined(separator: ", ")
  }
  let finding = Finding(
    .warning, Measurement("resolvers", Double(known.count), .count),
    "The resolvers disagree: \(first.0) says \(said(first.1)), \(other.0) says \(said(other.1)).")
  return EndpointFinding(
    finding,
    means: "Which server is reached depends on which resolver answers first: one of them is of "
      + "another network, or old. Names that are spread over many servers differ like this too.",
    next: "\(report.dig(first.0)); \(report.dig(other.0))")
}
