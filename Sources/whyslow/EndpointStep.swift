import Collector
import Configuration
import Endpoints
import Model
import Transports

/// The runbook's step that measures the endpoint, taken beside the window so that it adds little.
struct EndpointStep {
  /// Often enough to tell what happens once from what happens always.
  private static let repeats = 3

  private let here: Task<EndpointTiming, Never>
  private var there: [String: Task<EndpointTiming, Never>] = [:]

  /// Begins to measure `request` from here and from all targets of `options`; a recording has no
  /// place to measure from.
  init(_ request: HTTPRequest, _ options: TargetOptions) throws {
    func measure(from address: TargetAddress) -> Task<EndpointTiming, Never> {
      Task.detached {
        await measureTiming(request, from: address, repeats: Self.repeats, comparing: false)
      }
    }
    let settings = try options.settings()
    here = measure(from: TargetAddress(hops: []))
    url = request.shown
    for words in options.target {
      let address = try TargetOptions.address(words, in: settings)
      if !address.hops.isEmpty { there[address.description] = measure(from: address) }
    }
  }

  private let url: String

  /// What was measured from here and, where `look` is at another place, from there.
  func timing(for look: Look) -> TimingReport {
    var tasks = [here]
    if case .remote(let name) = look.target, let task = there[name] { tasks.append(task) }
    let vantages = tasks.map { task in wait { await task.value } }
    return TimingReport(
      url: url, method: "GET", vantages: vantages, comparison: compare(vantages))
  }
}
