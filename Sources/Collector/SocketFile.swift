import KernelText
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads a table of sockets piece by piece, so that its size costs time but no room.
enum SocketFile {
  /// The most that is read of one table: about 400,000 sockets.
  static let limit = 64 << 20
  /// The most seconds that all tables together may take.
  static let patience = 1.0

  private static let piece = 64 << 10

  /// Hands each line of the file at `path` to `take`; false where it was not read to its end, and
  /// an errno where it cannot be read.
  static func read(_ path: String, until deadline: Double, _ take: (Text) -> Void) -> (
    isWhole: Bool, error: Int32
  ) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return (false, errno) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: piece)
    var kept = 0
    var total = 0
    while total < limit, whyslow_boot_time() < deadline {
      let got = bytes.withUnsafeMutableBytes { buffer in
        platformRead(descriptor, buffer.baseAddress.map { $0 + kept }, piece - kept)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { return (false, errno) }
      if got == 0 { return (kept == 0, 0) }
      total += got
      let used = kept + got
      let end = (bytes[..<used].lastIndex(of: 0x0A) ?? -1) + 1
      for line in Text(bytes, 0..<end).lines { take(line) }
      // No line is as long as a piece.
      guard end > 0 else { return (false, 0) }
      bytes.replaceSubrange(0..<(used - end), with: Array(bytes[end..<used]))
      kept = used - end
    }
    return (false, 0)
  }
}
