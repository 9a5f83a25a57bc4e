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
/// process: `{"pid":7}`. Both `data` have a character for every byte, of its number.
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
      output: Self.octets(answer["out-data"]),
      errors: String(decoding: Self.octets(answer["err-data"]), as: UTF8.self),
      status: answer["exitcode"]?.status ?? answer["signal"]?.status.map { 128 &+ $0 },
      isCut: answer["out-truncated"]?.integer == 1)
  }

  /// The process in the guest that was not waited for to its end.
  var process: Int? { answer["pid"]?.integer }

  /// The bytes that the characters of `data` stand for.
  ///
  /// Perl takes the bytes for characters and writes these in UTF-8: `to_json(…, { utf8 => 1 })` in
  /// qm.pm. An older qm writes the bytes as they are, which is no such text but by chance.
  private static func octets(_ data: JSON?) -> [UInt8] {
    guard let written = data?.bytes else { return [] }
    var octets: [UInt8] = []
    octets.reserveCapacity(written.count)
    var index = 0
    while index < written.count {
      let byte = written[index]
      if byte < 0x80 {
        octets.append(byte)
      } else {
        guard byte == 0xC2 || byte == 0xC3, index + 1 < written.count,
          written[index + 1] & 0xC0 == 0x80
        else { return written }
        index += 1
        octets.append((byte & 0x03) << 6 | written[index] & 0x3F)
      }
      index += 1
    }
    return octets
  }
}

extension JSON {
  fileprivate var status: Int32? { integer.flatMap { Int32(exactly: $0) } }
}
