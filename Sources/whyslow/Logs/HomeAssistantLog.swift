import Collector
import Model
import Report
import SystemCalls
import Transports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The error log of Home Assistant by its REST API: `GET /api/error_log` with a bearer token, plain
/// text (developers.home-assistant.io, REST API).
struct HomeAssistantLog {
  let url: String
  let tokenFile: String?

  /// Asks for it from `address`.
  ///
  /// The token goes to curl(1) by its input, and is seen nowhere else.
  func read(from address: TargetAddress, _ request: LogRequest) throws(Unreachable) -> LogDigest {
    let token = try token(address)
    let receiver = LogReceiver(request)
    receiver.take(.clock(whyslow_wall_time(), zone: localZone()))
    let place = (url.hasSuffix("/") ? String(url.dropLast()) : url) + "/api/error_log"
    let configuration = """
      url = "\(quoted(place))"
      header = "Authorization: Bearer \(quoted(token))"
      fail
      silent
      show-error
      max-time = \(Int(request.seconds))

      """
    receiver.take(.begin(name: place, isJournal: false))
    let deadline = request.seconds + 5
    let result: Result<Reply, Unreachable> = wait {
      do throws(Unreachable) {
        return .success(
          try await Connection(to: address).stream(
            ["curl", "-K", "-"], input: Array(configuration.utf8), deadline: deadline,
            closesInput: true
          ) { block in
            receiver.take(.bytes(block))
            return true
          })
      } catch { return .failure(error) }
    }
    let reply = try result.get()
    guard reply.status == 0 else {
      let said = reply.lastError ?? "no answer in time"
      let remedy = said.contains("401") ? " The token is not accepted." : ""
      throw Unreachable(
        address: address, sentence: "\(place): \(said).\(remedy)")
    }
    receiver.take(.end(status: 0))
    guard let digest = receiver.digest() else {
      throw Unreachable(address: address, sentence: "\(place): it could not be read.")
    }
    return digest
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
