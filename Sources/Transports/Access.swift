import Collector

/// What a target gives to who looks at it.
public struct Access: Sendable, Hashable {
  /// From the command to its answer.
  public var seconds: Double
  /// Whether it was looked at as root.
  public var isRoot: Bool
  /// Its kernel, such as `Linux 6.1.0`; nil where it does not tell.
  public var kernel: String?
  /// What is missing there, the gravest first.
  public var lacks: [Lack]

  /// Something that is missing, what it keeps from being measured, and what mends it.
  public struct Lack: Sendable, Hashable {
    /// In a few words, such as `no ss, tc (listening sockets and queues)`.
    public var what: String
    /// A command, or what else to do.
    public var remedy: String
    /// Whether nothing at all can be measured for it.
    public var isFatal: Bool
    /// Whether a container lacks it too where it lacks it inside, and not its host.
    var isAlsoInside = false
  }
}

extension Connection {
  /// Asks the target what it has of what is needed to look at it.
  public func access() async throws(Unreachable) -> Access {
    let clock = ContinuousClock()
    let start = clock.now
    let reply = try await run(
      ["sh"], input: PackageResources.access_sh, deadline: 10, endsItself: true)
    let took = start.duration(to: clock.now)
    let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
    let lines = String(decoding: reply.output, as: UTF8.self).split(separator: "\n")
      .drop { $0 != "whyslow access 1" }
    guard !lines.isEmpty else {
      throw Unreachable(address: address, sentence: silence(reply))
    }
    return Access(seconds: seconds, lines: lines.dropFirst().map(String.init))
  }
}

extension Connection {
  /// What keeps `unit` of the systemd there from being looked at; throws where there is none.
  fileprivate func lacks(of unit: String) async throws(Unreachable) -> [Access.Lack] {
    let command = [
      "systemctl", "show", "--property=LoadState,ActiveState,ControlGroup", "--", unit,
    ]
    let reply = try await run(command, input: [], endsInput: true, deadline: 5)
    let lines = String(decoding: reply.output, as: UTF8.self).split(separator: "\n")
    guard reply.status == 0, !lines.isEmpty else {
      throw Unreachable(address: address, sentence: "\(address): systemd does not run there.")
    }
    guard lines.contains("ControlGroup=") || !lines.contains(where: { $0.hasPrefix("ControlG") })
    else { return [] }
    if lines.contains("LoadState=not-found") {
      throw Unreachable(address: address, sentence: "\(address): \(noSuchUnit)")
    }
    let state = lines.first { $0.hasPrefix("ActiveState=") }?.dropFirst(12) ?? "unknown"
    return [
      Access.Lack(
        what: "it does not run (\(state))", remedy: "systemctl start \(shellQuoted(unit))",
        isFatal: false)
    ]
  }
}

/// Told of a unit that systemd does not know.
let noSuchUnit = "there is no such unit there. See: systemctl list-units --all"

extension TargetAddress {
  /// What it gives to who looks at it; what cannot be looked into is judged from its host.
  func access() async throws(Unreachable) -> Access {
    if case .pod(let pod) = hops.last { return try await access(to: pod) }
    let there = try await found()
    do throws(Unreachable) {
      let connection = Connection(to: there)
      switch hops.last {
      case .docker, .podman, .lxc:
        // Most is read on its host, whose rights these are.
        async let machine = there.hostAccess()
        let inside = try await connection.access()
        guard var access = await machine else { return inside }
        access.seconds = max(access.seconds, inside.seconds)
        access.lacks += inside.lacks.filter(\.isAlsoInside).map { lack in
          var lack = lack
          lack.what = "inside " + lack.what
          return lack
        }
        return access
      case .unit(let unit):
        var access = try await connection.access()
        access.lacks += try await connection.lacks(of: unit)
        return access
      default: return try await connection.access()
      }
    } catch {
      // Of others not even their host knows, or nobody may ask.
      let isThere = ["no POSIX shell", "guest agent"].contains { error.sentence.contains($0) }
      guard isThere, let host = there.layers?.host,
        var access = try? await Connection(to: host).access()
      else { throw error }
      access.lacks.insert(
        Access.Lack(
          what: "not seen from inside: \(error.sentence)",
          remedy: "its host is read, and judged alone", isFatal: false), at: 0)
      return access
    }
  }
}

extension TargetAddress {
  /// What the host of what is at the end of the way gives; nil where it gives nothing.
  fileprivate func hostAccess() async -> Access? {
    guard let host = layers?.host else { return nil }
    return try? await Connection(to: host).access()
  }
}

extension Access {
  /// One of which only this is known.
  init(seconds: Double, kernel: String) {
    self.seconds = seconds
    self.kernel = kernel
    isRoot = false
    lacks = []
  }

  /// What the lines of the script tell.
  init(seconds: Double, lines: [String]) {
    self.seconds = seconds
    let has = Set(lines.filter { $0.hasPrefix("has ") }.map { String($0.dropFirst(4)) })
    isRoot = has.contains("root")
    kernel = lines.first { $0.hasPrefix("kernel ") }.map { String($0.dropFirst(7)) }
    let lost = lines.filter { $0.hasPrefix("lacks ") }.map { String($0.dropFirst(6)) }
    lacks = Self.lacks(Set(lost), isRoot: has.contains("root"))
  }

  private static func lacks(_ lost: Set<String>, isRoot: Bool) -> [Lack] {
    func tools(_ kind: String) -> [String] {
      lost.filter { $0.hasPrefix(kind) }.map { String($0.dropFirst(kind.count)) }.sorted()
    }
    var lacks: [Lack] = []
    func add(_ what: String, _ remedy: String, isFatal: Bool = false, inside: Bool = false) {
      lacks.append(Lack(what: what, remedy: remedy, isFatal: isFatal, isAlsoInside: inside))
    }
    let needed = tools("need ")
    if lost.contains("proc") {
      add(
        "/proc is hidden or not mounted", "mount -t proc proc /proc", isFatal: true, inside: true)
    }
    if !needed.isEmpty {
      add(
        "no \(needed.joined(separator: ", "))", "install coreutils, findutils and awk, or busybox",
        isFatal: true, inside: true)
    }
    if lost.contains("others"), !lost.contains("proc") {
      add(
        "/proc shows only its own processes", "log in as root, or mount -o remount,hidepid=0 /proc")
    }
    if !isRoot {
      add("not root: no I/O of others' processes, no health of disks", "log in as root")
    }
    if lost.contains("psi") { add("no pressure (PSI)", "boot with psi=1, Linux 4.20 or newer") }
    if lost.contains("log") {
      add(
        "the kernel's log is closed",
        isRoot ? "grant CAP_SYSLOG" : "log in as root, or sysctl kernel.dmesg_restrict=0")
    }
    let others = tools("tool ")
    let network = others.filter { ["ss", "tc"].contains($0) }
    if !network.isEmpty {
      let told = network.map { $0 == "ss" ? "sockets" : "queues" }.joined(separator: ", ")
      add("no \(network.joined(separator: ", ")) (\(told))", "apt install iproute2", inside: true)
    }
    let rest = others.filter { !["ss", "tc", "dmesg"].contains($0) }
    if !rest.isEmpty { add("no \(rest.joined(separator: ", "))", "apt install coreutils gzip") }
    return lacks
  }
}
