import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A command that is run because no file tells what it does.
struct CommandProbe: Sendable {
  /// The program and its arguments; joined by spaces they are the name of the section, where it has
  /// no title.
  let arguments: [String]
  /// What shows that there is something to tell.
  let need: Need
  /// Seconds after which it is ended.
  var deadline = 2.0
  /// Whether it is run in both samples, as its numbers are counted.
  var isCounted = false
  /// Whether failing is an answer too: some tools tell of faults with their status.
  var acceptsFailure = false
  /// Whether it tells nothing to others than root, so that it is not even started for them.
  var needsRoot = false
  /// The section's content for what it printed; as it is where nil.
  var keep: (@Sendable ([UInt8]) -> [UInt8])?
  /// The name of the section where the arguments are too long for one.
  var title: String?

  /// What shows that a command has something to tell.
  ///
  /// Local collection and the probe script each look in their own way, by the same files.
  enum Need: Sendable {
    /// Something at this path.
    case path(String)
    /// ZFS, with no pool that waits for a lost disk: the command would wait with it.
    case healthyPools
    /// A mapped device that can run full or lose its way.
    case mappedVolume
    /// A real disk that is awake; the command is run for each, whose path is its last argument.
    case disks
    /// A names' server in /etc/resolv.conf; the command is run for each of the three that are asked,
    /// whose address behind an `@` is its last argument.
    case resolvers
  }

  var name: String { title ?? arguments.joined(separator: " ") }

  /// This command with one more argument.
  func with(_ argument: String) -> CommandProbe {
    CommandProbe(
      arguments: arguments + [argument], need: need, deadline: deadline, isCounted: isCounted,
      acceptsFailure: acceptsFailure, needsRoot: needsRoot, keep: keep)
  }

  /// The command as a read beside the window.
  var job: SlowReads.Job {
    SlowReads.Job(name: name, mayHang: true) { [self] in
      if needsRoot, geteuid() != 0 { return .failed(.forbidden, "it takes root") }
      var limit = rlimit()
      // The concurrency runtime ends the program where it gets no descriptor for itself.
      if getrlimit(noFileLimit, &limit) == 0, limit.rlim_cur < 64 {
        return .failed(.cut, "too few file descriptors are allowed to run a command")
      }
      switch wait({ await run(arguments, deadline: deadline) }) {
      case .success(let result) where result.succeeded || acceptsFailure && !result.output.isEmpty:
        return .text(keep?(result.output) ?? result.output)
      case .success(let result):
        let said = result.errors.split(separator: "\n").first ?? "it failed and says nothing"
        let isForbidden = ["ermission denied", "not permitted", "must be root", "superuser"]
          .contains { said.contains($0) }
        return .failed(isForbidden ? .forbidden : .missing, String(said.prefix(200)))
      case .failure(let gap):
        return .failed(gap.kind, gap.detail)
      }
    }
  }
}

#if canImport(Glibc)
  let noFileLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
#else
  let noFileLimit = RLIMIT_NOFILE
#endif
