import Model
import Subprocess
import Synchronization
import SystemCalls

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// What a command gave.
struct CommandResult: Sendable {
  let output: [UInt8]
  let errors: String
  let succeeded: Bool
}

/// Runs `arguments` without a shell and returns its output, or why there is none.
///
/// The command gets no input and speaks English. It runs under timeout(1), which ends its whole process
/// group at the deadline: ending the command alone would leave its children behind. Output past `limit`
/// bytes is an error.
func run(_ arguments: [String], deadline: Double, limit: Int = 8 << 20) async -> Measured<
  CommandResult
> {
  let name = arguments.joined(separator: " ")
  guard CommandRoom.take() else {
    return .failure(Gap(.missing, name, "could not be run: no file descriptor is left for it"))
  }
  defer { CommandRoom.give() }
  let bounded = ["--kill-after=0.5", Quantity.fixed(deadline, 2)] + arguments
  var options = PlatformOptions()
  options.processGroupID = 0
  let configuration = Configuration(
    executable: .name("timeout"), arguments: Arguments(bounded),
    environment: .inherit.updating(["LC_ALL": "C"]), platformOptions: options)
  do {
    let result = try await Subprocess.run(
      configuration, input: .none, output: .bytes(limit: limit), error: .string(limit: 64 << 10))
    return result.terminationStatus.gap(of: name, deadline).map(Measured.failure)
      ?? .success(
        CommandResult(
          output: result.standardOutput, errors: result.standardError,
          succeeded: result.terminationStatus.isSuccess))
  } catch {
    return .failure(Gap(.missing, name, "could not be run: \(error)"))
  }
}

/// File descriptors for commands, without which the library that runs them would end the program.
package enum CommandRoom {
  /// Both ends of three pipes, one that tells whether it could be started, and those of the loop that
  /// waits for them.
  private static let each: Int32 = 12
  /// Where so many are left, no more are counted.
  private static let plenty: Int32 = 240
  private static let running = Mutex<Int32>(0)

  /// Whether there is room for one more command, which is to give it back when it has ended.
  ///
  /// Those that run may have opened none of theirs yet.
  package static func take() -> Bool {
    running.withLock { count in
      guard whyslow_can_open(min(each * (count + 1), plenty)) == 1 else { return false }
      count += 1
      return true
    }
  }

  /// Gives the room back.
  package static func give() { running.withLock { $0 -= 1 } }
}

extension TerminationStatus {
  /// What the statuses that are timeout's own say: 124 and a kill for the deadline, 126 and 127 for
  /// a command that could not be started.
  fileprivate func gap(of name: String, _ deadline: Double) -> Gap? {
    let late = Gap(.timedOut, name, "no answer in \(Quantity(deadline, .seconds))")
    switch self {
    case .exited(124), .exited(137): return late
    case .exited(126): return Gap(.forbidden, name, "may not be run")
    case .exited(127): return Gap(.missing, name, "not installed")
    case .exited: return nil
    default: return late
    }
  }
}
