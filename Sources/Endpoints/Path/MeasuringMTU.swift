import Model
import Transports

/// Finds the largest packet that comes whole to `address`, by pings that may not be divided.
///
/// The first is as large as the interface sends; where it does not come through, either somebody
/// tells the right size, or it is looked for by halving.
func measureMTU(_ connection: Connection, _ address: String, interface: Int) async
  -> Measured<PathMTU>
{
  let headers = address.contains(":") ? 48 : 28
  let most = min(interface, 65_535)
  do throws(Gap) {
    let first = try await passes(connection, address, most - headers)
    if first.isAnswered {
      return .success(PathMTU(largest: most, interface: interface, isHole: false, toldBy: nil))
    }
    var low = 576
    guard try await passes(connection, address, low - headers).isAnswered else {
      throw Gap(.missing, "ping -M do", "not even packets of \(low) bytes are answered")
    }
    if let told = first.text.wantedMTU, told < most, told > low,
      try await passes(connection, address, told - headers).isAnswered
    {
      return .success(
        PathMTU(
          largest: told, interface: interface, isHole: false,
          toldBy: first.text.teller ?? "this machine, which has learnt it"))
    }
    var high = most
    while high - low > 1 {
      let middle = (low + high) / 2
      if try await passes(connection, address, middle - headers).isAnswered {
        low = middle
      } else {
        high = middle
      }
    }
    return .success(PathMTU(largest: low, interface: interface, isHole: true, toldBy: nil))
  } catch { return .failure(error) }
}

/// Whether a ping with `bytes` of content is answered, one of two.
private func passes(_ connection: Connection, _ address: String, _ bytes: Int) async throws(Gap)
  -> (isAnswered: Bool, text: PingText)
{
  let reply = try await connection.ask(
    [
      "ping", "-M", "do", "-c", "2", "-i", "0.2", "-W", "1", "-s", String(max(bytes, 0)), "--",
      address,
    ], deadline: 5)
  // What it says of its own machine's packet size it says on standard error.
  let text = PingText(String(decoding: reply.output, as: UTF8.self) + reply.errors)
  if text.sent == nil, text.times.isEmpty, text.wantedMTU == nil {
    throw Gap(.missing, "ping -M do", reply.lastError ?? "it printed nothing")
  }
  return (!text.times.isEmpty, text)
}
