import Collector
import Configuration
import Endpoints
import Model
import Runbook
import SystemCalls
import Transports

/// The runbook's step that measures the endpoint, taken beside the window so that it adds little.
struct EndpointStep {
  /// Often enough to tell what happens once from what happens always.
  fileprivate static let repeats = 3

  private let request: HTTPRequest
  private let settings: Configuration
  private let here: Task<EndpointTiming, Never>
  private var there: [String: Task<EndpointTiming, Never>] = [:]

  /// Begins to measure `request` from here and from all targets of `options`; a recording has no
  /// place to measure from.
  init(_ request: HTTPRequest, _ options: TargetOptions) throws {
    let settings = try options.settings()
    // What changes something there is asked for once.
    let repeats = request.isRepeatable ? Self.repeats : 1
    func measure(from address: TargetAddress, _ words: String) -> Task<EndpointTiming, Never> {
      let limits = settings.endpointLimits(words)
      return Task.detached {
        await measureTiming(
          request, from: address, repeats: repeats, comparing: false, by: limits)
      }
    }
    (self.request, self.settings) = (request, settings)
    here = measure(from: TargetAddress(hops: []), "local")
    for words in options.target {
      let address = try TargetOptions.address(words, in: settings)
      if !address.hops.isEmpty { there[address.description] = measure(from: address, words) }
    }
  }

  /// Takes the step with what was measured from here and, where `look` is at another place, from
  /// there.
  func join(_ diagnosis: inout Diagnosis, of look: Look) {
    var tasks = [here]
    if case .remote(let name) = look.target, let task = there[name] { tasks.append(task) }
    let vantages = tasks.map { task in wait { await task.value } }
    let limits = settings.endpointLimits("local")
    let report = TimingReport(
      url: request.shown, method: request.method, vantages: vantages,
      comparison: compare(vantages, by: limits))
    Runbook.join(&diagnosis, with: limits.limited(report), normal: limits.normal)
  }
}

extension Look {
  /// Measures the party that the logs of `diagnosis` blame, from where they were written.
  ///
  /// Only from there: the name may mean nothing here, and a log is no reason for this machine to talk
  /// to whomever it names.
  func measureNamed(in diagnosis: inout Diagnosis, _ settings: Configuration) {
    guard diagnosis.endpoint == nil, let blame = diagnosis.logs?.decision.blame,
      let request = HTTPRequest(named: blame), let address, whyslow_interrupted() == 0
    else { return }
    let limits = settings.endpointLimits(address.description)
    let timing = wait {
      await measureTiming(
        request, from: address, repeats: EndpointStep.repeats, within: 3, comparing: false,
        by: limits)
    }
    let report = TimingReport(url: request.shown, method: request.method, vantages: [timing])
    join(&diagnosis, with: limits.limited(report), normal: limits.normal)
    if diagnosis.ownCost != nil { diagnosis.ownCost = ownCost() }
  }
}
