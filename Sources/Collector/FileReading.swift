import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The most that is read of one file; more is a fault of the machine or an attack.
let fileLimit = 4 << 20

/// The most that one sample holds: several times what the most processes and groups take.
let sampleLimit = 64 << 20

extension Sample {
  /// Reads the file at `path` in `tree` until its end.
  mutating func read(_ path: UnsafePointer<CChar>, in tree: Tree) -> Reading {
    let descriptor = tree.open(path)
    guard descriptor >= 0 else { return .failed(errno) }
    defer { close(descriptor) }
    return read(descriptor, once: false)
  }

  /// Reads the file behind `descriptor` from its start.
  ///
  /// The files of a process come whole where there is room: `once` spares asking for their end.
  mutating func read(_ descriptor: Int32, once: Bool) -> Reading {
    let start = used
    guard start < sampleLimit else {
      return .failed(.cut, "the sample holds \(sampleLimit >> 20) MiB already")
    }
    while true {
      if bytes.count - used < 4096 { grow() }
      let room = bytes.count - used
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + used }, room, off_t(used - start))
      }
      if got < 0 {
        if errno == EINTR { continue }
        used = start
        return .failed(errno)
      }
      used += got
      if got == 0 || (once && got < room) { return .text(start..<used) }
      if used - start > fileLimit {
        used = start
        return .failed(.cut, "more than \(fileLimit >> 20) MiB")
      }
    }
  }

  /// Each page of room that is touched costs more time than reading a small file, so there is no
  /// more of it than half of what was needed until now.
  private mutating func grow() {
    bytes.append(contentsOf: repeatElement(0, count: max(bytes.count / 2, 8 << 10)))
  }
}

extension Reading {
  /// What `code`, an errno, means for the report.
  static func failed(_ code: Int32) -> Reading {
    switch code {
    case ENOENT, ESRCH, ENODEV, ENXIO, ENOTDIR: .failed(.missing, "No such file or directory")
    case EACCES, EPERM: .failed(.forbidden, "Permission denied")
    case EINVAL: .failed(.missing, "Invalid argument: it has no value here")
    case EOPNOTSUPP: .failed(.missing, "Operation not supported")
    default: .failed(.malformed, String(cString: strerror(code)))
    }
  }
}

/// The names in the directory at `path` of this machine; nil where it cannot be listed.
func names(in path: String) -> [String]? { Tree.machine.names(in: path) }

/// read(2), which a method called `read` would hide.
func platformRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int)
  -> Int
{
  read(descriptor, buffer, count)
}
