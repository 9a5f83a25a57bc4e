import Model
import SystemCalls

/// What this process and its children have cost so far.
func ownCost() -> OwnCost {
  var own = (cpu: 0.0, peak: 0.0)
  var children = (cpu: 0.0, peak: 0.0)
  whyslow_usage(0, &own.cpu, &own.peak)
  whyslow_usage(1, &children.cpu, &children.peak)
  return OwnCost(cpuSeconds: own.cpu + children.cpu, peakBytes: max(own.peak, children.peak))
}
