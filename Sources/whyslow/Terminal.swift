import ArgumentParser
import Model
import Report
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What standard output can show: colour and width of a terminal, plain and 100 columns in a pipe.
func outputStyle() -> Style {
  let isTerminal = isatty(STDOUT_FILENO) == 1
  let noColour = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
  let dumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
  let width = Int(whyslow_terminal_width(STDOUT_FILENO))
  return Style(
    width: isTerminal && width > 0 ? width : 100, colour: isTerminal && !noColour && !dumb)
}

/// Writes all of `bytes` to `descriptor`; returns the errno of what failed.
func writeAll(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> Int32? {
  var rest = Array(bytes)[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written < 0 {
      if errno == EINTR { continue }
      // Whoever shares the pipe may have made it non-blocking.
      var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      if errno == EAGAIN, poll(&wanted, 1, -1) > 0 { continue }
      return errno
    }
    rest = rest.dropFirst(written)
  }
  return nil
}

/// Occupies the standard descriptors that are closed, so that no file that is opened later is taken
/// for one of them; reading the first and writing the others fails as it would have.
func occupyStandardDescriptors() {
  for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
    _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
  }
}

/// Prints `report`; a reader that has gone away is no fault of ours.
func printReport(_ report: String) throws {
  guard let code = writeAll(report.utf8, to: STDOUT_FILENO), code != EPIPE else { return }
  throw fault(
    "The report could not be written to standard output: \(String(cString: strerror(code))).")
}

/// Something failed that is not the user's doing: exit status 70.
func fault(_ message: String) -> any Error {
  complain(message)
  return ExitCode(70)
}

/// One sentence on standard error.
func complain(_ message: String, as kind: String = "Error") {
  _ = writeAll("\(kind): \(message)\n".utf8, to: STDERR_FILENO)
}

/// The exit status that `severity` calls for; notes convict nothing.
func finish(_ severity: Severity?, interrupted: Bool) throws {
  if interrupted { throw ExitCode(130) }
  switch severity {
  case .critical: throw ExitCode(2)
  case .warning: throw ExitCode(1)
  case .note, nil: return
  }
}

/// Ends the program with `status`, when all has been said.
func end(with status: ExitCode) -> Never { exit(status.rawValue) }

/// A line on standard error that tells how far the window is, where somebody is watching.
struct Progress {
  private let window: Double
  private let isShown = isatty(STDERR_FILENO) == 1

  init(window: Double) { self.window = window }

  func show(_ elapsed: Double) {
    guard isShown else { return }
    let done = Quantity.fixed(min(elapsed, window), 1)
    _ = writeAll(
      "\r\u{1B}[Ksampling, \(done) of \(Quantity(window, .seconds))".utf8, to: STDERR_FILENO)
  }

  func clear() {
    if isShown { _ = writeAll("\r\u{1B}[K".utf8, to: STDERR_FILENO) }
  }
}
