import Checks
import Collector
import Model
import Runbook
import SystemCalls
import Transports

/// What is looked at more closely once a target was read.
struct CloserPlan: Sendable {
  /// These resources; those to blame where nil.
  var resources: Set<Resource>?
  /// The profile that is taken besides.
  var profile: ProfilePlan?
  /// Whether the fullest filesystems are searched for files that grow.
  var searchesFiles = false
  /// Whether nothing is.
  var isOff = false

  init(resources: Set<Resource>? = nil, profile: ProfilePlan? = nil) {
    self.resources = resources
    self.profile = profile
  }

  /// No closer look.
  static var none: CloserPlan {
    var plan = CloserPlan()
    plan.isOff = true
    return plan
  }

  /// How a profile is taken.
  struct ProfilePlan: Sendable {
    var seconds: Double
  }

  /// `recording` of `aim` with the closer look that the plan, or what is to blame, calls for.
  func deepened(_ recording: TargetRecording, of aim: Aim) async -> TargetRecording {
    guard !isOff, whyslow_interrupted() == 0 else { return recording }
    let look = Look(
      target: aim.isLocal ? .local : .remote(aim.address.description), recording: recording,
      checks: aim.checks, gap: nil)
    let observed = look.observed()
    var result = recording
    let (own, others) = requests(observed) { look.judged(observed) }
    if !own.isEmpty || !others.isEmpty {
      result = await aim.address.takeCloserLook(
        own, ofHost: others, at: result, version: Whyslow.version)
    }
    if let profile, whyslow_interrupted() == 0 {
      let request = profile.request(observed)
      complain(
        "profiling \(look.target.description) for \(Quantity(profile.seconds, .seconds)): "
          + request.byHand, as: "Note")
      result = await aim.address.takeProfile(request, at: result)
    }
    return result
  }

  /// The same for who waits for it.
  ///
  /// What is off starts no thread, which would take a descriptor that there may not be.
  func deepenedHere(_ recording: TargetRecording, of aim: Aim) -> TargetRecording {
    isOff ? recording : wait { await deepened(recording, of: aim) }
  }

  /// What is asked of the target itself, and of the host that is to blame besides.
  private func requests(
    _ observed: Look.Observed, _ diagnosis: () -> Diagnosis
  ) -> (own: DiveRequest, others: DiveRequest) {
    if let resources {
      var request = DiveRequest(resources, in: observed.own)
      if searchesFiles { request.searchFullest(of: observed.own) }
      return (request, DiveRequest([]))
    }
    let diagnosis = diagnosis()
    let blamed = Set(diagnosis.resourcesToBlame.filter(divableResources.contains))
    let own = blamed.filter { diagnosis.blamesItself(for: $0) }
    var request = DiveRequest(own, in: observed.own)
    // No counter of the kernel shows that names are found slowly: the servers have to be asked.
    request.asksResolvers = true
    if blamed.isEmpty { request.window = 0.1 }
    return (request, DiveRequest(blamed.subtracting(own), in: observed.machine))
  }
}

extension CloserPlan.ProfilePlan {
  /// Of a workload its own processes, of a machine all of it.
  fileprivate func request(_ observed: Look.Observed) -> ProfileRequest {
    // Often enough to see what takes a hundredth, and beside the kernel's own clock; on many
    // processors half as often tells as much.
    let frequency = (observed.machine.machine.processors ?? 1) > 16 ? 49 : 99
    guard case .layers(let layers, _) = observed, !layers.isWholeMachine else {
      return ProfileRequest(seconds: seconds, frequency: frequency)
    }
    let pids = (observed.own.processes.value ?? []).sorted { $0.cpuPercent > $1.cpuPercent }
      .prefix(200).map(\.pid)
    // None stands for all of the machine; where nothing runs, nobody's number is looked for.
    return ProfileRequest(
      seconds: seconds, frequency: frequency, pids: pids.isEmpty ? [0] : pids)
  }
}
