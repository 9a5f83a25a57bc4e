import KernelText
import Model
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads the files of every process: `stat` of all, schedule and I/O of all but kernel threads,
/// the rest of those that rank high.
struct ProcessSampler: ~Copyable {
  /// The most processes that are read.
  static let limit = 32_768

  /// The tree's `/proc`.
  private let tree: Tree
  private let depth: Depth
  private var entries = [UInt8](repeating: 0, count: 32 << 10)
  private var pids: [Int] = []
  private(set) var cut = 0
  private var kept = KeptDescriptors()
  private var pass = Sampler.Pass.first
  private var clocks: [UInt8] = []

  init(tree: Tree, depth: Depth) {
    self.tree = tree
    self.depth = depth
  }

  deinit { close(tree.descriptor) }

  mutating func take(_ pass: Sampler.Pass, into sample: inout Sample, since first: Sample?) {
    self.pass = pass
    if pass == .first { kept.removeAll() } else { kept.rewind() }
    list()
    if depth == .triage {
      takeClocks(into: &sample)
      guard pass == .last else { return }
    }
    sample.processes.reserveCapacity(pids.count)
    var ranks = ProcessRanks(first: first)
    for pid in pids {
      var process = ProcessReadings(pid: pid)
      let stat = read(pid, .stat, into: &sample)
      // A process that ended since it was listed is no gap.
      if case .failed(.missing, _) = stat { continue }
      process.stat = stat
      if depth == .triage {
        sample.processes.append(process)
        continue
      }
      let parsed = sample.processStat(process)
      if parsed?.isKernelThread != true {
        process.schedstat = read(pid, .schedstat, into: &sample)
        process.io = read(pid, .io, into: &sample)
      }
      if pass == .last, let parsed {
        ranks.add(parsed, sample.processIO(process), at: sample.processes.count)
      }
      sample.processes.append(process)
    }
    guard pass == .last, depth == .full else { return }
    for index in ranks.highest {
      let pid = sample.processes[index].pid
      sample.processes[index].status = read(pid, .status, into: &sample)
      sample.processes[index].cgroup = read(pid, .cgroup, into: &sample)
      if ranks.isWaiting(index) { sample.processes[index].wchan = read(pid, .wchan, into: &sample) }
    }
  }

  /// Notes the CPU time of every process, which costs a twentieth of reading its `stat`.
  private mutating func takeClocks(into sample: inout Sample) {
    clocks.removeAll(keepingCapacity: true)
    for pid in pids {
      let time = whyslow_process_clock(Int32(truncatingIfNeeded: pid))
      guard time >= 0 else { continue }
      clocks.append(decimal: UInt64(pid), 0x20)
      clocks.append(decimal: UInt64(time), 0x0A)
    }
    sample.add(ProcessClocks.section, clocks)
  }

  private mutating func list() {
    pids.removeAll(keepingCapacity: true)
    cut = 0
    lseek(tree.descriptor, 0, SEEK_SET)
    while true {
      let got = entries.withUnsafeMutableBytes {
        whyslow_getdents(tree.descriptor, $0.baseAddress, $0.count)
      }
      guard got > 0 else { break }
      var offset = 0
      // struct linux_dirent64: inode 8, offset 8, length 2, type 1, name.
      while offset + 19 < got {
        let length = Int(entries[offset + 16]) | Int(entries[offset + 17]) << 8
        guard length > 19 else { break }
        add(Text(entries, offset + 19..<offset + length))
        offset += length
      }
    }
    // The kernel lists them in this order; a copy of its files need not.
    if !tree.isLive { pids.sort() }
  }

  private mutating func add(_ name: Text) {
    guard let first = name[0], first &- 0x30 < 10, let end = name.firstIndex(of: 0),
      let pid = name.slice(0, end).number, let pid = Int(exactly: pid)
    else { return }
    if pids.count < Self.limit { pids.append(pid) } else { cut += 1 }
  }

  /// Reads a file of a process, in the last sample by the descriptor that the first one kept.
  private mutating func read(_ pid: Int, _ file: ProcessFile, into sample: inout Sample) -> Reading
  {
    if pass == .last, let descriptor = kept.find(pid, file) {
      let reading = sample.read(descriptor, once: true)
      // The process has ended; another may have got its number.
      guard case .failed(.missing, _) = reading else { return reading }
    }
    let descriptor = open(pid, file)
    guard descriptor >= 0 else { return .failed(errno) }
    let reading = sample.read(descriptor, once: true)
    if pass == .first, kept.hasRoom {
      kept.keep(descriptor, of: pid, file)
    } else {
      close(descriptor)
    }
    return reading
  }

  private func open(_ pid: Int, _ file: ProcessFile) -> Int32 {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { path in
      var length = 0
      var digits = pid
      repeat {
        path[length] = CChar(0x30 + digits % 10)
        digits /= 10
        length += 1
      } while digits > 0
      path[0..<length].reverse()
      path[length] = 0x2F
      length += 1
      for byte in file.name.utf8 {
        path[length] = CChar(byte)
        length += 1
      }
      path[length] = 0
      guard let base = path.baseAddress else { return -1 }
      return tree.open(base)
    }
  }
}

extension Sample {
  func processStat(_ process: ProcessReadings) -> ProcessStat? {
    guard case .text(let range) = process.stat else { return nil }
    return try? ProcessStat(Text(bytes, range))
  }

  /// Bytes read and written, with those that never reached storage left out.
  func processIO(_ process: ProcessReadings) -> Double? {
    guard case .text(let range) = process.io,
      let io = try? ProcessIO(Text(bytes, range))
    else { return nil }
    return Double(io.readBytes) + Double(io.writeBytes)
  }
}

extension [UInt8] {
  /// Appends the digits of `number` and then `end`, without a string on the way: there are very many.
  fileprivate mutating func append(decimal number: UInt64, _ end: UInt8) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var place = digits.endIndex
      var rest = number
      repeat {
        place -= 1
        digits[place] = 0x30 + UInt8(rest % 10)
        rest /= 10
      } while rest > 0
      append(contentsOf: digits[place...])
    }
    append(end)
  }
}
