import Model

/// What perf saw: the functions of programs, the kernel's, and the ways to them.
func profileSections(_ observation: Observation) -> [Dive.Section] {
  guard let profile = observation.closer.value?.profile else { return [] }
  return [
    section(
      "Functions of programs, with the kernel's work for them", profile,
      remark: "The share of all that was seen to run."
    ) { stack in
      guard let frame = stack.frames.dropFirst().last(where: { !$0.isKernel }) else { return nil }
      return (frame.name, stack.frames[0].name)
    }.inBrief(3),
    section("Functions of the kernel", profile) { stack in
      guard let frame = stack.frames.last, frame.isKernel else { return nil }
      return (frame.name, nil)
    }.inBrief(3),
    section("The ways that lead there", profile) { stack in
      let ways = stack.frames.dropFirst().map(\.name)
      return ((ways.last ?? "") + " of " + (stack.frames.first?.name ?? ""), way(Array(ways)))
    },
  ]
}

/// The innermost frames of a way, the caller first.
private func way(_ names: [String]) -> String {
  (names.count > 6 ? "… " : "") + names.suffix(6).joined(separator: " > ")
}

/// The shares of what `key` tells apart; nil leaves a stack out.
private func section(
  _ title: String, _ profile: Measured<Profile>, remark: String? = nil,
  by key: (Profile.Stack) -> (name: String, detail: String?)?
) -> Dive.Section {
  let rows = profile.map { profile -> [Dive.Row] in
    var counts: [Dive.Row: Int] = [:]
    for stack in profile.stacks {
      guard let key = key(stack) else { continue }
      counts[Dive.Row(key.name, [], detail: key.detail), default: 0] += stack.count
    }
    let total = Double(max(profile.count, 1))
    let ranked = counts.sorted { left, right in
      left.value != right.value
        ? left.value > right.value
        : (left.key.name, left.key.detail ?? "") < (right.key.name, right.key.detail ?? "")
    }
    return ranked.prefix(mostRows).map { row, count in
      Dive.Row(
        row.name,
        [
          Measurement("share", Double(count) / total * 100, .percent),
          Measurement("seen", Double(count), .count),
        ], detail: row.detail)
    }
  }
  return Dive.Section(
    title, byHand: "perf record -F 99 -a -g -- sleep 10; perf report --no-children",
    remark: remark, rows: rows)
}
