import Model

/// The time between two beacons of nearly every access point: 100 units of 1.024 ms (IEEE 802.11).
let beaconInterval = 102.4

/// The shape of `answers`, in milliseconds by their order, nil for one that did not come, which were
/// asked for every `interval` seconds; with its number in words.
func shape(of answers: [Double?], interval: Double) -> (shape: PingShape, detail: String) {
  let times = answers.compactMap { $0 }
  guard times.count >= 5, let all = Distribution(times) else {
    return (.tooFew, "\(times.count) answers; five at least have a shape")
  }
  if let detail = beaconSteps(answers, all, interval) { return (.beaconSteps, detail) }
  if let rest = Distribution(Array(times.dropFirst())), answers.first.flatMap({ $0 }) != nil,
    times[0] > max(rest.maximum * 2, rest.maximum + 2)
  {
    return (.slowFirst, "\(milliseconds(times[0])) and then \(milliseconds(rest.median))")
  }
  // A quarter of the middle, and no less than what any machine's scheduling adds.
  let near = max(all.median / 4, 1)
  if all.maximum - all.minimum <= near * 2, all.p95 - all.median <= near {
    return (.steady, "\(milliseconds(all.minimum)) to \(milliseconds(all.maximum))")
  }
  if let (isRising, detail) = ramp(times) { return (isRising ? .rising : .falling, detail) }
  if let found = spikes(answers, all, interval) { return found }
  if let detail = humps(times) { return (.twoHumps, detail) }
  if all.p95 - all.median <= near, all.median - all.minimum <= near {
    return (.steady, "\(milliseconds(all.minimum)) to \(milliseconds(all.p95)) mostly")
  }
  return (.wide, "\(milliseconds(all.minimum)) to \(milliseconds(all.maximum))")
}

func milliseconds(_ value: Double) -> String { Quantity(value, .milliseconds).description }

/// Answers that come with the beacons: spread over a beacon's time or more, and close to one another
/// when only what exceeds whole beacons is looked at, of the times themselves or of the moments at
/// which they came.
private func beaconSteps(_ answers: [Double?], _ all: Distribution, _ interval: Double) -> String? {
  guard all.count >= 10, all.p95 - all.minimum >= 60, all.median >= 10 else { return nil }
  let times = answers.compactMap { $0 }
  let arrivals = answers.enumerated().compactMap { number, time in
    time.map { Double(number) * interval * 1000 + $0 }
  }
  // Two groups may be a beacon apart by chance, three hardly.
  let levels = Set(times.map { (($0 - all.minimum) / beaconInterval).rounded() })
  let isByTime = levels.count >= 3 && gathered(times, within: beaconInterval) >= 0.8
  // By chance half of them lie in a quarter of a beacon.
  // A queue that fills by five milliseconds a question keeps in step as well, but goes on and on.
  let isWithinOne = all.maximum - all.minimum <= beaconInterval * 1.25
  let isByArrival =
    gathered(arrivals, within: beaconInterval) >= 0.85 && (isWithinOne || ramp(times) == nil)
  guard isByTime || isByArrival else { return nil }
  return isByTime
    ? "\(levels.count) steps of about 102.4 ms from \(milliseconds(all.minimum)) to "
      + milliseconds(all.maximum)
    : "answers come at every beacon of 102.4 ms, after \(milliseconds(all.minimum)) to "
      + milliseconds(all.maximum)
}

/// The share of `values` that lie in the fullest quarter of `period`, the period being a circle.
func gathered(_ values: [Double], within period: Double) -> Double {
  let places = values.map { $0.truncatingRemainder(dividingBy: period) }.sorted()
  guard !places.isEmpty else { return 0 }
  let around = places + places.map { $0 + period }
  var most = 0
  var end = 0
  for start in places.indices {
    while end < around.count, around[end] <= around[start] + period / 4 { end += 1 }
    most = max(most, min(end - start, places.count))
  }
  return Double(most) / Double(places.count)
}

