import Model
import Subprocess

extension Connection {
  /// Runs `arguments` there with `input` and hands what they print to `take`, block by block, until
  /// it wants no more.
  ///
  /// Nothing is kept, so that output of any length takes no more memory than a short one; only the
  /// agent of a guest gives its answer whole, which is at most 16 MiB. A command that waits for the
  /// end of its input gets it with `closesInput`. Throws as `run` does.
  public func stream(
    _ arguments: [String], input: [UInt8], deadline: Double, closesInput: Bool = false,
    take: @escaping @Sendable ([UInt8]) -> Bool
  ) async throws(Unreachable) -> Reply {
    guard keepsInputOpen else {
      let reply = try await run(arguments, input: input, deadline: deadline)
      _ = take(reply.output)
      return reply
    }
    return try await run(
      arguments, input: input, endsInput: closesInput, deadline: deadline, sink: take)
  }
}
