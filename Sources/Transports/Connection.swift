import Collector
import Model
import Subprocess

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
  /// started here has ended when this returns, within a second of `deadline` seconds.
  public func run(
    _ arguments: [String], input: [UInt8], deadline: Double, limit: Int = 64 << 20
  ) async throws(Unreachable) -> Reply {
    try await run(arguments, input: input, deadline: deadline, limit: limit, sink: nil)
  }

  /// What goes into `sink` is not in the reply; it says whether it wants more.
  func run(
    _ arguments: [String], input: [UInt8], deadline: Double, limit: Int = 64 << 20,
    closesInput: Bool = false, sink: (@Sendable ([UInt8]) -> Bool)?
  ) async throws(Unreachable) -> Reply {
    let command = transports.reversed().reduce(arguments) { $1.wrap($0, seconds: deadline) }
    var reply = await perform(
      command, input: input, keepsInputOpen: keepsInputOpen && !closesInput, deadline: deadline,
      limit: limit, sink: sink)
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

extension Unreachable {
  /// The target at `address`, out of reach for what `sentence` says.
  public init(address: TargetAddress, sentence: String) {
    self.init(address: address, sentence: sentence, output: [])
  }
}

/// What gzip makes of `packed`; less than was packed where the stream was cut.
func unpacked(_ packed: [UInt8]) async -> [UInt8] {
  await perform(
    ["gzip", "-dc"], input: packed, keepsInputOpen: false, deadline: 60, limit: 128 << 20
  ).output
}

/// Runs `command` here, in a process group that ends with it.
private func perform(
  _ command: [String], input: [UInt8], keepsInputOpen: Bool, deadline: Double, limit: Int,
  sink: (@Sendable ([UInt8]) -> Bool)? = nil
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
      async let written: Void = {
        _ = try? await writer.write(input)
        if !keepsInputOpen { try? await writer.finish() }
      }()
      var output: [UInt8] = []
      for try await buffer in execution.standardOutput {
        buffer.withUnsafeBytes { output.append(contentsOf: $0) }
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
      await written
      if keepsInputOpen { try? await writer.finish() }
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
