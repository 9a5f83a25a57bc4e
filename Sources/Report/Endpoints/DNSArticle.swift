import Model

extension DNSReport {
  /// The report as blocks.
  var article: Article {
    var article = Article()
    let worst = findings.first { $0.severity > .note }
    let isUnknown = resolvers.isEmpty && system.value == nil
    article.blocks.append(
      .verdict(
        isUnknown ? .unknown : worst.map { Sign($0.severity) } ?? .clear, "\(name):",
        isUnknown ? "not measured." : worst?.finding.statement ?? "found as it should be."))
    switch system {
    case .success(let time):
      let found = systemAddresses.isEmpty ? "nothing" : systemAddresses.joined(separator: ", ")
      article.blocks.append(
        .line(
          "the system's own way from \(vantage): \(Quantity(time, .milliseconds)), gives \(found)"))
    case .failure(let gap):
      article.blocks.append(.line("the system's own way was not measured: \(gap.detail)"))
    }
    let list = search.isEmpty ? "no search list" : "search list \(search.joined(separator: " "))"
    article.blocks.append(.line("\(list), ndots \(dots)"))
    article.blocks += table
    if !wasted.isEmpty {
      let names = wasted.map { name, time in
        name + (time.map { " (\(Quantity($0, .milliseconds)))" } ?? "")
      }
      article.blocks.append(.line("asked for in vain: \(names.joined(separator: ", "))"))
    }
    article.blocks += [.findings(findings), .gaps(gaps)]
    return article
  }

  private var table: [Article.Block] {
    guard !resolvers.isEmpty else { return [] }
    var rows = [["resolver", "type", "status", "time", "answer"]]
    for resolver in resolvers {
      for answer in resolver.answers {
        let records =
          answer.records.isEmpty
          ? answer.complaint ?? "-"
          : answer.records
            .prefix(4).joined(separator: ", ")
        rows.append([
          resolver.server, answer.type, answer.status ?? "no answer",
          answer.milliseconds.map { Quantity($0, .milliseconds).description } ?? "-", records,
        ])
      }
      if let unchecked = resolver.unchecked {
        rows.append([
          resolver.server, "A +cd", unchecked.status ?? "no answer",
          unchecked.milliseconds.map { Quantity($0, .milliseconds).description } ?? "-",
          unchecked.records.prefix(4).joined(separator: ", "),
        ])
      }
    }
    return [.heading("Each resolver by itself"), .table(rows, numbers: [3])]
  }
}
