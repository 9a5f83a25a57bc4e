public import Collector
import Model
import Synchronization

/// Reads the machine at `address` over a window, as `collect` reads this one.
public func readRemote(_ address: TargetAddress, _ options: CollectionOptions) throws(Unreachable)
  -> Recording
{
  try wait {
    do throws(Unreachable) {
      return Result<Recording, Unreachable>.success(
        try await Connection(to: address).collect(options))
    } catch { return .failure(error) }
  }.get()
}

extension Connection {
  /// Reads the machine at the end of the way twice, in one round trip.
  ///
  /// What came before a connection was cut is a recording too, which says of itself that it is cut.
  /// It is given up after `limit` seconds, or when it should long have ended by itself.
  public func collect(
    _ options: CollectionOptions, of scope: ProbeScript.Scope = .machine,
    within limit: Double? = nil
  ) async throws(Unreachable) -> Recording {
    var script = ProbeScript(
      window: options.window, watchesInput: keepsInputOpen, compresses: isFar && keepsInputOpen,
      version: options.version)
    script.workloads = options.workloads
    script.scope = scope
    let reply: Reply
    do throws(Unreachable) {
      reply = try await run(script, deadline: limit ?? script.deadline + Self.patience)
    } catch {
      // A connection that was lost has brought what it has.
      guard var recording = try? await Self.recording(in: error.output),
        !recording.samples.isEmpty
      else { throw error }
      recording.tidy(masksSecrets: options.masksSecrets)
      return recording
    }
    do throws(RecordingError) {
      if var recording = try await Self.recording(in: reply.output), !recording.samples.isEmpty {
        recording.tidy(masksSecrets: options.masksSecrets)
        return recording
      }
    } catch {
      throw Unreachable(
        address: address, sentence: "\(address): what it sent is no recording: \(error).")
    }
    throw Unreachable(address: address, sentence: silence(reply))
  }

  /// What `script` prints there.
  func run(_ script: ProbeScript, deadline: Double) async throws(Unreachable) -> Reply {
    if isFar, keepsInputOpen, let packed = await PackedScript(script.brief) {
      return try await run(
        packed.command, fed: packed.input, deadline: deadline, endsItself: true)
    }
    return try await run(
      ["sh"], input: script.brief, deadline: deadline, endsItself: true, canHurry: true)
  }

  /// Seconds that a machine may take to let us in.
  private static let patience = 15.0

  /// The recording in `output`, behind whatever the login printed before it; nil where there is
  /// none.
  static func recording(in output: [UInt8]) async throws(RecordingError) -> Recording? {
    if let start = output.lineStart(ProbeScript.beginning) {
      return try Recording(parsing: Array(output[start...]))
    }
    let compressed = "whyslow recording gzip\n"
    guard let start = output.lineStart(compressed) else { return nil }
    // Of a stream that was cut gzip gives what it can and fails.
    let packed = Array(output[(start + compressed.utf8.count)...])
    let bytes = await unpacked(packed)
    // Anything else would be read to its end, however long.
    guard bytes.starts(with: ProbeScript.beginning.utf8) else { return nil }
    return try Recording(parsing: bytes)
  }

  func silence(_ reply: Reply) -> String {
    let said = reply.lastError.map { ": \($0)" } ?? ""
    if reply.isCut {
      return "\(address): it sent more than a recording can be; does a login script print there?"
    }
    switch reply.status {
    case nil: return "\(address): no answer before the deadline\(said)."
    case 66: return "\(address): /proc is hidden or not mounted there, and nothing can be measured."
    case 126, 127: return "\(address): no POSIX shell there (sh)\(said)."
    case let status?:
      // What refuses a login may say so where its output would be.
      let printed = String(decoding: reply.output.suffix(400), as: UTF8.self)
        .split(whereSeparator: \.isNewline).last.map { ", but '\($0.suffix(120))'" }
      return
        "\(address): it sent no recording (status \(status))\(said.isEmpty ? printed ?? "" : said)."
    }
  }
}

extension [UInt8] {
  /// Where a line begins with `mark`; the first such.
  fileprivate func lineStart(_ mark: String) -> Int? {
    let mark = Array(mark.utf8)
    guard count >= mark.count else { return nil }
    // A banner is short: what comes after a mebibyte of it is not looked for.
    for start in 0...Swift.min(count - mark.count, 1 << 20)
    where (start == 0 || self[start - 1] == 0x0A) && self[start...].starts(with: mark) {
      return start
    }
    return nil
  }
}

/// What each of `addresses` gives to who looks at it, asked side by side.
public func accesses(of addresses: [TargetAddress]) -> [Result<Access, Unreachable>] {
  wait {
    // Read from the group itself, answers of children that had ended were missing now and then in a
    // release build; why is not known. So each leaves its own.
    let answers = Answers()
    await withDiscardingTaskGroup { group in
      for (index, address) in addresses.enumerated() {
        group.addTask {
          let answer: Result<Access, Unreachable>
          do throws(Unreachable) { answer = .success(try await address.access()) } catch {
            answer = .failure(error)
          }
          answers.byIndex.withLock { $0[index] = answer }
        }
      }
    }
    return answers.byIndex.withLock { answers in addresses.indices.compactMap { answers[$0] } }
  }
}

private final class Answers: Sendable {
  let byIndex = Mutex<[Int: Result<Access, Unreachable>]>([:])
}
