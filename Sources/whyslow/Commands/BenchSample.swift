import ArgumentParser
import Collector
import Model
import SystemCalls

/// Takes samples in a loop for `make bench`.
struct BenchSample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-sample", _superCommandName: Whyslow.name,
    abstract: "Take full samples and print what they cost.",
    shouldDisplay: false)

  @Option(help: "How many samples to take.") var count = 100
  @Option(help: "Where to write the paths that one sample opens.") var list: String?

  func run() throws {
    var sampler = Sampler()
    var first = Sample()
    var sample = Sample()
    // What grows to its size at first is not what grows with time.
    sampler.take(.last, into: &first, since: nil)
    for _ in 0..<10 { sampler.take(.last, into: &sample, since: first) }
    let before = ownCost()
    let allocated = whyslow_allocated_bytes()
    for _ in 0..<count { sampler.take(.last, into: &sample, since: first) }
    let after = ownCost()
    let paths = Sampler.paths(of: sample)
    if let list { try writeFile(paths.map { $0 + "\n" }.joined().utf8, to: list, what: "list") }
    let facts: [(String, String)] = [
      ("samples", "\(count)"), ("cpu_seconds", "\(after.cpuSeconds - before.cpuSeconds)"),
      ("files", "\(paths.count)"), ("bytes", "\(sample.byteCount)"),
      ("peak_rss_bytes", "\(Int(after.peakBytes))"),
      ("allocated_bytes_start", "\(allocated)"),
      ("allocated_bytes_end", "\(whyslow_allocated_bytes())"),
    ]
    let body = facts.map { "\"\($0)\": \($1)" }.joined(separator: ", ")
    try printReport("{\(body)}\n")
  }

}
