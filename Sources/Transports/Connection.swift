import Collector
import Model
import Subprocess
import SystemCalls

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The way to the end of a chain of hops.
public struct Connection: Sendable {
  /// Where it leads.
  public let address: TargetAddress
  private let transports: [any Transport]

  /// The way to `address`.
  public init(to address: TargetAddress) {
    self.address = address
    transports = address.hops.map(\.transport)
  }

  /// The way to `address` and from there `through` something else.
  init(to address: TargetAddress, through last: any Transport) {
    self.address = address
    transports = address.hops.map(\.transport) + [last]
  }

  /// Whether the input of a command there stays open as long as we wait for it.
  var keepsInputOpen: Bool { transports.allSatisfy(\.keepsInputOpen) }

  /// Runs `arguments` there with `input` and gives what they printed.
  ///
  /// Throws the sentence to tell the user where the target was out of reach. Everything that was
  /// started here has ended when this returns, within a second of `deadline` seconds. When the user
  /// interrupts, the command is told by a line of input where `canHurry`.
  public func run(
    _ arguments: [String], input: [UInt8], deadline: Double, limit: Int = 64 << 20,
    canHurry: Bool = false
  ) async throws(Unreachable) -> Reply {
    let command = transports.reversed().reduce(arguments) { $1.wrap($0, seconds: deadline) }
    var reply = await perform(
      command, input: Input(text: input, staysOpen: keepsInputOpen, hurries: canHurry),
      deadline: deadline, limit: limit)
    for transport in transports {
      if let sentence = transport.failure(reply) {
        throw Unreachable(address: address, sentence: sentence, output: reply.output)
      }
      reply = transport.unwrap(reply)
    }
    return reply
  }
}

/// A target that could not be reached, and the sentence to say so.
public struct Unreachable: Error, Sendable {
  /// Which target.
  public let address: TargetAddress
  /// What is wrong and what to do, in one line.
  public let sentence: String
  /// What came before.
  var output: [UInt8] = []
}

/// What gzip makes of `packed`; less than was packed where the stream was cut.
func unpacked(_ packed: [UInt8]) async -> [UInt8] {
  await perform(
    ["gzip", "-dc"], input: Input(text: packed), deadline: 60, limit: 128 << 20
  ).output
}

/// What a command reads.
private struct Input: Sendable {
  var text: [UInt8]
  /// Whether it sees no end before its output ends.
  var staysOpen = false
  /// Whether it gets an empty line when the user interrupts, again and again, lest one be missed.
  var hurries = false

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

/// Runs `command` here, in a process group that ends with it.
private func perform(
  _ command: [String], input: Input, deadline: Double, limit: Int
) async -> Reply {
  var options = PlatformOptions()
  options.processGroupID = 0
  let configuration = Configuration(
    executable: .name("timeout"),
    arguments: Arguments(["--kill-after=0.5", Quantity.fixed(deadline, 2)] + command),
    environment: .inherit.updating(["LC_ALL": "C"]), platformOptions: options)
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
      for try await buffer in execution.standardOutput {
        buffer.withUnsafeBytes { output.append(contentsOf: $0) }
        if output.count > limit {
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
