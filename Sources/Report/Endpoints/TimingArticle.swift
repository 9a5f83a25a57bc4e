import Model

extension TimingReport {
  /// The report as blocks.
  var article: Article {
    var article = Article()
    let findings = vantages.flatMap(\.findings)
    let worst = findings.ranked.first { $0.severity > .note }
    let isUnknown = vantages.allSatisfy { $0.gap != nil }
    article.blocks.append(
      .verdict(
        isUnknown ? .unknown : worst.map { Sign($0.severity) } ?? .clear, "\(method) \(url):",
        isUnknown ? "not measured." : worst?.finding.statement ?? "nothing slow."))
    for vantage in vantages { article.blocks.append(.line(vantage.line)) }
    for line in comparison { article.blocks.append(.line(line)) }
    article.blocks += [.heading("Phases"), phases]
    for vantage in vantages where vantage.runs.count > 1 {
      article.blocks += [.heading("\(vantage.runs.count) times from \(vantage.vantage)")]
      article.blocks += [vantage.quantiles, .plot(plot(vantage.totals, .seconds))]
    }
    for vantage in vantages { article.blocks += vantage.details(several: vantages.count > 1) }
    article.blocks.append(.findings(findings))
    article.blocks.append(.gaps(vantages.compactMap(\.gap)))
    return article
  }

  /// The median of each phase, the places side by side.
  private var phases: Article.Block {
    let places = vantages.map(\.vantage)
    var rows = [["phase"] + places + ["slow over"]]
    for phase in Phase.allCases {
      rows.append(
        [phase.title] + vantages.map { seconds($0.seconds(of: phase)) }
          + [limits[phase].map(inSeconds) ?? "-"])
    }
    rows.append(
      ["total"] + vantages.map { seconds($0.totals) } + [totalLimit.map(inSeconds) ?? "-"])
    return .table(rows, numbers: Set(1...(places.count + 1)))
  }
}

/// The median of `values`, or a dash.
private func seconds(_ values: [Double]) -> String {
  Distribution(values).map { inSeconds($0.median) } ?? "-"
}

/// Below a second in milliseconds, as people say it.
func inSeconds(_ value: Double) -> String {
  value < 0.9995
    ? Quantity(value * 1000, .milliseconds).description : Quantity(value, .seconds).description
}

extension EndpointTiming {
  /// What came, in one line.
  var line: String {
    if let gap { return "from \(vantage): not measured: \(gap.source): \(gap.detail)" }
    guard let last else { return "from \(vantage): nothing was asked" }
    var parts: [String] = []
    if let status = last.status { parts.append("answers \(status)") }
    if let version = last.version { parts.append("HTTP/\(version)") }
    if let tls = last.tls { parts.append(tls) }
    if let address = last.address { parts.append("by \(address)") }
    if last.isProxied { parts.append("through a proxy of the environment") }
    if last.bytes > 0 { parts.append("\(Quantity(last.bytes, .bytes))") }
    if let encoding = last.encoding { parts.append("compressed (\(encoding))") }
    if last.failure != nil { parts.append("failed") }
    let total = Distribution(totals).map { " in \(inSeconds($0.median))" } ?? ""
    return "from \(vantage): " + parts.joined(separator: ", ") + total
  }

  fileprivate var quantiles: Article.Block {
    var rows = [["phase", "median", "p95", "most", "jitter"]]
    let all = Phase.allCases.map { ($0.title, seconds(of: $0)) } + [("total", totals)]
    for (name, values) in all {
      guard let spread = Distribution(values) else { continue }
      rows.append(
        [name] + [spread.median, spread.p95, spread.maximum, spread.jitter].map(inSeconds))
    }
    return .table(rows, numbers: [1, 2, 3, 4])
  }

  /// Redirects, addresses, the connection and its certificates.
  fileprivate func details(several: Bool) -> [Article.Block] {
    guard gap == nil, let hops = runs.last, let last else { return [] }
    var blocks: [Article.Block] = [.heading(several ? "Seen from \(vantage)" : "Besides")]
    if hops.count > 1 {
      var rows = [["hop", "status", "total", "URL"]]
      for (number, hop) in hops.enumerated() {
        rows.append([
          "\(number + 1)", hop.status.map(String.init) ?? "-",
          inSeconds(Double(hop.marks.total) / 1e6), hop.url,
        ])
      }
      blocks.append(.table(rows, numbers: [0, 1, 2]))
    }
    if !last.tried.isEmpty {
      blocks.append(.line("tried: \(last.tried.joined(separator: ", "))"))
    }
    blocks.append(.line("IPv4: \(Self.connection(ipv4)); IPv6: \(Self.connection(ipv6))"))
    switch reused {
    case .success(let second):
      let time = inSeconds(Double(second.marks.total) / 1e6)
      blocks.append(.line("the connection is kept: a second request on it takes \(time)"))
    case .failure(let gap): blocks.append(.line("the connection used again: \(gap.detail)"))
    }
    if last.encoding == nil, last.failure == nil, last.bytes > 0 {
      blocks.append(.line("the answer is not compressed"))
    }
    switch certificates {
    case .success(let chain):
      for certificate in chain {
        blocks.append(
          .line(
            "certificate of \(certificate.subject), from \(certificate.issuer), "
              + "until \(certificate.expiry)"))
      }
    case .failure(let gap): blocks.append(.line("certificates: \(gap.detail)"))
    }
    blocks.append(.line(baselineLine))
    return blocks
  }

  private var baselineLine: String {
    switch baseline {
    case .failure(let gap): return "compared with an earlier report: \(gap.detail)"
    case .success(let before):
      let parts = Phase.allCases.compactMap { phase -> String? in
        guard let old = before[phase], let now = Distribution(seconds(of: phase)) else {
          return nil
        }
        return "\(phase.title) \(inSeconds(now.median)), before \(inSeconds(old))"
      }
      return "compared with an earlier report: " + parts.joined(separator: "; ")
    }
  }

  private static func connection(_ exchange: Measured<HTTPExchange>) -> String {
    switch exchange {
    case .failure(let gap): return gap.detail
    case .success(let exchange):
      if let failure = exchange.failure { return failure.sentence }
      return exchange.marks[.tcp].map { "connects in \(inSeconds(Double($0) / 1e6))" } ?? "-"
    }
  }
}
