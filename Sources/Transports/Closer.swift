public import Collector
import Model

extension Connection {
  /// Takes the closer look that `request` asks for, in one round trip; why there is none.
  public func closer(_ request: DiveRequest, version: String) async -> CloserRecording {
    let script = ProbeScript(
      closer: request, watchesInput: keepsInputOpen, compresses: keepsInputOpen, version: version)
    do throws(Unreachable) {
      let reply = try await run(script, deadline: script.deadline)
      if let recording = try? await Self.recording(in: reply.output), recording.samples.count == 2 {
        return CloserRecording(recording)
      }
      return CloserRecording(missing: Gap(.timedOut, "closer look", silence(reply)))
    } catch {
      return CloserRecording(missing: Gap(.missing, "closer look", error.sentence))
    }
  }
}

extension TargetAddress {
  /// Takes the closer look that `request` asks for at the machine at the end of the way, or at the
  /// host of what runs there.
  ///
  /// What has a network of its own is asked about that from inside. Of a host that is to blame for
  /// what runs there it asks for `others`.
  public func takeCloserLook(
    _ request: DiveRequest, ofHost others: DiveRequest = DiveRequest([]),
    at recording: TargetRecording, version: String
  ) async -> TargetRecording {
    switch recording {
    case .machine(var machine):
      machine.closer =
        hops.isEmpty
        ? CloserRecording(await collectCloser(request, version: version))
        : await Connection(to: self).closer(request, version: version)
      return .machine(machine)
    case .layers(var layers):
      if layers.isOfMachine {
        // The numbers of processes inside are not its host's.
        async let inside: CloserRecording? =
          request.isEmpty ? nil : Connection(to: whole).closer(request, version: version)
        if !others.isEmpty {
          layers.host.closer = await hostCloser(others, layers, version: version)
        }
        layers.inside.closer = await inside
        return .layers(layers)
      }
      let request = request.joined(others)
      let own = request.about(network: true)
      let others = request.about(network: false)
      let sharesNetwork = layers.workload.hasPrefix("systemd:")
      async let inside: CloserRecording? =
        own.isEmpty || sharesNetwork
        ? nil : insideCloser(own, version: version)
      if !others.isEmpty || sharesNetwork {
        layers.host.closer = await hostCloser(
          sharesNetwork ? request : others, layers, version: version)
      }
      layers.inside.closer = await inside
      return .layers(layers)
    }
  }

  /// From inside the workload; from its network namespace where it has no shell.
  private func insideCloser(_ request: DiveRequest, version: String) async -> CloserRecording {
    let look = await Connection(to: whole).closer(request, version: version)
    guard look.gap != nil, let (workload, host) = layers else { return look }
    let beside = Connection(to: host, through: NetworkNamespace(of: workload))
    var request = request
    request.readsOthersFiles = true
    guard !request.isEmpty else { return look }
    let other = await beside.closer(request, version: version)
    return other.gap == nil ? other : look
  }

  private func hostCloser(
    _ request: DiveRequest, _ layers: LayeredRecording, version: String
  ) async -> CloserRecording {
    if layers.hostTarget == "local" {
      return CloserRecording(await collectCloser(request, version: version))
    }
    guard let host = try? TargetAddress(parsing: layers.hostTarget), layers.hostGap == nil else {
      return CloserRecording(
        missing: Gap(.missing, "closer look", "there is no way to \(layers.hostTarget) twice"))
    }
    return await Connection(to: host).closer(request, version: version)
  }
}

extension LayeredRecording {
  /// Whether it is of a guest that was read from inside, and is a machine of its own.
  var isOfMachine: Bool { workload.hasPrefix("proxmox-vm:") && inside.all.gap == nil }
}
