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
  static let all: [CommandProbe] = []

  /// Those that have something to tell here.
  static func present() -> [CommandProbe] {
    var probes = StorageCommands.present()
    if exists("/proc/driver/nvidia/version") {
      // It prints a reason and fails where a card is lost.
      probes.append(
        CommandProbe(
          arguments: GPUProbes.nvidia, deadline: 5, isCounted: true, acceptsFailure: true,
          keep: GPUProbes.kept))
    }
    if exists("/run/systemd/system") { probes += ServiceProbes.all }
    return probes
  }

  /// Whether one of `paths` exists.
  static func exists(_ paths: String...) -> Bool {
    paths.contains { access($0, F_OK) == 0 }
  }
}
