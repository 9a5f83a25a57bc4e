import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A directory to read below: the machine's own root, or the copy of another machine's files.
///
/// A copy may hold anything. Nothing in it leads out of it, and whatever stands in the place of a
/// file, such as a pipe that nobody writes to, is never waited for.
struct Tree {
  let descriptor: Int32
  /// Whether it is the machine itself, whose links are its own business.
  let isLive: Bool

  /// The machine's own root.
  static let machine = Tree(descriptor: AT_FDCWD, isLive: true)

  /// Opens what lies at `path`; -1 with errno where it cannot be.
  func open(_ path: UnsafePointer<CChar>, _ flags: Int32 = 0) -> Int32 {
    let flags = flags | O_RDONLY | O_CLOEXEC | O_NONBLOCK
    return isLive
      ? openat(descriptor, path, flags) : whyslow_open_below(descriptor, path, flags)
  }

  /// The names in the directory at `path`, in order; nil where it cannot be listed.
  ///
  /// No more than `most` are taken. Where directories alone are asked for, links are none.
  func names(in path: String, areDirectories: Bool = false, most: Int = .max) -> [String]? {
    let descriptor = self.open(path, O_DIRECTORY)
    guard descriptor >= 0 else { return nil }
    guard let directory = fdopendir(descriptor) else {
      close(descriptor)
      return nil
    }
    defer { closedir(directory) }
    var names: [String] = []
    while names.count < most, let entry = readdir(directory) {
      if areDirectories, entry.pointee.d_type != UInt8(DT_DIR) { continue }
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
