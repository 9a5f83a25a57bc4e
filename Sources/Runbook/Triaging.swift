import Checks
public import Model

/// The 60-second triage of `observation`, read by the verdicts in `judgements`.
public func triage(_ observation: Observation, _ judgements: [Judgement]) -> Triage {
  Triage(
    rows: TriageChecks.byCommand.map { command, names in
      var row = facts(of: command, in: observation)
      row.judgements = judgements.filter { names.contains($0.check.name) }
      return row
    })
}

private func facts(of command: String, in observation: Observation) -> Triage.Row {
  let facts: Measured<[Measurement]> =
    switch command {
    case "uptime": uptime(observation)
    case "dmesg | tail": kernelLog(observation)
    case "vmstat 1": vmstat(observation)
    case "mpstat -P ALL 1": mpstat(observation)
    case "pidstat 1": pidstat(observation)
    case "iostat -xz 1": iostat(observation)
    case "free -m": free(observation)
    case "sar -n DEV 1": sarDevices(observation)
    case "sar -n TCP,ETCP 1": sarTCP(observation)
    default: top(observation)
    }
  let remarks = command == "dmesg | tail" ? lastEvents(observation) : []
  return Triage.Row(command: command, facts: facts, remarks: remarks, judgements: [])
}

private func uptime(_ observation: Observation) -> Measured<[Measurement]> {
  observation.cpu.load.map { load in
    [
      Measurement("load1", load.one, .count), Measurement("load5", load.five, .count),
      Measurement("load15", load.fifteen, .count),
    ] + (observation.machine.processors.map { [Measurement("CPUs", Double($0), .count)] } ?? [])
  }
}

/// How far back the triage looks in the kernel's log: as far as the checks that judge it.
private let logReach = 3600.0

private let faults = Set(KernelEvent.Kind.allCases.filter(\.isFault))

private func kernelLog(_ observation: Observation) -> Measured<[Measurement]> {
  observation.kernelLog.map { log in
    let recent = log.recent(faults, within: logReach)
    return [Measurement("faults in 1 h", Double(recent.count), .count)]
  }
}

private func lastEvents(_ observation: Observation) -> [String] {
  guard let log = observation.kernelLog.value else { return [] }
  return log.recent(faults, within: logReach).suffix(1).map(\.line.text)
}

private func vmstat(_ observation: Observation) -> Measured<[Measurement]> {
  Measured { () throws(Gap) in
    let share = try observation.cpu.total.get()
    let tasks = try observation.cpu.scheduler.get()
    var facts = [
      Measurement("r", Double(tasks.running.last ?? 0), .count),
      Measurement("b", Double(tasks.blocked.last ?? 0), .count),
    ]
    if let paging = observation.memory.activity.value, let input = try? paging.rate(.swapIn),
      let output = try? paging.rate(.swapOut)
    {
      facts.append(Measurement("swap-in", input, .pagesPerSecond))
      facts.append(Measurement("swap-out", output, .pagesPerSecond))
    }
    return facts + [
      Measurement("cs", tasks.contextSwitchesPerSecond, .perSecond),
      Measurement("us", share.user + share.nice, .percent),
      Measurement("sy", share.kernel, .percent), Measurement("id", share.idle, .percent),
      Measurement("wa", share.ioWait, .percent), Measurement("st", share.steal, .percent),
    ]
  }
}

private func mpstat(_ observation: Observation) -> Measured<[Measurement]> {
  observation.cpu.each.map { each in
    each.sorted { ($1.value.busy, $0.key) < ($0.value.busy, $1.key) }.prefix(2).flatMap {
      number, share in
      [
        Measurement("busy", share.busy, .percent, on: .processor(number)),
        Measurement("usr", share.user, .percent, on: .processor(number)),
        Measurement("sys", share.system, .percent, on: .processor(number)),
        Measurement("soft", share.softirq, .percent, on: .processor(number)),
      ]
    }
  }
}

