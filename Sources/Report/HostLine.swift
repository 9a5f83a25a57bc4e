import Model

/// Which machine was looked at, for how long and when; what is not known is left out.
func hostLine(_ diagnosis: Diagnosis) -> String {
  let machine = diagnosis.machine
  let facts: [String?] = [
    machine.hostName.map(clean),
    machine.kernel.map { "Linux" + String(tie) + clean($0) },
    machine.processors.map { processors($0, machine.topology) },
    machine.memoryBytes.map { phrase(Quantity($0, .bytes)) },
    machine.uptime.flatMap(duration).map { "up \($0)".tied },
  ]
  var parts = [facts.compactMap { $0 }.joined(separator: ", "), span(diagnosis.window)]
  if let layers = diagnosis.layers {
    parts[0] = clean("\(layers.workload.target) on \(layers.hostTarget)") + ": " + parts[0]
    if case .recording = diagnosis.target {
      parts.insert(clean(diagnosis.target.description), at: 0)
    }
  } else if diagnosis.target != .local {
    parts.insert(clean(diagnosis.target.description), at: 0)
  }
  if let time = machine.wallTime.flatMap(timestamp) { parts.append(time) }
  return parts.filter { !$0.isEmpty }.joined(separator: "; ")
}

/// `16 CPUs (8 cores, 2 sockets)`; the parts only where they tell more than the number does.
private func processors(_ count: Int, _ topology: Topology?) -> String {
  guard let topology else { return counted(count, "CPU") }
  var parts: [String] = []
  if !topology.cores.isEmpty, topology.cores.count != count {
    parts.append(counted(topology.cores.count, "core"))
  }
  if topology.sockets.count > 1 { parts.append(counted(topology.sockets.count, "socket")) }
  if !topology.offline.isEmpty { parts.append("\(topology.offline.count) offline") }
  return counted(count, "CPU") + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
}

private func span(_ window: Window) -> String {
  let length =
    window.seconds > 0
    ? "window \(Quantity.fixed(window.seconds, 2)) s".tied : "one sample, no window".tied
  return length + (window.interrupted ? ", interrupted" : "")
}

/// `3 d 4 h`: the two largest units are enough for a person.
func duration(_ seconds: Double) -> String? {
  guard let total = whole(seconds), total >= 0 else { return nil }
  let (days, hours, minutes) = (total / 86400, total / 3600 % 24, total / 60 % 60)
  if days > 0 { return "\(days) d \(hours) h" }
  if hours > 0 { return "\(hours) h \(minutes) min" }
  return minutes > 0 ? "\(minutes) min" : "\(total) s"
}

/// `seconds` since 1970 in UTC, as RFC 3339 writes it.
func timestamp(_ seconds: Double) -> String? {
  guard let total = whole(seconds), (0..<253_402_300_800).contains(total) else { return nil }
  let (days, time) = total.quotientAndRemainder(dividingBy: 86400)
  // Civil from days, by Howard Hinnant: years begin in March, so that the leap day comes last.
  let shifted = days + 719_468
  let era = shifted / 146_097
  let day = shifted % 146_097
  let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
  let dayOfYear = day - (365 * year + year / 4 - year / 100)
  let month = (5 * dayOfYear + 2) / 153
  let civilMonth = month < 10 ? month + 3 : month - 9
  let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
  let date = [civilYear, civilMonth, dayOfYear - (153 * month + 2) / 5 + 1].map(twoDigits)
  let clock = [time / 3600, time / 60 % 60, time % 60].map(twoDigits)
  return date.joined(separator: "-") + "T" + clock.joined(separator: ":") + "Z"
}

private func whole(_ value: Double) -> Int? { Int(exactly: value.rounded(.down)) }

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
