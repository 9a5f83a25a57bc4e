import Model

extension CurlOutput {
  /// Why curl ended with `status`, which is not 0, by the exit codes in curl(1); nil where what was asked
  /// for is there all the same.
  static func failure(
    _ marks: PhaseMarks, _ request: HTTPRequest, status: Int32?, _ trace: CurlTrace
  ) -> HTTPFailure? {
    if request.isConnectionOnly, marks.connect > 0 { return nil }
    let phase = Self.phase(marks, request, status)
    let ends: [Int] =
      switch phase {
      case .dns: []
      case .tcp: [marks.nameLookup]
      case .tls: [marks.nameLookup, marks.connect]
      case .wait: [marks.nameLookup, marks.connect, marks.appConnect]
      case .transfer: [marks.startTransfer]
      }
    let spent = max(marks.total - (ends.max() ?? 0), 0)
    let place = "\(request.host) port \(request.port)"
    return HTTPFailure(
      phase, after: spent, reason(status, phase, request, trace, place, spent),
      means: meaning(status, phase))
  }

  private static func phase(_ marks: PhaseMarks, _ request: HTTPRequest, _ status: Int32?)
    -> Phase
  {
    switch status {
    case 5, 6: return .dns
    case 7: return .tcp
    case 35, 51, 53, 54, 58, 59, 60, 66, 77, 80, 82, 83, 90, 91: return .tls
    case 52: return .wait
    default:
      if marks.startTransfer > 0 { return .transfer }
      if marks.nameLookup == 0 { return .dns }
      if marks.connect == 0 { return .tcp }
      return request.isEncrypted && marks.appConnect == 0 ? .tls : .wait
    }
  }

  private static func reason(
    _ status: Int32?, _ phase: Phase, _ request: HTTPRequest, _ trace: CurlTrace, _ place: String,
    _ spent: Int
  ) -> String {
    let said = trace.complaint.map { ": \($0)" } ?? ""
    let time = Quantity(Double(spent) / 1e6, .seconds)
    switch (status, phase) {
    case (5, _): return "The name of the proxy is not known\(said)."
    case (6, _):
      return spent > 2_000_000
        ? "No resolver gave an answer for the name \(request.host) within \(time)."
        : "The name \(request.host) is not known."
    case (7, _): return connectFailure(trace, place)
    case (28, _), (nil, _): return "\(silence(phase, request, place)) within \(time)."
    case (18, _): return "The connection was closed before the answer was complete."
    case (51, _), (60, _): return "The certificate of \(request.host) \(refusal(trace))\(said)."
    case (52, _): return "\(place) closed the connection without an answer."
    case (35, _): return "\(place) broke off the TLS handshake\(said)."
    case (1, _): return "What answers at \(place) does not speak HTTP\(said)."
    case (_, .transfer):
      return "The connection broke while the answer came (curl \(status ?? 0))\(said)."
    case (_, .wait):
      return "\(place) broke the connection instead of answering (curl \(status ?? 0))\(said)."
    default: return "curl gave up with \(status ?? 0) in the phase \(phase.title)\(said)."
    }
  }

  private static func meaning(_ status: Int32?, _ phase: Phase) -> String {
    switch (status, phase) {
    case (1, _): "Another kind of server listens there, or it is another's port."
    case (5, _): "The proxy that the environment names is misspelt or gone."
    case (51, _), (60, _): "Whoever checks the certificate refuses the connection."
    case (28, _), (nil, _): phase.silenceMeaning
    default: phase.breakMeaning
    }
  }

  /// What is wrong with a certificate, by the words of OpenSSL, GnuTLS and curl.
  private static func refusal(_ trace: CurlTrace) -> String {
    let said = trace.complaints.joined(separator: " ").lowercased()
    if said.contains("expired") { return "has ended" }
    if said.contains("does not match") || said.contains("subject name matches") {
      return "is for another name"
    }
    return "is not trusted"
  }

  private static func connectFailure(_ trace: CurlTrace, _ place: String) -> String {
    let said = trace.complaints.joined(separator: " ").lowercased()
    if said.contains("refused") { return "\(place) refuses the connection: nothing listens there." }
    if said.contains("no route") {
      return
        "\(place) cannot be reached: no route to the host, or it does not answer on its segment."
    }
    if said.contains("unreachable") {
      return "\(place) cannot be reached: the network is unreachable."
    }
    if said.contains("timed out") { return "\(place) does not answer: the connection timed out." }
    return "\(place) gives no connection" + (trace.complaint.map { ": \($0)." } ?? ".")
  }

  private static func silence(_ phase: Phase, _ request: HTTPRequest, _ place: String) -> String {
    switch phase {
    case .dns: "No resolver gave an answer for the name \(request.host)"
    case .tcp: "\(place) does not answer, and nothing says why: packets vanish"
    case .tls: "\(place) took the connection and did not finish the TLS handshake"
    case .wait: "\(place) took the request and gave no answer"
    case .transfer: "The answer of \(place) began and did not end"
    }
  }
}

extension HTTPExchange {
  /// The answer ended before its head did.
  mutating func breakOff(_ request: HTTPRequest) {
    let before = max(marks.nameLookup, marks.connect, marks.appConnect)
    failure = HTTPFailure(
      .wait, after: max(marks.total - before, 0),
      "\(request.host) port \(request.port) closed the connection in the head of its answer.",
      means: Phase.wait.breakMeaning)
  }
}
