import Model

/// One thing that was not measured, and the checks that it silenced.
struct Silence {
  let kind: Gap.Kind
  let source: String
  /// What was answered, each answer once.
  var details: [String] = []
  /// The names of the checks.
  var checks: [String] = []
  /// What the checks themselves say would make them measurable.
  var advice: [String] = []

  /// `/proc/pressure/cpu is missing: No such file or directory. Silences CPUPressure.`
  var sentence: String {
    var text = "\(clean(source)) \(kind.predicate)"
    if !details.isEmpty { text += ": " + details.map(clean).joined(separator: "; ") }
    text += text.hasSuffix(".") ? "" : "."
    return checks.isEmpty ? text : text + " Silences \(enumerated(checks))."
  }

  /// How to measure it.
  var remedy: String {
    // A check knows what it lacks; it cannot know that the window was short or the disk hung.
    let isLacking = [.missing, .malformed, .forbidden].contains(kind)
    return isLacking && !advice.isEmpty
      ? advice.map(clean).joined(separator: "; ") : Gap(kind, source, "").remedy
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
    var places: [Gap: Int] = [:]
    func note(_ gap: Gap, _ check: (any Check)?) {
      let index = places[Gap(gap.kind, gap.source, ""), default: result.endIndex]
      if index == result.endIndex {
        places[Gap(gap.kind, gap.source, "")] = index
        result.append(Silence(kind: gap.kind, source: gap.source))
      }
      result[index].details.add(gap.detail)
      guard let check else { return }
      result[index].checks.add(check.name)
      if let advice = check.toMeasure { result[index].advice.add(advice) }
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
