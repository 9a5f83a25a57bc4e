import Collector
import Model

/// The way to the end of a chain of hops.
public struct Connection: Sendable {
  /// Where it leads.
  public let address: TargetAddress
  private let last: (any Transport)?

  /// The way to `address`; what is somewhere in a Proxmox cluster is looked for at each run.
  public init(to address: TargetAddress) {
    self.address = address.whole
    last = nil
  }

  /// The way to `address` and from there `through` something else.
  init(to address: TargetAddress, through last: any Transport) {
    self.address = address.whole
    self.last = last
  }

  /// What is passed on the way to `address`.
  private func transports(to address: TargetAddress) -> [any Transport] {
    address.hops.map(\.transport) + [last].compactMap { $0 }
  }

  /// Whether a network lies on the way, on which every ten kilobytes or so wait for an answer.
  var isFar: Bool { address.hops.contains { if case .ssh = $0 { true } else { false } } }

  /// Whether the input of a command there stays open as long as we wait for it.
  var keepsInputOpen: Bool { transports(to: address).allSatisfy(\.keepsInputOpen) }

  /// Runs `arguments` there with `input` and gives what they printed.
  ///
  /// Throws the sentence to tell the user where the target was out of reach. Everything that was
  /// started here has ended when this returns, within a second of `deadline` seconds. What was
  /// started there has, too, where it has timeout(1) or setsid(1), or the command `endsItself`. When
  /// the user interrupts, the command is told by a line of input where `canHurry`. Where it
  /// `endsInput`, the command sees the end of its input; otherwise only when we have gone.
  public func run(
    _ arguments: [String], input: [UInt8], endsInput: Bool = false, deadline: Double,
    limit: Int = 64 << 20, endsItself: Bool = false, canHurry: Bool = false
  ) async throws(Unreachable) -> Reply {
    try await run(
      arguments, input: input, endsInput: endsInput, deadline: deadline, limit: limit,
      endsItself: endsItself, canHurry: canHurry, sink: nil)
  }

  /// What goes into `sink` is not in the reply; it says whether it wants more.
  func run(
    _ arguments: [String], input: [UInt8], endsInput: Bool = false, deadline: Double,
    limit: Int = 64 << 20, endsItself: Bool = false, canHurry: Bool = false,
    sink: (@Sendable ([UInt8]) -> Bool)?
  ) async throws(Unreachable) -> Reply {
    let input = Input(text: input, staysOpen: keepsInputOpen && !endsInput, hurries: canHurry)
    return try await run(
      arguments, fed: input, deadline: deadline, limit: limit, endsItself: endsItself, sink: sink)
  }

  func run(
    _ arguments: [String], fed input: Input, deadline: Double, limit: Int = 64 << 20,
    endsItself: Bool = false, sink: (@Sendable ([UInt8]) -> Bool)? = nil
  ) async throws(Unreachable) -> Reply {
    let transports = transports(to: try await address.found())
    let bound = max(1, Int(deadline))
    let isBound = !transports.isEmpty && !endsItself
    let arguments = isBound ? Self.bounded(arguments, seconds: bound) : arguments
    let start = ContinuousClock.now
    let command = transports.reversed().reduce(arguments) { $1.wrap($0, seconds: deadline) }
    // Of what a guest prints, 16 MiB at most, JSON makes up to six times as much.
    let most = transports.contains { !$0.keepsInputOpen } ? max(limit, 208 << 20) : limit
    var reply = await perform(
      command, input: input, deadline: deadline, limit: most, sink: sink)
    // Of more than ten logins at once a server turns some away (MaxStartups of sshd_config(5)), and
    // lets them in a moment later.
    for delay in [0.3, 0.6] where isFar && reply.wasTurnedAway {
      let delay = delay + Double.random(in: 0...0.3)
      let spent = (ContinuousClock.now - start) / .seconds(1) + delay
      guard spent < deadline / 2 else { break }
      try? await Task.sleep(for: .seconds(delay))
      reply = await perform(
        command, input: input, deadline: deadline - spent, limit: most, sink: sink)
    }
    for (index, transport) in transports.enumerated() {
      if var sentence = transport.failure(reply) {
        let beyond = transports[(index + 1)...]
        if reply.status == 255 {
          let inner = beyond.first { $0.failsLikeSSH }.flatMap { $0.failure(reply) }
          sentence = inner ?? sentence
        } else if reply.status == nil, !beyond.isEmpty {
          sentence = "\(address): no answer in \(Quantity.fixed(deadline, 1)) s"
        }
        throw Unreachable(address: address, sentence: sentence, output: reply.output)
      }
      reply = transport.unwrap(reply)
    }
    let took = (ContinuousClock.now - start) / .seconds(1)
    if isBound, reply.status == 137, took >= Double(bound) { reply.status = nil }
    return reply
  }

  /// `arguments` with a deadline that goes along.
  ///
  /// No transport but this machine's ends there what it started. GNU's timeout(1) ends all of it,
  /// busybox's the command alone, so that one gets a session of its own and somebody who ends it.
  private static func bounded(_ arguments: [String], seconds: Int) -> [String] {
    let script = """
      if timeout --foreground 1 true 2>/dev/null; then exec timeout -s KILL "$0" "$@"; fi
      command -v setsid >/dev/null || exec "$@"
      exec 3<&0
      setsid "$@" <&3 3<&- &
      job=$!
      setsid sh -c 'sleep "$0"; kill -9 "-$1"' "$0" "$job" 3<&- >/dev/null 2>&1 </dev/null &
      watch=$!
      wait "$job"
      status=$?
      kill -9 "-$watch" "$watch" 2>/dev/null
      exit $status
      """
    return ["sh", "-c", script, String(seconds)] + arguments
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
