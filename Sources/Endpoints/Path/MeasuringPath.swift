public import Model
public import Transports

/// Looks at the way from the machine at `start` to `goal`, and back where there is a machine at the
/// other end, too.
public func measurePath(
  from start: TargetAddress, to goal: PathGoal, by limits: EndpointThresholds
) async -> PathReport {
  let here = Connection(to: start)
  var far: Connection?
  var destination = goal.description
  var seen: String?
  var backGap = Gap(.missing, "the way back", "\(goal.description) is no target to look at it from")
  if case .target(let address) = goal {
    let connection = Connection(to: address)
    do throws(Gap) {
      (destination, seen) = try await ownAddress(connection, isFromHere: start.hops.isEmpty)
      far = connection
    } catch { backGap = error }
  }
  if case .target = goal, far == nil {
    // What cannot be looked at from may have an address all the same.
    guard let host = goal.host, (try? await resolve(host, here))?.isEmpty == false else {
      var forward = PathEnd(target: start.description, destination: goal.description)
      forward.route = .failure(backGap)
      return PathReport(
        from: start.description, to: goal.description, forward: forward, back: .failure(backGap))
    }
    destination = host
  }
  var forward = await look(from: here, to: destination, limits)
  var back: Measured<PathEnd> = .failure(backGap)
  let source = forward.route.value?.source
  if let far, let own = seen ?? source {
    var end = await look(from: far, to: own, limits)
    if let name = goal.name {
      async let near = resolve(name, here)
      end.resolved = (try? await resolve(name, far)) ?? []
      (forward.resolved, forward.name, end.name) = ((try? await near) ?? [], name, name)
    }
    back = .success(end)
  }
  forward.between += translation(source: source, seen: seen, forward)
  var report = PathReport(
    from: start.description, to: goal.description, forward: forward, back: back)
  report.isOneSegment = isOneSegment(forward)
  report.isTranslated = seen != nil && source != nil && seen != source
  report.findings = judge(report, by: limits).ranked
  return report
}

/// The address of the machine at the end of `connection`, and by which it sees us where that is told.
private func ownAddress(_ connection: Connection, isFromHere: Bool) async throws(Gap)
  -> (String, seen: String?)
{
  if case .ssh? = connection.address.hops.first, connection.address.hops.count == 1 {
    // sshd(8): client address, client port, server address, server port.
    let words = fields(try await connection.text(["printenv", "SSH_CONNECTION"]))
    if words.count == 4 { return (words[2], isFromHere ? words[0] : nil) }
  }
  let addresses = RouteText.addresses(try await connection.text(["ip", "-o", "addr"]))
  let usable = addresses.filter { own in
    let bytes = IPAddress(own.address)?.bytes ?? []
    return bytes.first != 127 && !bytes.starts(with: [0xFE, 0x80]) && own.address != "::1"
  }
  guard let own = usable.first ?? addresses.first else {
    throw Gap(.missing, "ip addr", "\(connection.address) tells no address of its own")
  }
  return (own.address, nil)
}

/// What the machine at the end of `connection` knows and finds of the way to `destination`.
private func look(
  from connection: Connection, to destination: String, _ limits: EndpointThresholds
) async -> PathEnd {
  var end = PathEnd(target: connection.address.description, destination: destination)
  if IPAddress(destination) == nil {
    end.name = destination
    do throws(Gap) { end.resolved = try await resolve(destination, connection) } catch {
      end.route = .failure(error)
      return end
    }
  }
  let isAddress = IPAddress(destination) != nil
  guard let address = isAddress ? destination : end.resolved.first else {
    end.route = .failure(Gap(.missing, PathEnd.nameSource, "the name \(destination) is not known"))
    return end
  }
  async let addresses = measured { () async throws(Gap) in
    RouteText.addresses(try await connection.text(["ip", "-o", "addr"]))
  }
  end.route = await findRoute(connection, address)
  end.addresses = await addresses
  guard let route = end.route.value else { return end }
  let link = RouteText.link(
    (try? await connection.text(["ip", "-d", "-o", "link", "show", "dev", route.interface])) ?? "")
  end.between = link.between
  async let pinged = measurePing(
    address, from: connection.address, count: 20, interval: 0.2, by: limits)
  async let traced = trace(connection, address)
  async let radio = wireless(connection, route.interface)
  if route.isLocal {
    (end.hops, end.tracer) = (.success([]), "")
  } else if let mtu = link.mtu {
    end.mtu = await measureMTU(connection, address, interface: mtu)
  }
  if !route.isLocal {
    (end.hops, end.tracer) = await traced
    if route.gateway == nil {
      end.claimants = await measured { () async throws(Gap) in
        Endpoints.claimants(
          try await connection.text(
            ["arping", "-c", "3", "-w", "2", "-I", route.interface, address], deadline: 5))
      }
    }
  }
  end.ping = await pinged
  end.wireless = await radio
  if !route.isLocal {
    let step = route.gateway ?? address
    end.neighbour = await measured { () async throws(Gap) in
      let text = try await connection.text(
        ["ip", "neigh", "show", "to", step, "dev", route.interface])
      guard let state = RouteText.neighbour(text) else {
        throw Gap(.missing, "ip neigh", "it has no entry for \(step)")
      }
      return state
    }
  }
  return end
}