/// Whether times rise or fall from the first to the last: nine tenths of all pairs say so, and the
/// last third is well away from the first.
private func ramp(_ times: [Double]) -> (isRising: Bool, detail: String)? {
  let thinned =
    times.count <= 400
    ? times
    : stride(from: 0, to: times.count, by: times.count / 200)
      .map { times[$0] }
  var up = 0, down = 0
  for (index, early) in thinned.enumerated() {
    for late in thinned[(index + 1)...] {
      if late > early { up += 1 } else if late < early { down += 1 }
    }
  }
  let pairs = up + down
  let third = max(thinned.count / 3, 1)
  guard pairs > 0, let first = Distribution(Array(thinned.prefix(third))),
    let last = Distribution(Array(thinned.suffix(third)))
  else { return nil }
  let low = min(first.median, last.median), high = max(first.median, last.median)
  guard high > low * 1.5, high > low + 2 else { return nil }
  let detail = "\(milliseconds(first.median)) at first, \(milliseconds(last.median)) at last"
  if Double(up) >= 0.85 * Double(pairs) { return (true, detail) }
  return Double(down) >= 0.85 * Double(pairs) ? (false, detail) : nil
}

/// A few answers far above the rest, and whether they come at even distances.
private func spikes(_ answers: [Double?], _ all: Distribution, _ interval: Double)
  -> (PingShape, String)?
{
  let limit = max(all.median * 2, all.median + 5)
  let places = answers.indices.filter { answers[$0].map { $0 > limit } ?? false }
  let share = Double(places.count) / Double(all.count)
  guard !places.isEmpty, share <= 0.3,
    let high = Distribution(places.compactMap { answers[$0] }),
    let rest = Distribution(answers.compactMap { $0 }.filter { $0 <= limit }),
    // The rest is one group.
    rest.p95 - rest.minimum <= max(rest.median, 2)
  else { return nil }
  let size = "up to \(milliseconds(high.maximum)) above \(milliseconds(rest.median))"
  let gaps = zip(places, places.dropFirst()).map { Double($1 - $0) }
  if gaps.count >= 3, let distance = Distribution(gaps), distance.median >= 3,
    distance.maximum - distance.minimum <= max(distance.median / 5, 2)
  {
    let period = Quantity(distance.median * interval, .seconds)
    return (.periodicSpikes, "every \(period), \(size)")
  }
  return (.spikes, "\(places.count) of \(all.count), \(size)")
}

/// Two groups with nothing between them.
private func humps(_ times: [Double]) -> String? {
  let sorted = times.sorted()
  let steps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }
  guard let widest = steps.indices.max(by: { steps[$0] < steps[$1] }) else { return nil }
  let low = Array(sorted[...widest]), high = Array(sorted[(widest + 1)...])
  let least = Double(sorted.count) * 0.15
  guard Double(low.count) >= least, Double(high.count) >= least,
    let lower = Distribution(low), let upper = Distribution(high)
  else { return nil }
  let within = max(lower.maximum - lower.minimum, upper.maximum - upper.minimum)
  guard steps[widest] > max(within * 0.8, 1), steps[widest] > lower.median / 5 else { return nil }
  return "\(low.count) about \(milliseconds(lower.median)), "
    + "\(high.count) about \(milliseconds(upper.median))"
}

extension PingShape {
  /// What the shape is known for, in a sentence.
  var meaning: String {
    switch self {
    case .tooFew: "Ask more often for a shape: --count 20."
    case .steady: "Nothing on the way queues or sleeps; what remains is distance."
    case .beaconSteps:
      "Wi-Fi power save: the station sleeps and hears what waits for it only with a beacon of its "
        + "access point. An ESP32 does so until esp_wifi_set_ps(WIFI_PS_NONE) (ESPHome: "
        + "power_save_mode: none)."
    case .slowFirst:
      "The first packet had to find the neighbour's address or wake something: later ones do not."
    case .rising:
      "A queue is filling, as under a transfer that takes all of the link (bufferbloat)."
    case .falling: "A queue empties or something wakes up: what slowed it has just ended."
    case .periodicSpikes:
      "Something runs by the clock: a Wi-Fi scan for other channels, a timer on the way, a "
        + "collection of garbage."
    case .spikes:
      "Now and then something else has the link or the processor: a retry of radio, a burst."
    case .twoHumps:
      "Two ways or two states take turns: balanced links, an address that two machines have, a "
        + "processor that sleeps."
    case .wide: "The link or the host is shared and busy; look at loss and at the radio."
    }
  }
}
