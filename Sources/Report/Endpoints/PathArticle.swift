import Model

extension PathReport {
  /// The report as blocks.
  var article: Article {
    var article = Article()
    let worst = findings.first { $0.severity > .note }
    let isUnknown = forward.route.value == nil && worst == nil
    article.blocks.append(
      .verdict(
        isUnknown ? .unknown : worst.map { Sign($0.severity) } ?? .clear, "\(from) to \(to):",
        worst?.finding.statement ?? (isUnknown ? "not measured." : "nothing wrong on the way.")))
    article.blocks += forward.blocks(title: "From \(from)", isOneSegment: isOneSegment)
    switch back {
    case .success(let end):
      article.blocks += end.blocks(title: "Back from \(to)", isOneSegment: nil)
    case .failure(let gap): article.blocks += [.heading("The way back"), .line(gap.detail)]
    }
    let unmeasured = [forward.unmeasured, back.value?.unmeasured].compactMap { $0 }
    article.blocks += [
      .findings(findings), .gaps(unmeasured + forward.gaps + (back.value?.gaps ?? [])),
    ]
    return article
  }
}

extension PathEnd {
  /// What was asked there and not answered.
  var gaps: [Gap] {
    // Without a route nothing else was asked.
    guard let route = route.value, !route.isLocal else { return [] }
    var gaps = [addresses.gap, hops.gap, mtu.gap, neighbour.gap]
    if route.gateway == nil { gaps.append(claimants.gap) }
    return (gaps + [ping?.gap]).compactMap { $0 }
  }

  fileprivate func blocks(title: String, isOneSegment: Bool?) -> [Article.Block] {
    var blocks: [Article.Block] = [.heading(title)]
    guard let route = route.value else { return blocks }
    let source = route.source ?? "?"
    let prefix =
      addresses.value?.first { $0.address == route.source }.map { "/\($0.prefix)" } ?? ""
    let way =
      route.isLocal
      ? "this machine itself"
      : route.gateway.map { "by the router \($0)" }
        ?? "directly"
    blocks.append(.line("\(source)\(prefix) on \(route.interface) to \(destination), \(way)"))
    if let isOneSegment, !route.isLocal {
      blocks.append(.line(isOneSegment ? "both on one segment" : "on different segments, routed"))
    }
    if !between.isEmpty { blocks.append(.line("between: \(between.joined(separator: ", "))")) }
    if let state = neighbour.value { blocks.append(.line("neighbour table: \(state)")) }
    if let link = wireless { blocks.append(.line(link.line)) }
    if let claimants = claimants.value, !claimants.isEmpty {
      blocks.append(.line("the address is claimed by \(claimants.joined(separator: ", "))"))
    }
    if !resolved.isEmpty {
      blocks.append(.line("the name is \(resolved.joined(separator: ", ")) there"))
    }
    if let mtu = mtu.value { blocks.append(.line(mtu.line)) }
    if let ping, let all = Distribution(ping.times) {
      blocks.append(
        .line(
          "ping: \(Quantity(all.median, .milliseconds)) in the middle, at most "
            + "\(Quantity(all.maximum, .milliseconds)), loss "
            + "\(Quantity(ping.lossPercent ?? 0, .percent)), \(ping.shape.title)"))
    }
    if let hops = hops.value, !hops.isEmpty { blocks.append(table(hops)) }
    return blocks
  }

  private func table(_ hops: [Hop]) -> Article.Block {
    var rows = [["hop", "address (\(tracer))", "time", "lost"]]
    for hop in hops {
      let time = Distribution(hop.times).map { Quantity($0.median, .milliseconds).description }
      rows.append([
        "\(hop.number)", hop.addresses.isEmpty ? "silent" : hop.addresses.joined(separator: ", "),
        time ?? "-", "\(hop.lost) of \(hop.sent)",
      ])
    }
    return .table(rows, numbers: [0, 2, 3])
  }
}

extension PathMTU {
  fileprivate var line: String {
    if largest >= interface { return "packets of \(interface) bytes come through whole" }
    let who = toldBy.map { "; \($0) tells so" } ?? ""
    return "packets of \(largest) bytes come through, \(interface) is what the interface sends"
      + (isHole ? "; larger ones vanish" : who)
  }
}

extension WirelessLink {
  fileprivate var line: String {
    let parts = [
      network.map { "in \($0)" }, signal.map { "signal \(Quantity($0, .count)) dBm" },
      sendRate.map { "sends \(Quantity($0, .count)) MBit/s" },
      savesPower.map { "power save \($0 ? "on" : "off")" },
    ]
    return "Wi-Fi \(interface): " + parts.compactMap { $0 }.joined(separator: ", ")
  }
}