/// What `work` gives, or why it gives nothing.
func measured<Value: Sendable>(_ work: () async throws(Gap) -> Value) async
  -> Measured<Value>
{
  do throws(Gap) { return .success(try await work()) } catch { return .failure(error) }
}

/// The addresses of `name` there, or none; throws where that cannot be asked.
func resolve(_ name: String, _ connection: Connection) async throws(Gap) -> [String] {
  addresses(inHosts: try await connection.text(["getent", "ahosts", name], deadline: 12))
}

private func findRoute(_ connection: Connection, _ address: String) async -> Measured<Route> {
  await measured { () async throws(Gap) in
    let reply = try await connection.ask(["ip", "route", "get", address], deadline: 5)
    guard let route = RouteText.route(String(decoding: reply.output, as: UTF8.self)) else {
      throw Gap(
        .missing, PathEnd.routeSource, reply.lastError ?? "there is no route to \(address)")
    }
    return route
  }
}

/// The routers on the way, by the first tool that is there and finds any.
private func trace(_ connection: Connection, _ address: String) async -> (Measured<[Hop]>, String) {
  let tools: [(name: String, command: [String])] = [
    ("mtr", ["mtr", "-n", "-r", "-c", "10", "-i", "0.3", "-m", "20", address]),
    ("traceroute", ["traceroute", "-n", "-q", "3", "-w", "1", "-m", "20", address]),
    ("tracepath", ["tracepath", "-n", "-m", "20", address]),
  ]
  var why = Gap(.missing, "traceroute", "neither mtr, traceroute nor tracepath")
  for tool in tools {
    let text = await measured { () async throws(Gap) in
      try await connection.text(tool.command, deadline: 25)
    }
    let hops = TraceText.hops(text.value ?? "")
    if hops.contains(where: { !$0.addresses.isEmpty }) { return (.success(hops), tool.name) }
    if let gap = text.gap, gap.source == connection.address.description { why = gap }
    if text.value != nil { why = Gap(.missing, tool.name, "no router and no host answered it") }
  }
  return (.failure(why), "")
}

private func wireless(_ connection: Connection, _ interface: String) async -> WirelessLink? {
  guard let link = try? await connection.text(["iw", "dev", interface, "link"]) else { return nil }
  let power = (try? await connection.text(["iw", "dev", interface, "get", "power_save"])) ?? ""
  return wirelessLink(interface, link: link, power: power)
}

/// What shows that addresses are changed on the way.
private func translation(source: String?, seen: String?, _ end: PathEnd) -> [String] {
  guard let source, let from = IPAddress(source), end.route.value?.isLocal == false else {
    return []
  }
  if let seen, seen != source { return ["NAT: sent from \(source), seen there as \(seen)"] }
  let address = IPAddress(end.destination) ?? end.resolved.first.flatMap { IPAddress($0) }
  if seen == nil, let address, from.isPrivate, !address.isPrivate,
    end.route.value?.gateway != nil
  {
    return ["NAT, since \(source) is private and \(end.destination) is not"]
  }
  return []
}

/// Whether the destination is on the segment of the interface that leads to it: no router, and the
/// interface's own prefix covers it.
private func isOneSegment(_ end: PathEnd) -> Bool? {
  guard let route = end.route.value else { return nil }
  return route.isLocal || route.gateway == nil && isCovered(end) ?? true
}

/// Whether a prefix of the interface that the route leaves by covers the destination; nil where that
/// is not known.
func isCovered(_ end: PathEnd) -> Bool? {
  guard let route = end.route.value, let addresses = end.addresses.value,
    let goal = IPAddress(end.destination) ?? end.resolved.first.flatMap({ IPAddress($0) })
  else { return nil }
  return addresses.contains { own in
    own.interface == route.interface
      && IPAddress(own.address)?.isInNetwork(of: goal, bits: own.prefix) ?? false
  }
}

/// Whether `address` is one of this machine's own.
public func isOwnAddress(_ address: String) async -> Bool {
  guard let wanted = IPAddress(address) else { return false }
  let text = try? await Connection(to: TargetAddress(hops: [])).text(["ip", "-o", "addr"])
  return RouteText.addresses(text ?? "").contains { IPAddress($0.address) == wanted }
}
