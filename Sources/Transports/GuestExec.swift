import Collector

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
/// What the command did not write is absent. At qm's timeout there is only the number of the
/// process: `{"pid":7}`.
struct GuestExec {
  private let answer: JSON

  /// nil where `bytes` are no such object.
  init?(_ bytes: [UInt8]) {
    guard let answer = JSON(bytes), answer["exited"] ?? answer["exitcode"] ?? answer["pid"] != nil
    else { return nil }
    self.answer = answer
  }

  /// The command's own answer; one that was still running has no status.
  var reply: Reply {
    // The agent keeps no more than 16 MiB.
    Reply(
      output: answer["out-data"]?.bytes ?? [], errors: answer["err-data"]?.string ?? "",
      status: answer["exitcode"]?.status ?? answer["signal"]?.status.map { 128 &+ $0 },
      isCut: answer["out-truncated"]?.integer == 1)
  }
}

extension JSON {
  fileprivate var status: Int32? { integer.flatMap { Int32(exactly: $0) } }
}
