import Collector
public import Model
public import Transports

/// Asks for `request` from the machine at `address`, `repeats` times, with connections of its own
/// each time, and judges the answers; after `seconds` it asks no more.
///
/// What is compared besides (both families of addresses, a connection used again) is asked only
/// where asking again does no more than asking once.
public func measureTiming(
  _ request: HTTPRequest, from address: TargetAddress, repeats: Int = 1,
  within seconds: Double = .infinity, baseline: [UInt8]? = nil, comparing: Bool = true,
  by limits: EndpointThresholds
) async -> EndpointTiming {
  var timing = EndpointTiming(vantage: address.description)
  let curl = Curl(connection: Connection(to: address))
  // The request of the last hop: all that follows is about the server that answered it.
  var final = request
  let start = ContinuousClock.now
  do throws(Gap) {
    for _ in 0..<max(repeats, 1) {
      let (hops, last) = try await curl.hops(request)
      timing.runs.append(hops)
      final = last
      if (ContinuousClock.now - start) / .seconds(1) > seconds { break }
    }
  } catch {
    if timing.runs.isEmpty {
      timing.gap = error
      return timing
    }
  }
  let isReached = timing.last?.failure == nil
  if request.isConnectionOnly {
    let why = "only a connection was asked for"
    (timing.ipv4, timing.ipv6) = (
      .failure(Gap(.missing, "IPv4", why)), .failure(Gap(.missing, "IPv6", why))
    )
    timing.reused = .failure(Gap(.missing, "connection reuse", why))
  } else if comparing, isReached, final.isRepeatable, (timing.last?.bytes ?? 0) <= mostCompared {
    timing.ipv4 = await curl.family(4, final)
    timing.ipv6 = await curl.family(6, final)
    timing.reused = await curl.reused(final)
  }
  timing.certificates =
    final.isEncrypted
    ? await curl.certificates(of: final, when: timing.last?.failure) : .success([])
  if let baseline {
    timing.baseline = readBaseline(baseline, url: request.shown, vantage: timing.vantage)
  }
  timing.findings = judge(timing, final, now: systemTime(), by: limits)
  return timing
}

/// `request` measured from all `places` over the same seconds, each judged by its own limits.
public func measureTiming(
  _ request: HTTPRequest, from places: [(address: TargetAddress, limits: EndpointThresholds)],
  repeats: Int, baseline: [UInt8]? = nil, comparing: Bool = true
) async -> TimingReport {
  let vantages = await withTaskGroup(of: (Int, EndpointTiming).self) { group in
    for (index, place) in places.enumerated() {
      group.addTask {
        (
          index,
          await measureTiming(
            request, from: place.address, repeats: repeats, baseline: baseline,
            comparing: comparing, by: place.limits)
        )
      }
    }
    var found: [Int: EndpointTiming] = [:]
    for await (index, timing) in group { found[index] = timing }
    return places.indices.compactMap { found[$0] }
  }
  let limits = places.first?.limits ?? EndpointThresholds()
  return limits.limited(
    TimingReport(
      url: request.shown, method: request.method, vantages: vantages,
      comparison: compare(vantages, by: limits)))
}

/// Bytes of an answer that is asked for again only to compare.
private let mostCompared = 16_777_216.0

/// curl(1) and openssl(1) at the end of a connection.
private struct Curl {
  let connection: Connection

  /// More than any chain of redirects that means to end.
  private static let mostHops = 10

  /// The request and all that its redirects lead to, each a run of curl, and the last of them.
  func hops(_ request: HTTPRequest) async throws(Gap) -> ([HTTPExchange], last: HTTPRequest) {
    var hops: [HTTPExchange] = []
    var last = request
    var next: HTTPRequest? = request
    while let asked = next {
      last = asked
      guard let transfer = try await transfers(asked).first else {
        throw Gap(.malformed, "curl", "it printed nothing that tells of a request")
      }
      var exchange = transfer.exchange
      next = nil
      if let target = transfer.next, exchange.failure == nil {
        if hops.count + 1 >= Self.mostHops {
          exchange.failure = HTTPFailure(
            .wait, after: exchange.marks.total,
            "The redirects do not end: the answer to the \(Self.mostHops)th request is another.",
            means:
              "Two addresses point to each other: often a server and the proxy before it do not "
              + "agree on http or https, or on the name.")
        } else {
          next = asked.redirected(to: target, status: exchange.status ?? 302)
        }
      }
      hops.append(exchange)
    }
    return (hops, last)
  }

