import Model

/// Causes that lie in a GPU.
extension Causes {
  static let gpu: [Cause] = [gpuFailing, gpuThrottled, gpuOutOfMemory, gpuLink, gpuSaturated]

  static let gpuFailing = Cause(
    "GPUFailing", .gpu, "A GPU fails",
    about: "The driver reports faults of the card or its memory. Some Xids are the program's own.",
    scope: .each,
    proof: [
      .finds(
        .gpuXid, .gpuSwitchXid, .gpuHang, .gpuECC, .gpuRecovery, as: .certain, "the driver says so")
    ],
    effects: [
      .finds(
        .serviceCrashes, .serviceFailed, .gpuReplay, .gpuLink, as: .possible,
        "what used it is ended")
    ], decides: "the card's own counters of errors", "nvidia-smi -q -d ECC,ROW_REMAPPER"
  ) { one in
    [
      one.resetting,
      Remedy(
        .lasting, "Update the driver; have a card whose repairs failed replaced.", risk: .reboot,
        undo: "the old driver"),
    ]
  }

  static let gpuThrottled = Cause(
    "GPUThrottled", .gpu, "A GPU is slowed by heat or power",
    about: "At its limit of temperature or power the card lowers its clock.", scope: .each,
    proof: [
      .finds(.gpuThrottle, as: .certain, "the driver names the reason"),
      .finds(.gpuTemperature, as: .likely, "it is at its limit of temperature"),
    ],
    effects: [.finds(.gpuBusy, as: .possible, "the same work takes longer")],
    decides: "the reason and for how long", "nvidia-smi -q -d PERFORMANCE,TEMPERATURE,POWER"
  ) { one in
    [
      Remedy(
        .now,
        "Give it less power, so that it keeps an even clock: WATTS between the least and what is set.",
        commands: one.nvidia.map {
          [one.on("\($0) -q -d POWER"), one.on("\($0) -pl WATTS")]
        } ?? [], risk: .none, undo: "the limit that was shown before"),
      Remedy(.lasting, "Look at the air that reaches it.", risk: .reboot, undo: "none is needed"),
    ]
  }

  static let gpuOutOfMemory = Cause(
    "GPUOutOfMemory", .gpu, "A GPU's memory is full",
    about:
      "The next allocation fails, or the program shuffles between card and host. Frameworks take "
      + "all there is on purpose.", scope: .each,
    proof: [.finds(.gpuMemory, as: .likely, "hardly any is left")],
    effects: [.finds(.serviceCrashes, as: .possible, "a failed allocation ends the program")],
    decides: "memory by process", "nvidia-smi --query-compute-apps=pid,used_memory --format=csv"
  ) { one in
    [
      Remedy(
        .now, "See who holds it.",
        commands: one.nvidia.map {
          [one.on("\($0) --query-compute-apps=pid,process_name,used_memory --format=csv")]
        } ?? [],
        risk: .none, undo: "nothing is changed"),
      Remedy(
        .lasting, "Make batches smaller, or share the card out (MIG, MPS).", risk: .restart,
        undo: "the old size"),
    ]
  }

  static let gpuLink = Cause(
    "GPULink", .gpu, "A GPU's bus is narrower or slower than it could be",
    about: "Fewer lanes, an older generation or repeated packets: a slot, a riser, a setting.",
    scope: .each,
    proof: [
      .finds(.gpuLink, as: .certain, "the link's width and generation"),
      .finds(.gpuReplay, as: .certain, "the bus sends again"),
    ], decides: "the link under load",
    "nvidia-smi -q | grep -A 8 'GPU Link Info'; lspci -vv | grep LnkSta"
  ) { one in
    [
      Remedy(
        .now, "Look at it under load: an idle link saves power.",
        commands: [one.on("lspci -vv")], risk: .none, undo: "nothing is changed"),
      Remedy(
        .lasting, "Reseat the card, use the right slot.", risk: .reboot, undo: "none is needed"),
    ]
  }

  static let gpuSaturated = Cause(
    "GPUSaturated", .gpu, "A GPU has all the work it can do",
    about:
      "It computes all the time: that is what it is for, and whoever waits for it waits for that.",
    scope: .each,
    proof: [.finds(.gpuBusy, .gpuVideo, as: .likely, "it was busy all the time")],
    refutedBy: [.found(.gpuThrottle, "heat or power slows it")], bounds: { _, _ in true },
    decides: "use of its units by process", "nvidia-smi pmon -c 5"
  ) { one in
    [
      Remedy(
        .now, "See who uses it.",
        commands: [
          one.on(one.nvidia == nil ? "fuser -v /dev/dri/* /dev/kfd" : "nvidia-smi pmon -c 5")
        ],
        risk: .none,
        undo: "nothing is changed"),
      Remedy(
        .lasting, "Use more cards, or a smaller model.", risk: .none, undo: "none is needed"),
    ]
  }
}

extension Case {
  /// nvidia-smi(1) for this card alone, by its place on the bus; nil where the card is of another maker.
  fileprivate var nvidia: String? {
    let name = subject.bareName
    guard !name.hasPrefix("AMD "), !name.hasPrefix("Intel "), !isOfHang else { return nil }
    let place = name.split(separator: " ").last.map(String.init) ?? ""
    return place.contains(":") ? "nvidia-smi -i \(place.shellQuoted)" : "nvidia-smi"
  }

  /// Whether all that is known is a hang, which the drivers of AMD and Intel tell of.
  private var isOfHang: Bool {
    !proof.isEmpty && Set(proof).isSubset(of: scene.findings(of: .gpuHang))
  }

  /// How a card is made to begin anew: a switch between cards with all that it joins, another maker's by
  /// its own driver.
  fileprivate var resetting: Remedy {
    if !proof.isEmpty, Set(proof).isSubset(of: scene.findings(of: .gpuSwitchXid)) {
      return Remedy(
        .now, "Stop what uses the cards, and reset all of them with the switches between them.",
        commands: [
          on("systemctl stop nvidia-fabricmanager"), on("nvidia-smi --gpu-reset"),
          on("systemctl start nvidia-fabricmanager"),
        ], risk: .restart, undo: "none is needed")
    }
    guard let nvidia else {
      return Remedy(
        .now, "Stop giving it work, and see whether its driver, which resets it, had success.",
        commands: [on("dmesg -T | grep -iE 'amdgpu|i915|xe |reset' | tail -20")], risk: .restart,
        undo: "none is needed")
    }
    return Remedy(
      .now, "Stop giving it work, and reset it once nobody uses it.",
      commands: [on("\(nvidia) --gpu-reset")], risk: .restart, undo: "none is needed")
  }
}
