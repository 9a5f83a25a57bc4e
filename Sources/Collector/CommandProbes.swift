import KernelText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The commands that are run on a machine, and for what.
///
/// Each is run only where what it tells about is seen to exist: the files that show it are probes
/// of their own, so that a recording proves the absence too. The probe script is made from the same
/// list.
enum CommandProbes {
  static let all = StorageCommands.all + [GPUProbes.command] + ServiceProbes.all

  /// Those that have something to tell on this machine.
  static func present() -> [CommandProbe] { all.flatMap(\.present) }

  /// The names' servers of this machine.
  static var resolvers: [String] {
    var sample = Sample(time: 0, wallTime: 0)
    guard case .text(let range) = sample.read(DiveRequest.resolvers, in: .machine) else {
      return []
    }
    return ResolverList(Text(sample.bytes, range)).servers
  }

  /// Whether there is something at `path`.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

extension CommandProbe {
  /// The command as often as it is run on this machine.
  var present: [CommandProbe] {
    switch need {
    case .path(let path): CommandProbes.exists(path) ? [self] : []
    case .healthyPools: StorageCommands.poolsAnswer ? [self] : []
    case .mappedVolume: StorageCommands.hasVolumeThatRunsFull ? [self] : []
    case .disks: StorageCommands.askedDisks.map { with("/dev/\($0)") }
    case .resolvers: CommandProbes.resolvers.map { with("@\($0)") }
    }
  }
}
