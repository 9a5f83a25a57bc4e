import Model

/// What the logs of `target` say, to paste into an incident channel.
func markdownLogs(_ digest: LogDigest, target: String) -> String {
  var text = "**\(digest.sign.rawValue) \(markdown(digest.headline))**\n\n"
  text += "\(code(clean(target))): \(markdown(digest.extent))\n"
  if let blame = digest.decision.blame {
    text += "\n\(code(shortened(clean(blame.call.example), to: 200)))\n"
    text += "\nNext: \(code(clean(blame.command ?? "find out where '\(blame.endpoint)' is")))\n"
  }
  let sections: [String] = [
    text, events(digest), calls(digest), operations(digest), changes(digest), traces(digest),
    sources(digest),
  ]
  return sections.filter { !$0.isEmpty }.joined(separator: "\n")
}

private func events(_ digest: LogDigest) -> String {
  let rows = digest.events.map { event in
    [
      markdown(event.kind.title), "\(event.count.count)", hour(event.count.first),
      hour(event.count.last), code(shortened(clean(event.example), to: 120)),
    ]
  }
  return rows.isEmpty ? "" : table(["what happened", "times", "first", "last", "example"], rows)
}

private func calls(_ digest: LogDigest) -> String {
  let rows = digest.calls.prefix(LogShown.rows).map { call in
    [
      code(clean(call.host)), "\(call.count.count)", markdown(call.failuresInWords),
      span(call.timings?.median).untied, span(call.timings?.p95).untied,
      span(call.timings?.longest).untied,
    ]
  }
  return rows.isEmpty
    ? "" : table(["calls to", "calls", "failed", "half", "95 %", "longest"], Array(rows))
}

private func operations(_ digest: LogDigest) -> String {
  let rows = digest.operations.prefix(LogShown.rows).map { operation in
    [
      code(shortened(clean(operation.name), to: 80)), code(clean(operation.field)),
      "\(operation.timings.count)", span(operation.timings.median).untied,
      span(operation.timings.p95).untied, span(operation.timings.p99).untied,
      span(operation.timings.longest).untied,
    ]
  }
  return rows.isEmpty
    ? "" : table(["timed", "by", "times", "half", "95 %", "99 %", "longest"], Array(rows))
}

private func changes(_ digest: LogDigest) -> String {
  let items = digest.changes.prefix(LogShown.rows).map {
    "- \(markdown($0.moment)): \(markdown($0.sentence))\n"
  }
  return items.isEmpty ? "" : "**What changed**\n\n" + items.joined()
}

private func traces(_ digest: LogDigest) -> String {
  let items = digest.stacks.prefix(LogShown.rows).map {
    "- \($0.count.count) times \(markdown($0.sentence))\n"
  }
  return items.isEmpty ? "" : "**Traces**\n\n" + items.joined()
}

private func sources(_ digest: LogDigest) -> String {
  let read = digest.sources.prefix(24).map { "- \(markdown($0.sentence))\n" }
  let gaps = digest.gaps.prefix(24).map {
    "- ? \(markdown(clean($0.source))): \(markdown(clean($0.detail)))\n"
  }
  return "**What was read**\n\n" + (read + gaps).joined()
}
