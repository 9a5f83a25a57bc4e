public import Model
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of the file at `path`, read beside the run: a server that does not answer may hold
/// for ever whoever asks for a file of its.
public func contents(
  of path: String, atMost limit: Int, within seconds: Double
) -> Measured<[UInt8]> {
  let job = SlowReads.Job(name: path, mayHang: false) { readWhole(path, atMost: limit) }
  var sample = Sample(time: 0, wallTime: 0)
  SlowReads([job]).collect(waiting: seconds, into: &sample)
  switch sample.sections[path] {
  case .text(let range): return .success(Array(sample.bytes[range]))
  case .failed(let kind, let detail): return .failure(Gap(kind, path, detail))
  case nil: return .failure(Gap(.missing, path, "it was not read"))
  }
}

private func readWhole(_ path: String, atMost limit: Int) -> SlowReads.Answer {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return .failed(errno) }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 64 << 10)
  while true {
    let got = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if got == 0 { return .text(bytes) }
    if got < 0 {
      if errno == EINTR { continue }
      return .failed(errno)
    }
    bytes += buffer[..<got]
    if bytes.count > limit { return .failed(.cut, "more than \(limit >> 10) KiB") }
  }
}

extension SlowReads.Answer {
  fileprivate static func failed(_ code: Int32) -> Self {
    guard code != ENOENT, code != ENOTDIR else {
      return .failed(.missing, String(cString: strerror(code)))
    }
    return .failed(.forbidden, String(cString: strerror(code)))
  }
}
