import Collector
import Model

/// Which logs of a target are wanted, and how much of them.
public struct LogRequest: Sendable {
  /// Nothing from longer ago, in seconds; nil for no such bound.
  public var since: Double?
  /// Nothing from less long ago.
  public var until: Double?
  /// The unit, container or program that is meant.
  public var service: String?
  /// The most lines of each log, the newest.
  public var lines: Int?
  /// Files, as patterns of the shell; they are expanded on the target.
  public var files: [String] = []
  /// The most bytes of each log, the newest.
  public var bytes = 32 << 20
  /// The most seconds that each log may take.
  public var seconds = 20.0
  /// The most seconds for all.
  public var deadline = 120.0

  /// All logs that are found.
  public init() {}
}

/// What comes of a target's logs, in order.
public enum LogArrival: Sendable {
  /// The target's clock: seconds since 1970, and seconds ahead of UTC.
  case clock(Double, zone: Double)
  /// A log begins; `isJournal` where its lines are journald's JSON.
  case begin(name: String, isJournal: Bool)
  /// Its bytes.
  case bytes([UInt8])
  /// It has ended, its command with this status.
  case end(status: Int)
  /// No more of it comes, and why.
  case broken(String)
  /// A log that could not be had, and why.
  case failed(String)
  /// A log that was left out to keep the run bounded.
  case omitted(String)
}

extension TargetAddress {
  /// The machine that has the logs of what is at the end of the way, and how they are called there.
  func logPlace(_ request: LogRequest) -> (machine: TargetAddress, kind: String, name: String) {
    let before = TargetAddress(hops: Array(hops.dropLast()))
    switch hops.last {
    // A file is meant as it is seen from inside.
    case .docker, .podman, .pod:
      if !request.files.isEmpty { return (self, "inside", "-") }
    default: break
    }
    switch hops.last {
    case .docker(let name): return (before, "docker", name)
    case .podman(let name): return (before, "podman", name)
    case .pod(let pod):
      let container = pod.container.map { "/" + $0 } ?? ""
      return (before, "pod", "\(pod.namespace)/\(pod.name)\(container)")
    case .unit(let name): return (before, "unit", name)
    default: return (whole, "machine", "-")
    }
  }

  /// Whether what is at the end of the way is one service itself, with a log of its own.
  public var isOneService: Bool {
    switch hops.last {
    case .docker, .podman, .unit: true
    case .pod(let pod): pod.container != nil
    default: false
    }
  }

  /// `request` within what comes from the target: what the agent of a guest keeps has to do for all of
  /// its logs.
  public func bounded(_ request: LogRequest) -> LogRequest {
    var request = request
    if !Connection(to: logPlace(request).machine).keepsInputOpen {
      request.bytes = min(request.bytes, 8 << 20)
    }
    return request
  }

  /// Reads the logs of the target and hands what comes to `take`; throws where it is out of reach.
  public func readLogs(
    _ request: LogRequest, take: @escaping @Sendable (LogArrival) -> Void
  ) throws(Unreachable) {
    let (machine, kind, name) = logPlace(request)
    let mark = "whyslow-\(UInt64.random(in: 1 ... .max))"
    func ago(_ seconds: Double?) -> String { seconds.map { String(Int($0.rounded())) } ?? "-" }
    let connection = Connection(to: machine)
    let arguments =
      ["sh", "-s", "--", mark, kind, name, ago(request.since), ago(request.until)]
      + [request.service ?? "-", request.lines.map(String.init) ?? "-", String(request.bytes)]
      + [String(Int(request.seconds.rounded(.up)))] + request.files
    let stream = LogStream(mark: mark, take: take)
    let deadline = request.deadline
    let place = self
    let answer: Result<Reply, Unreachable> = wait {
      do throws(Unreachable) {
        return .success(
          try await connection.stream(
            arguments, input: PackageResources.logs_sh, deadline: deadline
          ) { block in
            stream.take(block)
            return true
          })
      } catch { return .failure(error) }
    }
    let reply = try answer.get()
    let end = "given up after \(Quantity.fixed(deadline, 0)) s"
    stream.finish(
      reply.isCut
        ? "the guest's agent keeps no more of all logs"
        : reply.status == nil ? end : "the connection was lost")
    guard stream.hasBegun else {
      let said = reply.lastError.map { ": \($0)" } ?? ""
      throw Unreachable(
        address: place, sentence: "\(place): its logs could not be read\(said).")
    }
  }
}