private func pidstat(_ observation: Observation) -> Measured<[Measurement]> {
  observation.processes.map { processes in
    processes.filter { $0.cpuPercent > 0 }.sorted { $0.cpuPercent > $1.cpuPercent }.prefix(3).map {
      Measurement("CPU", $0.cpuPercent, .percent, on: .process(pid: $0.pid, name: $0.name))
    }
  }
}

private func iostat(_ observation: Observation) -> Measured<[Measurement]> {
  observation.disk.devices.map { devices in
    let active = devices.filter { $0.completed > 0 || $0.utilization > 0 }
    return active.sorted { $0.utilization > $1.utilization }.prefix(2).flatMap { device in
      let subject = Subject.device(device.name)
      return [
        Measurement("r/s", device.readsPerSecond, .count, on: subject),
        Measurement("w/s", device.writesPerSecond, .count, on: subject),
        Measurement("read", device.readBytesPerSecond, .bytesPerSecond, on: subject),
        Measurement("written", device.writeBytesPerSecond, .bytesPerSecond, on: subject),
        Measurement("await", device.await, .milliseconds, on: subject),
        Measurement("aqu-sz", device.queue, .count, on: subject),
        Measurement("util", device.utilization, .percent, on: subject),
      ]
    }
  }
}

private func free(_ observation: Observation) -> Measured<[Measurement]> {
  Measured { () throws(Gap) in
    let info = try observation.memory.info.get()
    return [
      Measurement("total", try info[.memTotal], .bytes),
      Measurement("available", try info[.memAvailable], .bytes),
      Measurement("free", try info[.memFree], .bytes),
      Measurement("cache", try info[.cached] + info[.buffers] + info[.sReclaimable], .bytes),
      Measurement("swap used", try info[.swapTotal] - info[.swapFree], .bytes),
    ]
  }
}

private func sarDevices(_ observation: Observation) -> Measured<[Measurement]> {
  observation.network.interfaces.map { interfaces in
    let traffic = { (interface: NetworkInterface) in
      interface.received.bytesPerSecond + interface.sent.bytesPerSecond
    }
    return interfaces.filter { traffic($0) > 0 }.sorted { traffic($0) > traffic($1) }.prefix(2)
      .flatMap { interface in
        let subject = Subject.interface(interface.name)
        return [
          Measurement("rx", interface.received.bytesPerSecond, .bytesPerSecond, on: subject),
          Measurement("tx", interface.sent.bytesPerSecond, .bytesPerSecond, on: subject),
          Measurement("rxpck", interface.received.packetsPerSecond, .perSecond, on: subject),
          Measurement("txpck", interface.sent.packetsPerSecond, .perSecond, on: subject),
        ]
      }
  }
}

private func sarTCP(_ observation: Observation) -> Measured<[Measurement]> {
  Measured { () throws(Gap) in
    let protocols = try observation.network.protocols.get()
    return [
      Measurement("active", try protocols.rate(.tcpActiveOpens), .perSecond),
      Measurement("passive", try protocols.rate(.tcpPassiveOpens), .perSecond),
      Measurement("in", try protocols.rate(.tcpSegmentsIn), .perSecond),
      Measurement("out", try protocols.rate(.tcpSegmentsOut), .perSecond),
      Measurement("retransmitted", try protocols.rate(.tcpSegmentsRetransmitted), .perSecond),
      Measurement("resets", try protocols.rate(.tcpResetsOut), .perSecond),
    ]
  }
}

private func top(_ observation: Observation) -> Measured<[Measurement]> {
  observation.processes.map { processes in
    let states = processes.compactMap { $0.states.last }
    let summary = [
      Measurement("processes", Double(processes.count), .count),
      Measurement("in D", Double(states.count { $0 == "D" }), .count),
      Measurement("zombies", Double(states.count { $0 == "Z" }), .count),
    ]
    // Places are sorted, since a process is much to move about.
    let sizes = processes.indices.map { ($0, processes[$0].resident) }.sorted { $0.1 > $1.1 }
    let largest = sizes.prefix(2).map { place, resident in
      Measurement(
        "resident", resident, .bytes,
        on: .process(pid: processes[place].pid, name: processes[place].name))
    }
    return summary + largest
  }
}
