import Model

/// The connections by the other end's address, the slowest way first.
func peers(_ observation: Observation) -> Dive.Section {
  let rows = observation.closely(\.connections).map { connections in
    let groups = Dictionary(grouping: connections) { host(of: $0.peer) }
    return groups.map { Peer($0.key, $0.value) }.sorted { left, right in
      left.rank != right.rank ? left.rank > right.rank : left.name < right.name
    }.prefix(mostRows).map(\.row)
  }
  let isCut = observation.closer.value?.leavesOutConnections ?? false
  return Dive.Section(
    "Connections by peer", byHand: "ss -tin state established",
    remark: "What was sent again counts from each connection's beginning, and in the window."
      + (isCut ? " There are more than were read." : ""), rows: rows)
}

/// The address of `ADDRESS:PORT`.
private func host(of end: String) -> String {
  end.lastIndex(of: ":").map { String(end[..<$0]) } ?? end
}

private struct Peer {
  let name: String
  let connections: [TCPConnection]

  init(_ name: String, _ connections: [TCPConnection]) {
    self.name = name
    self.connections = connections
  }

  private func sum(_ value: (TCPConnection) -> Double) -> Double {
    connections.reduce(0) { $0 + value($1) }
  }

  /// What was sent again now comes first, then what waits, then what is far.
  var rank: [Double] {
    [
      sum { $0.retransmittedNow ?? 0 }, sum { $0.unsent + $0.unread > 65_536 ? 1 : 0 },
      connections.compactMap(\.roundTrip).max() ?? 0,
    ]
  }

  var row: Dive.Row {
    let trips = connections.compactMap(\.roundTrip).sorted()
    let segments = sum { $0.segments ?? 0 }
    let again = sum(\.retransmitted)
    let windows = connections.compactMap(\.window)
    return Dive.Row(
      name,
      [Measurement("connections", Double(connections.count), .count)]
        + optional("RTT", trips.isEmpty ? nil : trips[trips.count / 2], .milliseconds)
        + optional("longest", trips.last, .milliseconds)
        + [
          Measurement("sent again", again, .count),
          Measurement("now", sum { $0.retransmittedNow ?? 0 }, .count),
        ] + optional("share", segments > 0 ? again / segments * 100 : nil, .percent)
        + [
          Measurement("not confirmed", sum(\.unsent), .bytes),
          Measurement("not read", sum(\.unread), .bytes),
        ] + optional("least window", windows.min(), .count))
  }
}

extension [Double] {
  fileprivate static func > (left: [Double], right: [Double]) -> Bool {
    right.lexicographicallyPrecedes(left)
  }
}

/// Whom connections wait for at both ends of the window, those that most wait for first.
func waiting(_ network: NetworkObservation) -> Dive.Section {
  let rows = network.waiting.map { connections in
    let groups = Dictionary(grouping: connections) { WaitedFor(peer: $0.remote, why: $0.reason) }
    return groups.sorted { ($1.value.count, $0.key.peer) < ($0.value.count, $1.key.peer) }
      .prefix(mostRows).map { what, members in
        let isCall = what.why == .answer
        let words = isCall ? "no answer to the first packet" : "its window is closed"
        let owner = members.lazy.compactMap(\.owner).first.map { "\($0.name) (\($0.pid))" }
        let unsent = members.reduce(0) { $0 + $1.unsent }
        return Dive.Row(
          what.peer,
          [Measurement("connections", Double(members.count), .count)]
            + optional("not taken", isCall ? nil : unsent, .bytes),
          detail: [words, owner].compactMap(\.self).joined(separator: "; "))
      }
  }
  return Dive.Section(
    "Connections that wait for the other end",
    byHand: "ss -tnpo state syn-sent; ss -tnpo | grep 'timer:(persist'",
    remark: "At both ends of the window.", rows: rows)
}

private struct WaitedFor: Hashable {
  let peer: String, why: WaitingConnection.Reason
}

/// Who holds each socket that listens.
func listeningHolders(_ observation: Observation) -> Dive.Section {
  Dive.Section(
    "Who listens", byHand: "ss -tlnp",
    remark: "Whose they are, only root is told of others' processes.",
    rows: observation.closely(\.listening).map { sockets in
      sockets.sorted { ($1.queued, $0.address) < ($0.queued, $1.address) }.prefix(2 * mostRows).map
      {
        socket in
        let names = socket.holders.prefix(3).map { "\($0.name) (\($0.pid))" }
        let more = socket.holders.count - names.count
        return Dive.Row(
          socket.address,
          [
            Measurement("waiting", socket.queued, .count),
            Measurement("of", socket.backlog, .count),
          ],
          detail: names.isEmpty
            ? "owner not told"
            : names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""))
      }
    })
}

/// The names' servers with their answers.
func resolvers(_ observation: Observation) -> Dive.Section {
  Dive.Section(
    "Names' servers", byHand: "dig @SERVER . NS; cat /etc/resolv.conf",
    remark: "Asked twice for the root's servers; one that does not answer costs each name seconds.",
    rows: observation.closely(\.resolvers).map { servers in
      servers.map { server in
        switch server.milliseconds {
        case .success(let time):
          Dive.Row(
            server.address, [Measurement("answered in", time, .milliseconds)],
            detail: server.status)
        case .failure(let gap):
          Dive.Row(server.address, [], detail: "\(Gap.word(gap.kind)): \(gap.detail)")
        }
      }
    })
}

/// Why the names' servers were not asked; nil where they were, even if they kept silent.
func untoldResolvers(_ observation: Observation) -> Gap? {
  let servers = observation.closely(\.resolvers)
  return servers.gap
    ?? servers.value?.lazy.compactMap(\.milliseconds.gap).first { $0.kind != .timedOut }
}

extension Gap {
  /// What a missing answer means in a row.
  fileprivate static func word(_ kind: Kind) -> String {
    kind == .timedOut ? "no answer" : "not asked"
  }
}
