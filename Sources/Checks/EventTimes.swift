import Model

// When events count: how far the log reaches, what is over, what is gone.

extension KernelLog {
  /// Throws where the log does not reach back `seconds`, so that silence means nothing.
  ///
  /// A kernel always logs its boot: an empty log was cleared, and one that begins later has been
  /// overwritten. While the machine is up for less than `seconds`, what there is will do.
  func requireReach(_ seconds: Double) throws(Gap) {
    try requireWhole()
    if events.contains(where: { ($0.line.time ?? .infinity) > now + 1 }) {
      throw Gap(.malformed, source, "the kernel's log tells of a fault and not when it was")
    }
    guard !isEmpty else { throw Gap(.tooLittle, source, "the kernel's log is empty") }
    guard let start else {
      throw Gap(.malformed, source, "no line of the kernel's log carries a time")
    }
    guard now <= seconds || start <= now - seconds else {
      let reach = Quantity(now - start, .seconds), wanted = Quantity(seconds, .seconds)
      throw Gap(
        .tooLittle, source, "the kernel's log reaches back \(reach), and \(wanted) are judged")
    }
  }

  /// Throws where its end may be lost.
  func requireWhole() throws(Gap) { if let gap { throw gap } }

  /// When `kind` was last told of each subject: what was told of that subject before is over.
  func lastTimes(
    of kind: KernelEvent.Kind, where fits: (KernelEvent) -> Bool = { _ in true }
  ) -> [Subject: Double] {
    var times: [Subject: Double] = [:]
    for event in events where event.kind == kind && fits(event) {
      if let about = event.about, let time = event.line.time { times[about] = time }
    }
    return times
  }
}

extension KernelEvent {
  /// How long ago it happened, as evidence; nothing where the line carries no time.
  func age(at now: Double, on subject: Subject = .machine) -> [Measurement] {
    guard let time = line.time else { return [] }
    return [Measurement(Measurement.ageOfLast, max(0, now - time), .seconds, on: subject)]
  }

  /// Whether what it tells had an end, told at one of the times in `ends`.
  func isOver(by ends: [Subject: Double]) -> Bool {
    guard let about, let time = line.time, let end = ends[about] else { return false }
    return end >= time
  }

  /// Whether it happened in the `seconds` before `now`.
  func isWithin(_ seconds: Double, of now: Double) -> Bool {
    line.time.map { $0 >= now - seconds } ?? false
  }

  /// Whether it happened while the machine started, when drivers reset and links come up.
  var isOfBoot: Bool { line.time.map { $0 < 120 } ?? true }
}

extension Observation {
  /// Whether the block device called `name` was there and is no more.
  ///
  /// Names that are no block device's, such as a port's, tell nothing.
  func isGone(_ name: String) -> Bool {
    guard let devices = disk.devices.value, !devices.isEmpty else { return false }
    let kinds = ["sd", "nvme", "vd", "xvd", "mmcblk", "loop", "dm-", "md", "sr", "nbd", "zram"]
    guard kinds.contains(where: { name.hasPrefix($0) }) else { return false }
    // A partition's name begins with its disk's, and an NVMe disk's with its controller's.
    return !devices.contains { device in
      name == device.name || isPart(name, of: device.name) || isPart(device.name, of: name)
    }
  }

  private func isPart(_ part: String, of whole: String) -> Bool {
    guard part.hasPrefix(whole), let next = part.dropFirst(whole.count).first else { return false }
    return next == "p" || next == "n" || (next.isNumber && whole.last?.isNumber == false)
  }
}
