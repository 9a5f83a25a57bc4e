/// A script as it goes over a network: packed, so that it arrives with the first words of a
/// connection, and plain where the target asks for it.
struct PackedScript: Sendable {
  private let packed: [UInt8]
  /// For a target without gzip.
  let plain: [UInt8]

  /// What a target prints that cannot unpack.
  static let request = Array("whyslow wants it plain\n".utf8)

  /// nil where there is no gzip(1) here.
  init?(_ script: [UInt8]) async {
    let reply = await perform(
      ["gzip", "-9c"], input: Input(text: script), deadline: 60, limit: 1 << 20)
    guard reply.status == 0, reply.output.count > 18 else { return nil }
    packed = reply.output
    plain = script
  }

  /// What reads it there.
  ///
  /// It is one line without quotes of its own, since the login's shell may be none of POSIX. head(1)
  /// takes no more than it was told to, and dd(1) nothing that comes after it.
  var command: [String] {
    let loader =
      "s=; if command -v gzip >/dev/null 2>&1; then s=$(head -c $0 | gzip -dc 2>/dev/null); "
      + "else dd bs=1 count=$0 >/dev/null 2>&1; fi; "
      + "if [ -n \"$s\" ]; then eval \"$s\"; else echo whyslow wants it plain; exec sh; fi"
    return ["sh", "-c", loader, String(packed.count)]
  }

  /// What it reads.
  var input: Input {
    Input(text: packed, staysOpen: true, hurries: true, spare: (Self.request, plain))
  }
}
