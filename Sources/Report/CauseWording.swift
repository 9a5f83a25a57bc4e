import Model

// A cause in words, for text and Markdown alike.

extension ExplainedCause {
  /// `A device fails: sda, sdb`: what is wrong and who is behind it.
  var headline: String {
    let names = culprits.map { culprit in
      clean(culprit.subject == .machine ? "" : culprit.subject.name) + company(culprit.others)
        + (culprit.measurement.map { " (" + phrase($0, of: culprit.subject) + ")" } ?? "")
    }.map { String($0.drop { $0 == " " }) }
    return clean(title) + (names.isEmpty ? "" : ": " + names.joined(separator: ", "))
  }

  private func company(_ others: Int) -> String {
    others > 0 ? " and\(tie)\(others)\(tie)more" : ""
  }

  /// The chain by steps away from the cause: `swapped out 5,200 pages/s → utilization 98 % on sda`.
  ///
  /// Of each step the gravest two are named, and before them what proves the cause best; JSON has all
  /// edges.
  var chain: String {
    var steps: [[Link]] = []
    var depths: [Fact: Int] = [:]
    for link in links {
      let depth = link.from.flatMap { depths[$0] }.map { $0 + 1 } ?? 0
      depths[link.to] = depth
      if steps.count <= depth { steps.append([]) }
      steps[depth].append(link)
    }
    let surest = steps.first?.map(\.sureness).max()
    let shown = steps.enumerated().map { depth, links in
      let graver = links.enumerated().sorted {
        ($1.element.to.finding.severity, $0.offset) < ($0.element.to.finding.severity, $1.offset)
      }.map(\.element)
      let proof = depth > 0 ? nil : graver.firstIndex { $0.sureness == surest }
      let first = proof.map { [graver[$0]] } ?? []
      let rest = graver.enumerated().filter { $0.offset != proof }.map(\.element)
      return (first + rest).prefix(2).map(\.to)
    }
    let hidden = links.count - shown.reduce(0) { $0 + $1.count }
    return shown.map { facts in
      facts.enumerated().map { number, fact in
        let known = number > 0 ? facts[0].finding.subject : .machine
        return phrase(fact.finding.measurement, of: known)
      }.joined(separator: ", ")
    }.joined(separator: " → ") + (hidden > 0 ? "; and \(hidden)\(tie)more" : "")
  }

  /// `certain: the kernel counted the periods in which it was halted`.
  var certainty: String {
    "\(sureness.name): " + grounds.map(clean).joined(separator: "; ")
  }

  /// What speaks against it; empty where nothing does.
  var against: String {
    contradictions.map(phrase).joined(separator: "; ")
  }

  /// What to do first, for each term.
  var firstRemedies: [Remedy] {
    Remedy.Term.allCases.compactMap { term in
      let all = remedies.filter { $0.term == term }
      return all.first { !$0.isApplied } ?? all.first
    }
  }
}

extension Remedy.Term {
  /// The term before a remedy.
  var title: String {
    switch self {
    case .now: "now"
    case .lasting: "for good"
    }
  }
}

extension Remedy {
  /// Whether it is seen to be applied.
  var isApplied: Bool {
    if case .applied? = setting?.state { true } else { false }
  }

  /// The action with its risk and how it stands.
  var sentence: String {
    let state = setting.map { "; " + $0.sentence } ?? ""
    return clean(action) + " (" + risk.words + state + ")"
  }
}

extension Setting {
  /// `applied already: vm.swappiness says 10`.
  var sentence: String {
    switch state {
    case .applied(let text): "applied already: \(clean(name)) says \(said(text))"
    case .pending(let text): "not applied: \(clean(name)) says \(said(text))"
    case .unchecked(let why): "not checked, \(clean(why)); by hand: \(clean(byHand))"
    }
  }

  private func said(_ text: String) -> String {
    let text = clean(String(text.map { $0 == "\t" ? " " : $0 }))
    return text.isEmpty ? "nothing" : shortened(text, to: 40)
  }
}

/// `available 70 %, memory was left (MemoryAvailable)`.
func phrase(_ objection: Objection) -> String {
  phrase(objection.measurement) + ", " + clean(objection.why)
    + (objection.source.isEmpty ? "" : " (\(clean(objection.source)))")
}

/// `CPU quota (CPUThrottling clear: throttled periods 0 %)`.
func phrase(_ out: RuledOut) -> String {
  clean(out.title).lowercasedFirst + " (" + phrase(out.objection.measurement) + ")"
}

extension String {
  /// The text with a small letter at its beginning, unless a word of capitals begins it.
  fileprivate var lowercasedFirst: String {
    guard dropFirst().first?.isLowercase == true || dropFirst().first == " " else { return self }
    return prefix(1).lowercased() + dropFirst()
  }
}

extension Explanation {
  /// What stands over that which bounds work and is no fault.
  static let boundsTitle = "No fault, but it can be no faster"
  /// How many causes are told with their chain; the others have a line each.
  static let mostInFull = 3
  /// How many causes that were ruled out are named.
  static let mostRuledOut = 4

  /// What was ruled out, in one sentence; empty where nothing was.
  var ruledOutInWords: String {
    let shown = ruledOut.prefix(Self.mostRuledOut).map(phrase)
    let rest = ruledOut.count - shown.count
    return shown.joined(separator: "; ") + (rest > 0 ? "; and \(rest)\(tie)more" : "")
  }

  /// What no cause explains, in one sentence; empty where all is.
  var unexplainedInWords: String {
    let shown = unexplained.prefix(6).map {
      phrase($0.finding.measurement) + " (\(clean($0.source)))"
    }
    let rest = unexplained.count - shown.count
    return shown.joined(separator: "; ") + (rest > 0 ? "; and \(rest)\(tie)more" : "")
  }
}
