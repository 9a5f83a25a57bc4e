import Model

/// The routers on a way.
///
/// As traceroute(8), mtr(8) and tracepath(8) print them without names:
///
///      1  10.1.0.1  0.045 ms  0.012 ms 10.1.0.9  0.010 ms
///      2  * * *
///      3  10.2.0.2  0.093 ms !X  *  0.03 ms
///
///       1.|-- 10.1.0.1   0.0%     5    0.1   0.1   0.1   0.1   0.0
///       2.|-- ???       100.0     5    0.0   0.0   0.0   0.0   0.0
///
///      1?: [LOCALHOST]                      pmtu 1500
///      1:  10.1.0.1                                              0.061ms
///      2:  no reply
enum TraceText {
  static func hops(_ text: String) -> [Hop] {
    var hops: [Hop] = []
    for line in lines(text) {
      let words = fields(line)
      guard let first = words.first else { continue }
      let hop =
        first.hasSuffix("|--")
        ? mtr(words) : first.hasSuffix(":") ? tracepath(words) : traceroute(words)
      guard let hop, (1...255).contains(hop.number) else { continue }
      if let known = hops.firstIndex(where: { $0.number == hop.number }) {
        // tracepath says it twice where the first answer told of the packet size.
        if hops[known].addresses.isEmpty { hops[known] = hop }
      } else {
        hops.append(hop)
      }
    }
    return hops
  }

  private static func traceroute(_ words: [String]) -> Hop? {
    guard let number = Int(words[0]), words.count > 1 else { return nil }
    var hop = Hop(number: number, addresses: [], times: [], lost: 0, sent: 0)
    for (index, word) in words.enumerated().dropFirst() {
      if word == "*" {
        hop.lost += 1
        hop.sent += 1
      } else if word == "ms", let time = Double(words[index - 1]), time >= 0, time.isFinite {
        hop.times.append(time)
        hop.sent += 1
      } else if IPAddress(word) != nil, !hop.addresses.contains(word) {
        hop.addresses.append(word)
      }
    }
    return hop.sent > 0 ? hop : nil
  }

  private static func mtr(_ words: [String]) -> Hop? {
    guard words.count >= 6, let number = Int(words[0].dropLast(4)),
      let loss = Double(words[2].hasSuffix("%") ? String(words[2].dropLast()) : words[2]),
      let sent = Int(words[3]), let average = Double(words[5]), (0...100).contains(loss),
      (0...1_000_000).contains(sent)
    else { return nil }
    let lost = Int((loss / 100 * Double(sent)).rounded())
    let isSilent = IPAddress(words[1]) == nil
    return Hop(
      number: number, addresses: isSilent ? [] : [words[1]],
      times: isSilent || lost == sent ? [] : [average], lost: lost, sent: sent)
  }

  private static func tracepath(_ words: [String]) -> Hop? {
    guard let number = Int(words[0].dropLast()), words.count > 1 else { return nil }
    if words[1] == "no" { return Hop(number: number, addresses: [], times: [], lost: 1, sent: 1) }
    guard IPAddress(words[1]) != nil else { return nil }
    let time = words.dropFirst(2).first { $0.hasSuffix("ms") }.flatMap { Double($0.dropLast(2)) }
    return Hop(
      number: number, addresses: [words[1]], times: time.map { [$0] } ?? [], lost: 0, sent: 1)
  }
}

/// The first hop from which on packets are lost all the way to the destination; nil where the
/// destination itself gets all.
///
/// A router that does not answer everybody loses nothing: it only has better things to do. So what a
/// hop in the middle loses counts where every later one loses as well, and `destinationLoss`, the
/// share of pings that the destination left unanswered, decides whether anything is lost at all.
///
/// What begins at a hop lasts: it loses about as much as the destination, and at least half of it. One
/// that loses less sends the loss on to what is behind it.
func lossBegins(_ hops: [Hop], to destination: String, destinationLoss: Double) -> LossPlace? {
  guard destinationLoss > 0 else { return nil }
  var first: Hop?
  for hop in hops.reversed() {
    // A silent router tells nothing either way.
    guard !hop.addresses.isEmpty, hop.sent > 0 else { continue }
    guard Double(hop.lost) / Double(hop.sent) * 100 >= destinationLoss / 2 else {
      // What the destination lost, it did not lose to the tracing.
      let isBehind = first == nil && !hop.addresses.contains(destination)
      return isBehind ? .behind(hop) : first.map(LossPlace.at)
    }
    first = hop
  }
  return first.map(LossPlace.at)
}

/// Where on the way to a destination packets are lost.
enum LossPlace: Hashable {
  case at(Hop)
  /// Behind the last router that answers well.
  case behind(Hop)
}
