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
  /// The program and its arguments; joined by spaces they are the name of the section.
  let arguments: [String]
  /// The paths one of which shows that there is something to tell; none where there always is.
  var needs: [String] = []
  /// Seconds after which it is ended.
  var deadline = 2.0
  /// Whether it is run in both samples, as its numbers are counted.
  var isCounted = false
  /// The statuses that are answers too: some tools tell of faults with theirs.
  var acceptsFailure = false
  /// Whether it tells nothing to others than root, so that it is not even started for them.
  var needsRoot = false
  /// The section's content for what it printed; as it is where nil.
  var keep: (@Sendable ([UInt8]) -> [UInt8])?

  var name: String { arguments.joined(separator: " ") }

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
