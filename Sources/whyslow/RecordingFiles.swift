import ArgumentParser
import Collector
import Report

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The most that a recording may hold: both samples and the logs as large as they may become.
private let recordingLimit = 256 << 20

/// The recording in the file at `path`, `-` being standard input.
func readRecording(_ path: String) throws -> TargetRecording {
  let (name, bytes) = try readFile(path)
  do { return try TargetRecording(parsing: bytes) } catch {
    throw ValidationError(
      "\(name) is no recording: \(sanitized(error.description)). "
        + "Make one with 'whyslow record -o FILE'.")
  }
}

/// What is in the file at `path`, `-` being standard input, and what it is called.
func readFile(_ path: String) throws -> (name: String, bytes: [UInt8]) {
  let name = path == "-" ? "standard input" : sanitized(path)
  let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw unreadable(name, errno) }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let got = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if got < 0 {
      if errno == EINTR { continue }
      throw unreadable(name, errno)
    }
    if got == 0 { break }
    bytes += buffer[..<got]
    guard bytes.count <= recordingLimit else {
      throw ValidationError("\(name) is no recording: it exceeds 256 MiB.")
    }
  }
  return (name, bytes)
}

private func unreadable(_ name: String, _ code: Int32) -> ValidationError {
  ValidationError("The recording \(name) cannot be read: \(String(cString: strerror(code))).")
}

/// Writes `bytes` to `path` whole or not at all, `-` being standard output.
///
/// It is written beside its place and then moved, so that a full disk leaves no half of one; only
/// its owner may read it, since a recording tells much about its machine.
func writeFile(_ bytes: some Collection<UInt8>, to path: String, what: String) throws {
  if path == "-" {
    guard let code = writeAll(bytes, to: STDOUT_FILENO), code != EPIPE else { return }
    throw fault("The \(what) could not be written: \(String(cString: strerror(code))).")
  }
  let isPlainFile = access(path, F_OK) != 0 || isRegular(path)
  let place = isPlainFile ? "\(path).\(getpid()).tmp" : path
  let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (isPlainFile ? O_EXCL : 0)
  let descriptor = open(place, flags, 0o600)
  guard descriptor >= 0 else { throw unwritable(path, what, errno) }
  // From here on it is the disk that may fail, and neither the user nor the place.
  var code = writeAll(bytes, to: descriptor)
  if close(descriptor) != 0, code == nil { code = errno }
  if code == nil, isPlainFile, rename(place, path) != 0 { code = errno }
  guard let code else { return }
  if isPlainFile { unlink(place) }
  let reason = String(cString: strerror(code))
  throw fault("The \(what) could not be written to \(sanitized(path)): \(reason).")
}

private func isRegular(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// Throws where `path` can be seen not to take a file, so that nobody waits for a window in vain.
func requireWritable(_ path: String, what: String) throws {
  guard path != "-" else { return }
  var status = stat()
  if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
    if status.st_mode & S_IFMT == S_IFDIR { throw unwritable(path, what, EISDIR) }
    if access(path, W_OK) != 0 { throw unwritable(path, what, errno) }
    return
  }
  // A new file is moved into the folder, whatever the old one allows.
  let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
  if access(folder, W_OK | X_OK) != 0 { throw unwritable(path, what, errno) }
}

/// The place was the user's choice, so it is an error of usage.
private func unwritable(_ path: String, _ what: String, _ code: Int32) -> any Error {
  let reason = String(cString: strerror(code))
  return ValidationError("The \(what) cannot be written to \(sanitized(path)): \(reason).")
}
