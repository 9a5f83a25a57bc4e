import Collector
import Model
import Report
import Synchronization
import SystemCalls
import Transports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The logs of Home Assistant by its REST API, with a bearer token and as plain text: `GET
/// /api/error_log` (developers.home-assistant.io, REST API); and where a Supervisor looks after it, which
/// keeps that log itself, what the Supervisor has, passed on at `/api/hassio` (the same, Supervisor:
/// Endpoints; homeassistant/components/hassio/http.py has the places).
struct HomeAssistantLog: Sendable {
  let url: String
  let tokenFile: String?

  /// Asks for them from `address`.
  func read(from address: TargetAddress, _ request: LogRequest) throws(Unreachable) -> LogDigest {
    let token = try token(address)
    // They come whole, whatever their size.
    var request = request
    request.bytes = .max
    let receiver = LogReceiver(request)
    receiver.take(.clock(whyslow_wall_time(), zone: localZone()))
    let base = url.hasSuffix("/") ? String(url.dropLast()) : url
    func ask(_ path: String) throws(Unreachable) -> Refusal? {
      try read(base, path, token, address, request, receiver)
    }
    // The Supervisor gives a hundred where it is not told.
    let lines = "?lines=\(request.lines ?? 10_000)"
    let core = try ask("/api/error_log")
    // With a token that is not taken it may not be tried often.
    if let core, !core.isAbsent { throw Unreachable(address: address, sentence: core.sentence) }
    let instead = core == nil ? nil : try ask("/api/hassio/core/logs\(lines)")
    let supervisor = try ask("/api/hassio/supervisor/logs\(lines)")
    if let core, let instead, supervisor != nil {
      let told = instead.isAbsent ? core : instead
      throw Unreachable(address: address, sentence: told.sentence)
    }
    // Without a Supervisor there is none.
    for refusal in [instead, supervisor] where refusal?.isAbsent == false {
      receiver.take(.failed(refusal?.sentence ?? ""))
    }
    guard let digest = receiver.digest() else {
      throw Unreachable(address: address, sentence: "\(base): its logs could not be read.")
    }
    return digest
  }

  /// Why there is nothing at a place.
  private struct Refusal {
    let sentence: String
    /// Whether the server knows no such place.
    let isAbsent: Bool
  }

  /// Hands what is at `path` of `base` to `receiver`.
  ///
  /// The token goes to curl(1) by its input, and is seen nowhere else.
  private func read(
    _ base: String, _ path: String, _ token: String, _ address: TargetAddress,
    _ request: LogRequest, _ receiver: LogReceiver
  ) throws(Unreachable) -> Refusal? {
    let place = base + path.prefix { $0 != "?" }
    let configuration = """
      url = "\(quoted(base + path))"
      header = "Authorization: Bearer \(quoted(token))"
      header = "Accept: text/plain"
      fail
      silent
      show-error
      max-time = \(Int(request.seconds))

      """
    // What is not there is no log without lines.
    let begun = Begun()
    let result: Result<Reply, Unreachable> = wait {
      do throws(Unreachable) {
        return .success(
          try await Connection(to: address).stream(
            ["curl", "-K", "-"], input: Array(configuration.utf8), deadline: request.seconds + 5,
            closesInput: true
          ) { block in
            if begun.isFirst { receiver.take(.begin(name: place, isJournal: false)) }
            receiver.take(.bytes(block))
            return true
          })
      } catch { return .failure(error) }
    }
    let reply = try result.get()
    if reply.status == 0, begun.isFirst {
      receiver.take(.begin(name: place, isJournal: false))
    } else if reply.status != 0, begun.isFirst {
      let said = reply.lastError ?? "no answer in time"
      let remedy = said.contains("401") ? " The token is not accepted." : ""
      return Refusal(
        sentence: "\(place): \(said).\(remedy)", isAbsent: said.contains("404"))
    }
    // 28 is a time that was over.
    receiver.take(.end(status: reply.status == 28 ? 124 : Int(reply.status ?? 124)))
    return nil
  }

  /// Whether anything has come.
  private final class Begun: Sendable {
    private let state = Mutex(false)

    /// Whether nobody has asked before.
    var isFirst: Bool {
      state.withLock { begun in
        defer { begun = true }
        return !begun
      }
    }
  }

  private func token(_ address: TargetAddress) throws(Unreachable) -> String {
    var text = getenv("HASS_TOKEN").map { String(cString: $0) } ?? ""
    if let tokenFile {
      let file = open(tokenFile, O_RDONLY | O_CLOEXEC)
      var room = [UInt8](repeating: 0, count: 4096)
      let count = file < 0 ? -1 : takeBytes(file, &room, room.count)
      if file >= 0 { close(file) }
      guard count >= 0 else {
        throw Unreachable(
          address: address,
          sentence: "--token-file \(sanitized(tokenFile)): \(String(cString: strerror(errno))).")
      }
      text = String(decoding: room[..<count], as: UTF8.self)
    }
    let token = text.filter { !$0.isWhitespace }
    guard !token.isEmpty else {
      throw Unreachable(
        address: address,
        sentence: "Home Assistant wants a token: put it into HASS_TOKEN or a file for --token-file."
      )
    }
    return token
  }

  /// Within the quotes of curl's configuration.
  private func quoted(_ text: String) -> String {
    text.filter { !$0.isNewline }.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }
}
