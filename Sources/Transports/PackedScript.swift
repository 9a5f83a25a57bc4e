/// A script as it goes over a network: packed, so that it arrives with the first words of a
/// connection, and plain where the target asks for it.
///
/// It goes twice. Input is taken only when a command has been confirmed, so that it comes one answer
/// later than a variable does, and a variable is taken only where the server lets variables of its
/// kind in, as most do (AcceptEnv of sshd_config(5)).
struct PackedScript: Sendable {
  private let packed: [UInt8]
  /// For a target without gzip.
  let plain: [UInt8]

  /// The variable that has the script, by a name that servers take for a locale's.
  static let variable = "LC_WHYSLOW"

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
      "LC_ALL=C; v=$\(Self.variable) s=; unset \(Self.variable); "
      + "if command -v gzip >/dev/null 2>&1; then "
      + "if [ -n \"$v\" ]; then s=$(printf %b \"$v\" | gzip -dc 2>/dev/null) || s=; fi; "
      + "if [ -n \"$s\" ]; then whyslow_unread=$0; "
      + "else s=$(head -c $0 | gzip -dc 2>/dev/null); fi; "
      + "else dd bs=1 count=$0 >/dev/null 2>&1; fi; "
      + "if [ -n \"$s\" ]; then eval \"$s\"; else echo whyslow wants it plain; exec sh; fi"
    return ["sh", "-c", loader, String(packed.count)]
  }

  /// What it reads.
  var input: Input {
    Input(
      text: packed, staysOpen: true, hurries: true, spare: (Self.request, plain),
      variable: Array("\(Self.variable)=".utf8) + packed.flatMap(Self.escaped) + [0])
  }

  /// As printf(1) takes it by `%b`.
  private static func escaped(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case 0: Array(#"\0000"#.utf8)
    case UInt8(ascii: #"\"#): Array(#"\\"#.utf8)
    default: [byte]
    }
  }
}