  /// One run of curl.
  func transfers(_ request: HTTPRequest, times: Int = 1, family: Int? = nil) async throws(Gap)
    -> [(exchange: HTTPExchange, next: String?)]
  {
    let config = CurlConfig(request, times: times, family: family)
    let reply = try await connection.ask(
      ["curl", "-q", "-K", "-"], input: Array(config.text.utf8),
      deadline: request.patience * Double(times) + 3)
    return CurlOutput(
      request, output: String(decoding: reply.output, as: UTF8.self), status: reply.status
    ).exchanges
  }

  /// The same over one family of addresses.
  func family(_ family: Int, _ request: HTTPRequest) async -> Measured<HTTPExchange> {
    let name = "IPv\(family)"
    guard !request.host.contains(":"), !request.host.allSatisfy({ $0.isNumber || $0 == "." }) else {
      return .failure(Gap(.missing, name, "the URL has an address and no name"))
    }
    do throws(Gap) {
      guard let (exchange, _) = try await transfers(request, family: family).first else {
        throw Gap(.malformed, name, "curl told of no request")
      }
      let said = exchange.failure?.sentence ?? ""
      // Of a name with addresses of the other family alone curl tries none.
      if let failure = exchange.failure, failure.phase == .dns || exchange.tried.isEmpty {
        throw Gap(.missing, name, "the name has no address of \(name)")
      }
      if said.contains("network is unreachable") || said.contains("assign requested address") {
        throw Gap(.missing, name, "no route of \(name) from there")
      }
      return .success(exchange)
    } catch { return .failure(error) }
  }

  /// A second request on one connection.
  func reused(_ request: HTTPRequest) async -> Measured<HTTPExchange> {
    do throws(Gap) {
      let both = try await transfers(request, times: 2)
      guard both.count == 2, let second = both.last?.exchange, second.failure == nil else {
        throw Gap(.malformed, "connection reuse", "the second of two requests failed")
      }
      guard second.connections == 0 else {
        throw Gap(.missing, "connection reuse", "the server closes the connection after an answer")
      }
      return .success(second)
    } catch { return .failure(error) }
  }

  /// The server's chain, which curl does not show of one that it refuses.
  func certificates(of request: HTTPRequest, when failure: HTTPFailure?) async
    -> Measured<[Certificate]>
  {
    if let failure, failure.phase == .dns || failure.phase == .tcp {
      return .failure(Gap(.missing, "certificates", "there was no connection"))
    }
    let isAddress = request.host.contains(":") || request.host.allSatisfy { !$0.isLetter }
    let place =
      (request.host.contains(":") ? "[\(request.host)]" : request.host)
      + ":\(request.port)"
    do throws(Gap) {
      let reply = try await connection.ask(
        ["openssl", "s_client", "-connect", place, "-showcerts"]
          + (isAddress ? [] : ["-servername", request.host]), deadline: request.patience)
      let printed = String(decoding: reply.output, as: UTF8.self)
      let text = CertificateText(printed)
      guard !text.chain.isEmpty else {
        throw Gap(
          .malformed, "certificates",
          reply.lastError
            ?? (printed.contains("-----BEGIN CERTIFICATE-----")
              ? "openssl older than 3 does not tell when they end" : "the server sent none"))
      }
      return .success(text.chain)
    } catch { return .failure(error) }
  }
}

extension Connection {
  /// What `arguments` print; the gap where the tool or the machine is out of reach.
  func ask(
    _ arguments: [String], input: [UInt8] = [], deadline: Double
  ) async throws(Gap) -> Reply {
    let tool = arguments.first ?? ""
    let reply: Reply
    do throws(Unreachable) {
      reply = try await run(
        arguments, input: input, endsInput: true, deadline: deadline, limit: 32 << 20)
    } catch {
      let name = "\(address): "
      let isNamed = error.sentence.hasPrefix(name)
      throw Gap(
        .missing, address.description,
        isNamed ? String(error.sentence.dropFirst(name.count)) : error.sentence)
    }
    // Docker tells of what it could not start where output would be.
    if [126, 127].contains(reply.status),
      reply.output.isEmpty || reply.output.starts(with: Array("OCI runtime exec failed".utf8))
    {
      throw Gap(.missing, tool, "not installed at \(address)")
    }
    return reply
  }

  /// The text that `arguments` print, whatever their status.
  func text(_ arguments: [String], deadline: Double = 5) async throws(Gap) -> String {
    String(decoding: try await ask(arguments, deadline: deadline).output, as: UTF8.self)
  }
}
