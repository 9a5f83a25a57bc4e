import Collector
import Model
import Subprocess
import SystemCalls

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// What gzip makes of `packed`; less than was packed where the stream was cut.
func unpacked(_ packed: [UInt8]) async -> [UInt8] {
  await perform(
    ["gzip", "-dc"], input: Input(text: packed), deadline: 60, limit: 128 << 20
  ).output
}

/// What a command reads.
struct Input: Sendable {
  var text: [UInt8]
  /// Whether it sees no end before its output ends.
  var staysOpen = false
  /// Whether it gets an empty line when the user interrupts, again and again, lest one be missed.
  var hurries = false
  /// What is written too, once the output has this line.
  var spare: (request: [UInt8], text: [UInt8])?
  /// A variable that the command finds in its environment, `NAME=value` with a zero behind it.
  var variable: [UInt8]?

  func feed(_ writer: StandardInputWriter) async {
    _ = try? await writer.write(text)
    guard staysOpen else {
      try? await writer.finish()
      return
    }
    while hurries, !Task.isCancelled {
      if whyslow_interrupted() != 0 { _ = try? await writer.write([0x0A]) }
      try? await Task.sleep(for: .milliseconds(100))
    }
  }
}

/// Ours, in English, and `variable`, whose value need be no text.
private func environment(with variable: [UInt8]?) -> Environment {
  guard let variable else { return .inherit.updating(["LC_ALL": "C"]) }
  var all = [variable]
  while let next = whyslow_variable(Int32(all.count - 1)) {
    var size = 1
    while next[size - 1] != 0 { size += 1 }
    all.append(UnsafeBufferPointer(start: next, count: size).map(UInt8.init(bitPattern:)))
  }
  return .custom(all).updating(["LC_ALL": "C"])
}

/// Runs `command` here, in a process group that ends with it.
func perform(
  _ command: [String], input: Input, deadline: Double, limit: Int,
  sink: (@Sendable ([UInt8]) -> Bool)? = nil
) async -> Reply {
  guard CommandRoom.take() else {
    return Reply(errors: "no file descriptor is left to run \(command.first ?? "it")", status: 127)
  }
  defer { CommandRoom.give() }
  whyslow_ignore_broken_pipes()
  var options = PlatformOptions()
  options.processGroupID = 0
  // timeout(1) hands the signal on to its command.
  options.teardownSequence = [
    .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500))
  ]
  let configuration = Configuration(
    executable: .name("timeout"),
    arguments: Arguments(["--kill-after=0.5", Quantity.fixed(deadline, 2)] + command),
    environment: environment(with: input.variable), platformOptions: options)
  do {
    let result = try await Subprocess.run(
      configuration, input: .inputWriter, output: .sequence, error: .string(limit: 1 << 20)
    ) { execution -> ([UInt8], Bool) in
      let writer = execution.standardInputWriter
      // Beside the reading, lest each wait for the other; a command that has ended already is told
      // by its status.
      let feeding = Task { await input.feed(writer) }
      defer { feeding.cancel() }
      var output: [UInt8] = []
      var spare = input.spare
      for try await buffer in execution.standardOutput {
        buffer.withUnsafeBytes { output.append(contentsOf: $0) }
        if let asked = spare, output.count < 1 << 16, output.contains(asked.request) {
          spare = nil
          _ = try? await writer.write(asked.text)
        }
        var isEnough = output.count > limit
        if let sink {
          isEnough = !sink(output)
          output.removeAll(keepingCapacity: true)
        }
        if isEnough {
          try? execution.send(signal: .kill, toProcessGroup: true)
          return (output, true)
        }
      }
      feeding.cancel()
      await feeding.value
      if input.staysOpen { try? await writer.finish() }
      return (output, false)
    }
    var reply = Reply(output: result.closureResult.0, errors: result.standardError)
    reply.isCut = result.closureResult.1
    switch result.terminationStatus {
    case .exited(124), .exited(137): reply.status = nil
    case .exited(let code): reply.status = Int32(code)
    default: reply.status = nil
    }
    return reply
  } catch {
    return Reply(errors: "\(error)", status: 127)
  }
}
