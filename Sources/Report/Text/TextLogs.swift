import Model

/// What the logs of `target` say, for a terminal or a pipe.
func textLogs(_ digest: LogDigest, target: String, _ style: Style) -> String {
  var sheet = Sheet(style)
  let ink = digest.sign == .clear ? Ink.plain : Ink(digest.sign)
  sheet.paragraph(words(digest.sign) + words(digest.headline, ink))
  sheet.paragraph(words("\(clean(target)): \(digest.extent)"))
  if let blame = digest.decision.blame {
    sheet.paragraph(words(">\(tie)" + shortened(clean(blame.call.example), to: 240)), indent: 4)
    let next = blame.command.map(clean) ?? "find out where '\(clean(blame.endpoint))' is"
    sheet.paragraph(words("next: " + next, .strong), indent: 4)
  }
  sheet.happened(digest)
  sheet.calls(digest)
  sheet.timed(digest)
  sheet.changed(digest)
  sheet.traces(digest)
  sheet.patterns(digest)
  sheet.read(digest)
  return sheet.text
}

extension Sheet {
  fileprivate mutating func happened(_ digest: LogDigest) {
    guard !digest.events.isEmpty else { return }
    heading("What happened")
    for event in digest.events {
      let count = phrase(Quantity(Double(event.count.count), .count))
      let when = event.count.first.map { "\(hour($0)) to \(hour(event.count.last))" } ?? ""
      paragraph(
        words("\(count) \(event.kind.title(of: event.count.count))", .strong) + words(when, .faint),
        indent: 2)
      paragraph(words(">\(tie)" + shortened(clean(event.example), to: 200)), indent: 4)
    }
  }

  fileprivate mutating func calls(_ digest: LogDigest) {
    guard !digest.calls.isEmpty else { return }
    heading("Calls to others")
    var table = Table(rows: [], indent: 2, numbers: [1, 2, 3, 4, 5])
    table.rows = [header(["", "calls", "failed", "half", "95 %", "longest"])]
    for call in digest.calls.prefix(LogShown.rows) {
      let numbers: [String] = [
        number(call.count.count), number(call.failed), span(call.timings?.median),
        span(call.timings?.p95), span(call.timings?.longest),
      ]
      let remark = call.failuresInWords
      table.rows.append(
        Table.Row(
          cells: [words(shortened(clean(call.host), to: 48))] + numbers.map { words($0) },
          remark: words(remark, .faint)))
    }
    table.write(on: &self)
    more(digest.calls.count)
  }

  fileprivate mutating func timed(_ digest: LogDigest) {
    guard !digest.operations.isEmpty else { return }
    heading("What is timed")
    for operation in digest.operations.prefix(LogShown.rows) {
      let timings = operation.timings
      let numbers: [String] = [
        counted(timings.count, "time"), "half \(span(timings.median))",
        "95\(tie)% \(span(timings.p95))", "99\(tie)% \(span(timings.p99))",
        "longest \(span(timings.longest))",
      ]
      paragraph(
        words(shortened(clean(operation.name), to: 120), .strong)
          + words("[\(clean(operation.field))]", .faint), indent: 2)
      paragraph(words(numbers.joined(separator: ", ")), indent: 4)
    }
    more(digest.operations.count)
  }

  fileprivate mutating func changed(_ digest: LogDigest) {
    guard !digest.changes.isEmpty else { return }
    heading("What changed")
    for change in digest.changes.prefix(LogShown.rows) {
      paragraph(words("\(change.moment):", .strong) + words(change.sentence), indent: 2)
    }
    more(digest.changes.count)
  }

  fileprivate mutating func traces(_ digest: LogDigest) {
    guard !digest.stacks.isEmpty else { return }
    heading("Traces")
    for stack in digest.stacks.prefix(LogShown.rows) {
      paragraph(words(number(stack.count.count), .strong) + words(stack.sentence), indent: 2)
    }
    more(digest.stacks.count)
  }

  fileprivate mutating func patterns(_ digest: LogDigest) {
    guard !digest.patterns.isEmpty else { return }
    heading("Lines by pattern, the gravest first")
    var table = Table(rows: [], indent: 2, hanging: 2, numbers: [0])
    table.rows = digest.patterns.prefix(LogShown.rows).map { pattern in
      Table.Row(cells: [
        words(number(pattern.count.count)), words(pattern.level?.name ?? ""),
        words(shortened(clean(pattern.text), to: 160)),
      ])
    }
    table.write(on: &self)
    more(digest.patternCount)
  }

  fileprivate mutating func read(_ digest: LogDigest) {
    if !digest.sources.isEmpty { heading("What was read") }
    for source in digest.sources.prefix(24) { paragraph(words(source.sentence), indent: 2) }
    for remark in digest.remarks { paragraph(words(remark, .faint), indent: 2) }
    guard !digest.gaps.isEmpty else { return }
    heading("Not read")
    for gap in digest.gaps.prefix(24) {
      paragraph(words(.unknown) + words("\(clean(gap.source)): \(clean(gap.detail))"), indent: 2)
    }
  }

  private func header(_ titles: [String]) -> Table.Row {
    Table.Row(cells: titles.map { words($0, .faint) })
  }

  private func number(_ count: Int) -> String { phrase(Quantity(Double(count), .count)) }

  private mutating func more(_ count: Int) {
    guard count > LogShown.rows else { return }
    paragraph(words("and \(count - LogShown.rows) more; JSON has them", .faint), indent: 2)
  }
}
