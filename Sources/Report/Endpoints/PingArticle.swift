import Model

extension PingReport {
  /// The report as blocks.
  var article: Article {
    var article = Article()
    let worst = findings.first { $0.severity > .note }
    let isUnknown = gap != nil && answers.isEmpty
    article.blocks.append(
      .verdict(
        isUnknown ? .unknown : worst.map { Sign($0.severity) } ?? .clear, "\(host):",
        isUnknown ? "not measured." : worst?.finding.statement ?? "answers as it should."))
    article.blocks += numbers
    article.blocks.append(.findings(findings))
    article.blocks.append(.gaps([gap].compactMap { $0 }))
    return article
  }

  private var numbers: [Article.Block] {
    guard !answers.isEmpty else { return [] }
    var blocks: [Article.Block] = []
    let every = Quantity(interval, .seconds)
    let place = address.map { " (\($0))" } ?? ""
    blocks.append(
      .line("by \(method) from \(vantage)\(place), \(answers.count) times every \(every)"))
    if let routers { blocks.append(.line("\(routers) routers between, by the time to live")) }
    guard let all = Distribution(times) else { return blocks }
    blocks.append(
      .table(
        [
          ["least", "median", "p95", "most", "jitter", "loss"],
          [all.minimum, all.median, all.p95, all.maximum, all.jitter].map {
            Quantity($0, .milliseconds).description
          } + [Quantity(lossPercent ?? 0, .percent).description],
        ], numbers: Set(0...5)))
    blocks.append(.line("shape: \(shape.title), \(shapeDetail)"))
    blocks.append(.line(shapeMeaning))
    blocks.append(.plot(plot(answers, .milliseconds)))
    return blocks
  }
}

extension PingShape {
  /// The name for people.
  var title: String {
    switch self {
    case .tooFew: "too few answers"
    case .steady: "steady"
    case .beaconSteps: "steps of a Wi-Fi beacon"
    case .slowFirst: "a slow first answer"
    case .rising: "rising"
    case .falling: "falling"
    case .periodicSpikes: "spikes at a period"
    case .spikes: "spikes now and then"
    case .twoHumps: "two humps"
    case .wide: "spread out"
    }
  }
}
