import KernelText
public import Model
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How closely processes are looked at.
public enum Depth: Sendable {
  /// What the 60-second triage shows: state, CPU time, faults and memory of each process.
  case triage
  /// Also how long each waited for a processor, what it read and wrote, and where it belongs.
  case full
}

/// How this machine is to be read.
public struct CollectionOptions: Sendable {
  /// Seconds between the two samples.
  public var window: Double
  /// How closely processes are looked at.
  public var depth: Depth
  /// Whether secrets in process arguments are hidden.
  public var masksSecrets: Bool
  /// The product's version, kept with the recording.
  public var version: String
  /// What runs on the machine and is to be told of too.
  public var workloads: [Workload] = []

  /// A window of `window` seconds.
  public init(
    window: Double, depth: Depth = .full, masksSecrets: Bool = true, version: String
  ) {
    self.window = window
    self.depth = depth
    self.masksSecrets = masksSecrets
    self.version = version
  }
}

/// Reads this machine twice, a window apart.
///
/// An interrupt ends the window early and gives what there is. What may block is read beside the
/// window and given up at its end.
public func collect(
  _ options: CollectionOptions, progress: (_ elapsed: Double) -> Void = { _ in }
) -> Recording {
  progress(0)
  // Whether a workload waits is told by what the triage leaves out.
  var sampler = Sampler(depth: options.workloads.isEmpty ? options.depth : .full)
  var first = Sample(time: 0, wallTime: 0)
  sampler.take(.first, into: &first, since: nil)
  let isFull = options.depth == .full
  let commands = isFull ? CommandProbes.present() : []
  let sockets = isFull ? NetworkReads.counted : []
  let counted = commands.filter(\.isCounted).map(\.job) + sockets
  let before = SlowReads(counted)
  let beside = isFull ? NetworkReads.tally + [SlowReads.Job.limits(of: first)] : []
  let slow = SlowReads(slowJobs(sampler) + beside)
  // Lanes of their own: many disks or many mounts are to cost one another no answer.
  let workloads = options.workloads.map { CommandProbe.telling(of: $0).job }
  let asked = SlowReads(workloads + commands.filter { !$0.isCounted }.map(\.job))
  let end = first.time + options.window
  var interrupted = false
  while !interrupted, whyslow_boot_time() < end {
    progress(whyslow_boot_time() - first.time)
    interrupted = whyslow_sleep_until(min(end, whyslow_boot_time() + 0.1)) != 0
  }
  var last = Sample(time: 0, wallTime: 0)
  sampler.take(.last, into: &last, since: first)
  let after = SlowReads(counted)
  // Half a second more for what is late, a tenth when somebody waits at the keyboard.
  let patience = whyslow_boot_time() + (interrupted ? 0.1 : 0.5)
  slow.collect(waiting: patience - whyslow_boot_time(), into: &last)
  asked.collect(waiting: patience - whyslow_boot_time(), into: &last)
  before.collect(waiting: 0, into: &first)
  after.collect(waiting: interrupted ? 0.1 : 0.5, into: &last)
  if options.depth == .full { last.findSocketOwners(since: first) }
  last.readKernelLog()
  last.readCommandLines(masked: options.masksSecrets)
  last.addFacts(options, interrupted: interrupted, groups: sampler.groupCount, cuts: sampler.cuts)
  return Recording(samples: [first, last])
}

/// What must not hold up the run: rooms of filesystems and what drivers answer, cards' last.
private func slowJobs(_ sampler: borrowing Sampler) -> [SlowReads.Job] {
  var scratch = Sample(time: 0, wallTime: 0)
  var jobs = sampler.drivers.map(SlowReads.Job.driver)
  if case .text(let range) = scratch.read("/proc/mounts", in: .machine),
    let mounts = try? Mount.parse(Text(scratch.bytes, range))
  {
    for mount in Mount.real(mounts) {
      jobs.append(.room(of: mount, inodes: false))
      jobs.append(.room(of: mount, inodes: true))
    }
  }
  // A card's driver may wait for the card: last, so that it holds up nobody.
  return jobs + sampler.cards.map(SlowReads.Job.driver)
}

extension Sample {
  /// Reads the command lines of the processes that rank high, beside the run: a process whose
  /// memory is locked answers late or never.
  fileprivate mutating func readCommandLines(masked: Bool) {
    let wanted = processes.indices.filter { processes[$0].status != nil }
    let jobs = wanted.map { commandLineJob(processes[$0], masked: masked) }
    var answers = Sample(time: 0, wallTime: 0)
    SlowReads(jobs).collect(waiting: 0.25, into: &answers)
    for index in wanted {
      let name = "/proc/\(processes[index].pid)/cmdline"
      switch answers.sections[name] {
      case .text(let range): processes[index].cmdline = .text(append(answers.bytes[range]))
      case let other: processes[index].cmdline = other
      }
    }
  }

  /// Only a process in uninterruptible sleep can hold the lock that its command line needs.
  private func commandLineJob(_ process: ProcessReadings, masked: Bool) -> SlowReads.Job {
    let waits = processStat(process)?.state == UInt8(ascii: "D")
    return .commandLine(of: process.pid, mayHang: waits, masked: masked)
  }

  fileprivate mutating func addFacts(
    _ options: CollectionOptions, interrupted: Bool, groups: Int, cuts: [String]
  ) {
    var facts = ["version \(options.version)", "window \(Quantity.fixed(options.window, 3))"]
    facts.append("interrupted \(interrupted ? "yes" : "no")")
    facts.append("self \(getpid())")
    facts.append("page-size \(sysconf(Int32(_SC_PAGESIZE)))")
    facts.append("cgroups \(groups)")
    if let zone = zoneOfLog { facts.append("zone \(zone)") }
    facts += cuts.map { "cut \($0)" }
    add("whyslow", (facts.joined(separator: "\n") + "\n").utf8)
  }
}

extension SlowReads.Job {
  /// Takes note of the limits of the processes in `sample` that have files of their own.
  fileprivate static func limits(of sample: Sample) -> SlowReads.Job {
    let pids = sample.processes.filter { $0.schedstat != nil }.map(\.pid)
    // On an old kernel it may take as long as there are open files.
    return SlowReads.Job(name: ProcessLimitsReading.section, mayHang: true) {
      let directory = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard directory >= 0 else {
        guard case .failed(let kind, let detail) = Reading.failed(errno) else { return .text([]) }
        return .failed(kind, detail)
      }
      defer { close(directory) }
      var reading = ProcessLimitsReading(directory: directory)
      for pid in pids { reading.note(pid) }
      return .text(reading.text)
    }
  }

  /// Reads the arguments of a process, joined by spaces.
  fileprivate static func commandLine(of pid: Int, mayHang: Bool, masked: Bool) -> SlowReads.Job {
    let path = "/proc/\(pid)/cmdline"
    return SlowReads.Job(name: path, mayHang: mayHang) {
      var sample = Sample(time: 0, wallTime: 0)
      switch sample.read(path, in: .machine) {
      case .failed(let kind, let detail): return .failed(kind, detail)
      case .text(let range):
        let arguments = sample.bytes[range].split(separator: 0, omittingEmptySubsequences: true)
          .prefix(64).map { String(decoding: $0, as: UTF8.self) }
        let line = (masked ? Masking.masked(arguments) : arguments).joined(separator: " ")
        return .text(Array(line.utf8.prefix(2000)))
      }
    }
  }
}
