import KernelText
import Model

extension Observer {
  func connections() -> Measured<[TCPConnection]> {
    let name = DiveRequest.connections.name
    guard last.has(name) else { return .failure(Self.unasked("connections")) }
    let before = parsed(name, in: first) { (text) throws(Malformed) in
      Dictionary(
        ConnectionText.parse(text).map { ($0.local + " " + $0.peer, $0.retransmitted) },
        uniquingKeysWith: { first, _ in first })
    }.value
    return parsed(name) { (text) throws(Malformed) in
      ConnectionText.parse(text).map { one in
        var connection = TCPConnection(local: one.local, peer: one.peer)
        connection.unread = Double(one.unread)
        connection.unsent = Double(one.unsent)
        connection.roundTrip = one.roundTrip
        connection.deviation = one.deviation
        connection.window = one.window.map { Double($0) }
        connection.segments = one.segments.map { Double($0) }
        connection.retransmitted = Double(one.retransmitted)
        connection.retransmittedNow = before?[one.local + " " + one.peer].map { old in
          Double(one.retransmitted >= old ? one.retransmitted - old : one.retransmitted)
        }
        return connection
      }
    }
  }

  func listening() -> Measured<[ListeningHolder]> {
    let name = DiveRequest.listeners.name
    guard last.has(name) else { return .failure(Self.unasked("sockets")) }
    return parsed(name) { (text) throws(Malformed) in
      ListenerText.parse(text).map { one in
        ListeningHolder(
          address: one.address, queued: Double(one.queued), backlog: Double(one.backlog),
          holders: one.holders.map { ListeningHolder.Holder(pid: $0.pid, name: $0.name) })
      }
    }
  }

  func resolvers() -> Measured<[ResolverAnswer]> {
    guard last.has(DiveRequest.resolvers) else { return .failure(Self.unasked("resolvers")) }
    return last.text(DiveRequest.resolvers).flatMap { text in
      let list = ResolverList(text)
      guard !list.usesTCP else {
        return .failure(Gap(.missing, "dig @SERVER", "the servers are asked by TCP alone"))
      }
      // What is cut short is no list of fewer servers.
      let mark = DiveRequest.resolverTime.name + " @"
      let asked = Set((first.order + last.order).filter { $0.hasPrefix(mark) })
      guard asked.isSubset(of: list.servers.map { mark + $0 }) else {
        return .failure(Gap(.malformed, DiveRequest.resolvers, "others were asked than it names"))
      }
      guard !list.servers.isEmpty else {
        return .failure(Gap(.missing, DiveRequest.resolvers, "it names no server"))
      }
      return .success(list.servers.map(answers))
    }
  }

  /// What `server` answered in both samples: an answer that was lost is not taken for its silence, nor
  /// one that it had to fetch for its speed.
  private func answers(of server: String) -> ResolverAnswer {
    let name = "\(DiveRequest.resolverTime.name) @\(server)"
    let samples = hasInterval ? [first, last] : [last]
    let asked = samples.map { sample in
      parsed(name, in: sample) { (text) throws(Malformed) in DigAnswer(text) }
    }
    let told = asked.compactMap(\.value)
    let quickest = told.filter { $0.milliseconds != nil }
      .min { ($0.milliseconds ?? 0) < ($1.milliseconds ?? 0) }
    let silence = asked[asked.count - 1].flatMap { answer -> Measured<Double> in
      .failure(Gap(.timedOut, "dig @\(server)", answer.complaint ?? "it told of no answer"))
    }
    var answer = ResolverAnswer(
      server, milliseconds: quickest?.milliseconds.map { .success($0) } ?? silence,
      status: quickest?.status)
    answer.isSilent = told.count > 1 && told.allSatisfy(\.isSilent)
    answer.isRefused = !told.isEmpty && told.allSatisfy(\.isRefused)
    return answer
  }

  /// The profile that was folded where it was taken.
  func profile() -> Measured<Profile>? {
    guard last.has(FoldedProfile.section) else { return nil }
    return parsed(FoldedProfile.section) { (text) throws(Malformed) in
      try FoldedProfile.parse(text)
    }
  }
}
