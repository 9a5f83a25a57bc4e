import FoundationEssentials

/// The JSON object that `qm guest exec` prints.
///
/// ```
/// {
///    "err-data" : "…",
///    "exitcode" : 0,
///    "exited" : 1,
///    "out-data" : "…",
///    "out-truncated" : 1
/// }
/// ```
struct GuestExec: Decodable {
  /// What the command wrote; absent where it wrote nothing.
  var output: String?
  var errors: String?
  var status: Int32?
  /// The signal that ended it.
  var signal: Int32?
  /// Whether the agent kept less than there was, which it does past 16 MiB.
  var truncated: Int?
  /// The process that was still running at qm's timeout.
  var pid: Int?

  enum CodingKeys: String, CodingKey {
    case output = "out-data"
    case errors = "err-data"
    case status = "exitcode"
    case truncated = "out-truncated"
    case signal, pid
  }

  /// nil where `bytes` are no such object.
  init?(_ bytes: [UInt8]) {
    guard let answer = try? JSONDecoder().decode(GuestExec.self, from: Data(bytes)) else {
      return nil
    }
    self = answer
  }

  /// The command's own answer; one that was still running has no status.
  var reply: Reply {
    Reply(
      output: Array((output ?? "").utf8), errors: errors ?? "",
      status: status ?? signal.map { 128 + $0 }, isCut: truncated == 1)
  }
}
