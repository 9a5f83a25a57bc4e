import Model

/// How each GPU does and who holds its memory.
func gpuDive(_ observation: Observation) -> Dive {
  let gpus = observation.gpus
  let refused = refusals(
    .gpu,
    of: [
      (
        "use, memory and errors of GPUs", gpus.gap,
        "the driver and its tools: nvidia-smi for NVIDIA's; root"
      ),
      refusedLog("GPUs (Xid history)", observation),
    ])
  return Dive(
    .gpu,
    sections: [
      Dive.Section(
        "Each GPU", byHand: "nvidia-smi -q; ls /sys/class/drm",
        rows: gpus.map { $0.map(state) }
      ).inBrief(2),
      Dive.Section(
        "Slowed down by", byHand: "nvidia-smi -q -d PERFORMANCE",
        remark: "Shares of the window in which it ran slower than it could.",
        rows: gpus.map { $0.flatMap(slowdowns) }
      ).inBrief(2),
      Dive.Section(
        "Its memory's errors", byHand: "nvidia-smi -q -d ECC,ROW_REMAPPER",
        rows: gpus.map { $0.compactMap(errors) }),
      Dive.Section(
        "Processes that hold its memory", byHand: "nvidia-smi",
        rows: gpus.map { $0.flatMap(holders) }
      ).inBrief(2),
      history(observation).inBrief(1),
    ],
    advice: refused + [
      .init("what a kernel of it waits for", takes: "the maker's profiler: nsys profile, rocprof"),
      .init("its engines over time", takes: "nvidia-smi dmon -s pucvmet; intel_gpu_top; radeontop"),
    ])
}

private func state(_ gpu: GPU) -> Dive.Row {
  var numbers = optional("busy", gpu.busy.value, .percent)
  numbers += optional("video", gpu.video.value, .percent)
  if let memory = gpu.memory.value {
    numbers.append(Measurement("memory", memory.used, .bytes))
    numbers.append(Measurement("of it", memory.percent, .percent))
  }
  numbers += optional("temperature", gpu.temperature.value?.degrees, .celsius)
  numbers += optional("of its power limit", gpu.power.value, .percent)
  if let link = gpu.link.value {
    numbers.append(Measurement("PCIe lanes", link.width, .count))
    numbers.append(Measurement("of", link.widest, .count))
    numbers += optional("PCIe generation", link.generation, .count)
  }
  numbers += optional("replays", gpu.replays.value, .count)
  return Dive.Row(gpu.name, numbers)
}

private func slowdowns(_ gpu: GPU) -> [Dive.Row] {
  (gpu.slowdowns.value ?? [:]).filter { $0.value > 0 }.sorted { $0.value > $1.value }.map {
    Dive.Row("\($0.key.rawValue): \(gpu.name)", [Measurement("share", $0.value, .percent)])
  }
}

private func errors(_ gpu: GPU) -> Dive.Row? {
  gpu.memoryErrors.value.map { errors in
    Dive.Row(
      gpu.name,
      [
        Measurement("corrected", errors.corrected, .count),
        Measurement("uncorrected", errors.uncorrected, .count),
      ], detail: errors.isRepairPending ? "a repair waits for a reset" : nil)
  }
}

private func holders(_ gpu: GPU) -> [Dive.Row] {
  gpu.processes.prefix(mostRows).map { process in
    Dive.Row(
      "\(process.name) (\(process.pid))", optional("memory", process.memory, .bytes),
      detail: gpu.name)
  }
}

private func history(_ observation: Observation) -> Dive.Section {
  let kinds: Set<KernelEvent.Kind> = [.gpuXid, .gpuSwitchXid, .gpuHang, .gpuMemoryError]
  return Dive.Section(
    "What the kernel's log tells of it", byHand: "dmesg | grep -iE 'xid|drm'",
    rows: observation.kernelLog.map { logRows($0, kinds) })
}

/// The events of `kinds`, those alike together, the newest first, with the age of the last.
func logRows(_ log: KernelLog, _ kinds: Set<KernelEvent.Kind>) -> [Dive.Row] {
  var rows: [(name: String, count: Int, last: KernelEvent)] = []
  for event in log.events.reversed() where kinds.contains(event.kind) {
    let name = event.about.map { "\(event.kind.rawValue): \($0.name)" } ?? event.kind.rawValue
    if let index = rows.firstIndex(where: { $0.name == name }) {
      rows[index].count += event.count
    } else if rows.count < mostRows {
      rows.append((name, event.count, event))
    }
  }
  return rows.map { row in
    Dive.Row(
      row.name,
      [Measurement("times", Double(row.count), .count)]
        + optional("last, ago", row.last.line.time.map { log.now - $0 }, .seconds),
      detail: row.last.line.text)
  }
}
