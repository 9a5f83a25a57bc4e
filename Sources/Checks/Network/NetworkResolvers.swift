import Model

/// Whether the names' servers answer at once.
struct NetworkResolvers: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let persistence = Persistence.standing
  let summary = "How long a name's look-up waits for the servers in /etc/resolv.conf"
  let reason = """
    A program that looks a name up asks the first server and waits for seconds before it asks the \
    next; no counter of the kernel shows it, and the machine looks idle. Each server is asked twice \
    for the root's servers by the closer look of a diagnosis or a dive: silent is who answers \
    neither, and of two answers the quicker counts, since the first may have had to be fetched. A \
    silent server behind one that answers costs nothing until that one fails, unless they take turns \
    (rotate); who refuses is passed over at once. What nobody looks up harms nobody, so it is never \
    critical.
    """
  var thresholds: [Threshold] = [late, refused]
  private static let late = Threshold.warning(
    100, .milliseconds, label: "late", source: "the performance checklist: DNS 0.1 s",
    reason: "A server that has the name answers in milliseconds.")
  private static let refused = Threshold.warning(
    0, .count, label: "refused", source: "resolv/res_send.c of glibc",
    reason: "Where nobody listens at any of them, every look-up fails.")
  let byHand = "dig @SERVER . NS; cat /etc/resolv.conf"
  let toMeasure: String? =
    "whyslow diagnose and whyslow dive network ask them, by dig (bind9-dnsutils)."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let look = try observation.closer.get()
    let servers = try look.resolvers.get()
    // Whom programs come to first of those that answer; a server of which nothing is known may be it.
    let first = servers.firstIndex { !$0.isSilent && !$0.isRefused }
    let answering = servers.filter { $0.milliseconds.value != nil }
    let evidence = [Measurement("servers that answer", Double(answering.count), .count)]
    let findings = servers.enumerated().compactMap { place, server -> Finding? in
      let isAsked = first.map { place <= $0 } ?? true || look.rotatesResolvers
      if server.isSilent {
        return silence(
          of: server, for: look.resolverTimeout, isAsked: isAsked, others: first != nil, evidence)
      }
      if server.isRefused { return refusal(by: server, others: first != nil, evidence) }
      guard isAsked, let time = server.milliseconds.value else { return nil }
      return finding(
        Measurement("answer", time, .milliseconds, on: server.subject), past: Self.late,
        "\(server.subject.name) takes long to answer for names, also when it is asked again.",
        evidence: evidence)
    }
    // One of which nothing is known may be the one that is slow.
    if findings.isEmpty, let unknown = servers.first(where: { !$0.isTold }) {
      throw unknown.milliseconds.gap ?? Gap(.missing, "dig @SERVER", "it told nothing")
    }
    let quickest = answering.first.map {
      Measurement("answer", $0.milliseconds.value ?? 0, .milliseconds, on: $0.subject)
    }
    return .of(findings, clear: quickest ?? Measurement("servers that answer", 0, .count))
  }

  private func silence(
    of server: ResolverAnswer, for seconds: Double, isAsked: Bool, others: Bool,
    _ evidence: [Measurement]
  ) -> Finding? {
    let wait = Measurement(
      "wait of each look-up", seconds * 1000, .milliseconds, on: server.subject)
    guard isAsked else {
      return Finding(
        .note, Measurement("answers", 0, .count, on: server.subject),
        "\(server.subject.name) gives no answer for names; it costs nothing until those before it "
          + "fail.", evidence: evidence)
    }
    return finding(
      wait, past: Self.late,
      others
        ? "\(server.subject.name) gives no answer for names, and look-ups wait for it before they "
          + "ask the next server."
        : "\(server.subject.name) gives no answer for names, and no other server does.",
      evidence: evidence)
  }

  private func refusal(
    by server: ResolverAnswer, others: Bool, _ evidence: [Measurement]
  ) -> Finding? {
    let name = server.subject.name
    if others {
      return Finding(
        .note, Measurement("answers", 0, .count, on: server.subject),
        "Nobody answers for names at \(name); the next server is asked at once.", evidence: evidence
      )
    }
    return finding(
      Measurement("refused", 2, .count, on: server.subject), past: Self.refused,
      "Nobody answers for names at \(name), and no other server does.", evidence: evidence)
  }
}

extension ResolverAnswer {
  /// Its address with the port at which names are asked for.
  fileprivate var subject: Subject {
    .socket((address.contains(":") ? "[\(address)]" : address) + ":53")
  }

  /// Whether it is known what it does.
  fileprivate var isTold: Bool { milliseconds.value != nil || isSilent || isRefused }
}
