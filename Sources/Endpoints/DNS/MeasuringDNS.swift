public import Model
public import Transports

/// Asks each resolver that the machine at `address` is configured with for `name`, side by side,
/// and the system itself as a program would; judges what they say.
public func measureDNS(
  _ name: String, from address: TargetAddress, by limits: EndpointThresholds
) async -> DNSReport {
  var report = DNSReport(name: name, vantage: address.description)
  let connection = Connection(to: address)
  var configuration = ResolverConfiguration("")
  do throws(Gap) {
    configuration = try await read(connection)
  } catch {
    report.gaps.append(error)
    return report
  }
  report.search = configuration.search
  report.dots = configuration.dots
  report.system = await systemTime(of: name, connection, &report.systemAddresses)
  do throws(Gap) {
    report.resolvers = try await answers(
      to: name, by: Array(configuration.servers.prefix(mostResolvers)), connection)
  } catch { report.gaps.append(error) }
  let works = report.resolvers.first { $0.answers.contains(where: \.isAnswer) }
  for wasted in configuration.wasted(before: name) {
    guard let works else {
      report.wasted.append((wasted, nil))
      continue
    }
    let answers = (try? await ask(works.server, wasted, connection)) ?? []
    // A name of the search list that exists is the one that was meant.
    if answers.contains(where: { !$0.records.isEmpty }) { break }
    report.wasted.append(
      (wasted, answers.compactMap(\.milliseconds).max()))
  }
  report.findings = judge(report, configuration, by: limits).ranked
  return report
}

/// As many as anybody has.
private let mostResolvers = 6

/// The configuration, behind the stub of systemd where that is what is configured.
private func read(_ connection: Connection) async throws(Gap) -> ResolverConfiguration {
  let text = try await connection.text(["cat", "/etc/resolv.conf"])
  var configuration = ResolverConfiguration(text)
  guard configuration.servers == ["127.0.0.53"] else { return configuration }
  let real = try await connection.text(["cat", "/run/systemd/resolve/resolv.conf"])
  let behind = ResolverConfiguration(real).servers.filter { $0 != "127.0.0.1" }
  configuration.servers += behind
  return configuration
}

/// Milliseconds that the system's own way takes to an address, with hosts file, search list, cache
/// and all; what the program that asks and the way to the machine take is taken off.
private func systemTime(
  of name: String, _ connection: Connection, _ addresses: inout [String]
) async -> Measured<Double> {
  let clock = ContinuousClock()
  do throws(Gap) {
    let start = clock.now
    // An address needs no question: what this takes, the tool itself takes.
    _ = try await connection.ask(["getent", "ahosts", "127.0.0.1"], deadline: 10)
    let middle = clock.now
    let reply = try await connection.ask(["getent", "ahosts", name], deadline: 35)
    let end = clock.now
    addresses = Endpoints.addresses(inHosts: String(decoding: reply.output, as: UTF8.self))
    let own = (middle - start) / .milliseconds(1)
    return .success(max((end - middle) / .milliseconds(1) - own, 0))
  } catch { return .failure(error) }
}

/// All `servers` side by side.
private func answers(to name: String, by servers: [String], _ connection: Connection)
  async throws(Gap) -> [ResolverReport]
{
  // Says once whether there is a dig at all.
  _ = try await connection.ask(["dig", "-v"], deadline: 5)
  return await withTaskGroup(of: (Int, ResolverReport).self) { group in
    for (index, server) in servers.enumerated() {
      group.addTask {
        var report = ResolverReport(server: server)
        report.answers = (try? await ask(server, name, connection)) ?? []
        if report.answers.contains(where: { $0.status == "SERVFAIL" }) {
          report.unchecked = try? await question(
            server, name, "A", connection, checksSignatures: false)
        }
        return (index, report)
      }
    }
    var found: [Int: ResolverReport] = [:]
    for await (index, report) in group { found[index] = report }
    return servers.indices.compactMap { found[$0] }
  }
}

/// Both kinds of addresses, asked for as the system does: at the same time.
private func ask(_ server: String, _ name: String, _ connection: Connection) async throws(Gap)
  -> [DNSAnswer]
{
  async let four = measured { () async throws(Gap) in
    try await question(server, name, "A", connection)
  }
  async let six = measured { () async throws(Gap) in
    try await question(server, name, "AAAA", connection)
  }
  return [try await four.get(), try await six.get()]
}

private func question(
  _ server: String, _ name: String, _ type: String, _ connection: Connection,
  checksSignatures: Bool = true
) async throws(Gap) -> DNSAnswer {
  let reply = try await connection.ask(
    ["dig", "-r", "-u", "+tries=1", "+time=5", "+noall", "+comments", "+answer", "+stats"]
      + (checksSignatures ? [] : ["+cd"])
      + ["-q", name, "-t", type, "@\(server)"], deadline: 12)
  return DigText.answer(type, String(decoding: reply.output, as: UTF8.self))
}
