import Model

/// What the stubs have in common: verdicts are put into the diagnosis by hand.
protocol StubCheck: Check {}

extension StubCheck {
  var summary: String { "Stub of a check" }
  var reason: String { "It stands for a check so that a report can be tested without one." }
  var thresholds: [Threshold] {
    get { [] }
    set {}
  }
  var byHand: String { "dmesg | tail" }

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    throw Gap(.missing, "/proc/stub", "No such file or directory")
  }
}

struct CPUErrors: StubCheck {
  let resource = Resource.cpu
  let aspect = Aspect.errors
}

struct CPUBusy: StubCheck {
  let resource = Resource.cpu
  let aspect = Aspect.utilization
  let byHand = "mpstat 1 3"
  var thresholds: [Threshold] = [
    .floor(1, .count, source: "a floor", reason: "Less says nothing."),
    .note(70, .percent, source: "the runbook", reason: "Less than a third is left."),
    .warning(85, .percent, source: "netdata 10min_cpu_usage", reason: "Queueing begins."),
    .critical(95, .percent, source: "netdata 10min_cpu_usage", reason: "Nothing is left."),
  ]
}

struct CPUSystem: StubCheck {
  let resource = Resource.cpu
  let aspect = Aspect.utilization
  var thresholds: [Threshold] = [
    .warning(20, .percent, source: "PCP", reason: "The kernel takes the time.")
  ]
}

struct CPUPressure: StubCheck {
  let resource = Resource.cpu
  let aspect = Aspect.saturation
}

struct MemorySwap: StubCheck {
  let resource = Resource.memory
  let aspect = Aspect.saturation
}

struct MemoryAvailable: StubCheck {
  let resource = Resource.memory
  let aspect = Aspect.utilization
  var thresholds: [Threshold] = [
    .warning(10, .percent, .below, source: "node-mixin", reason: "Reclaim begins.")
  ]
}

struct MemoryOOM: StubCheck {
  let resource = Resource.memory
  let aspect = Aspect.errors
}

struct MemoryBalloon: StubCheck {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let toMeasure: String? = "ask the hypervisor for the configured size"
}

struct DiskAwait: StubCheck {
  let resource = Resource.disk
  let aspect = Aspect.saturation
  var thresholds: [Threshold] = [
    .warning(5, .milliseconds, source: "melisai", reason: "Solid state answers in less.")
  ]
}

struct NetworkDrops: StubCheck {
  let resource = Resource.network
  let aspect = Aspect.saturation
}

struct LimitsFiles: StubCheck {
  let resource = Resource.limits
  let aspect = Aspect.utilization
}
