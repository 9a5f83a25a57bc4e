import Model

/// One thing that was not measured, and the checks that it silenced.
struct Silence {
  let kind: Gap.Kind
  let source: String
  /// How to measure it.
  let remedy: String
  /// What was answered, each answer once.
  var details: [String] = []
  /// The names of the checks.
  var checks: [String] = []

  /// What was not measured, why, and the checks that could therefore say nothing.
  var sentence: String {
    let isInside = source.hasPrefix("inside ")
    let isNode = source.hasPrefix("node ")
    var text =
      isInside
      ? "What is \(clean(source))"
      : isNode ? "The \(clean(source)) was not read" : "\(clean(source)) \(kind.predicate)"
    // Three answers show the kind; a file that lacks thirty counters would tell thirty times.
    if !details.isEmpty { text += ": " + details.prefix(3).map(clean).joined(separator: "; ") }
    if details.count > 3 { text += "; and \(details.count - 3) more" }
    text += text.hasSuffix(".") ? "" : "."
    return checks.isEmpty ? text : text + " Silences \(enumerated(checks))."
  }
}

/// What was not measured for want of the same thing.
struct Blindness {
  let remedy: String
  var silences: [Silence]
  /// Gaps that silenced no check and are too many to list.
  var unlisted = 0
}

extension Diagnosis {
  /// What was not measured, by what would change that; what silenced most checks first.
  var blindnesses: [Blindness] {
    var result: [Blindness] = []
    for silence in silences {
      let isKnown = result.firstIndex { $0.remedy == silence.remedy }
      let index = isKnown ?? result.endIndex
      if isKnown == nil { result.append(Blindness(remedy: silence.remedy, silences: [])) }
      if silence.checks.isEmpty, result[index].silences.count >= mostListed {
        result[index].unlisted += 1
      } else {
        result[index].silences.append(silence)
      }
    }
    return result
  }

  private var silences: [Silence] {
    var result: [Silence] = []
    var places: [Gap: [Int]] = [:]
    func note(_ gap: Gap, _ check: (any Check)?) {
      let remedy = gap.remedy(for: check)
      let known = places[Gap(gap.kind, gap.source, "")] ?? []
      let index = known.first { check == nil || result[$0].remedy == remedy } ?? result.endIndex
      if index == result.endIndex {
        places[Gap(gap.kind, gap.source, ""), default: []].append(index)
        result.append(Silence(kind: gap.kind, source: gap.source, remedy: remedy))
      }
      result[index].details.add(gap.detail)
      if let check { result[index].checks.add(check.name) }
    }
    for case (let check, .unmeasured(let gap)) in judgements.map({ ($0.check, $0.verdict) }) {
      note(gap, check)
    }
    for gap in gaps { note(gap, nil) }
    let ranked = result.enumerated().sorted {
      ($1.element.checks.count, $0.offset) < ($0.element.checks.count, $1.offset)
    }
    return ranked.map(\.element)
  }
}

/// Beyond these, gaps without consequence for a verdict are counted only.
private let mostListed = 8

extension [String] {
  fileprivate mutating func add(_ text: String) {
    if !text.isEmpty, !contains(text) { append(text) }
  }
}
