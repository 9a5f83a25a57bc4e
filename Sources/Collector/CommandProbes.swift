#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The commands that are run on this machine, and for what.
///
/// Each is run only where what it tells about is seen to exist: the files that show it are probes
/// of their own, so that a recording proves the absence too.
enum CommandProbes {
  static func present() -> [CommandProbe] {
    StorageCommands.present()
  }

  /// Whether one of `paths` exists.
  static func exists(_ paths: String...) -> Bool {
    paths.contains { access($0, F_OK) == 0 }
  }
}
