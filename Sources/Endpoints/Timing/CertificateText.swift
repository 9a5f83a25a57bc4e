public import Model

/// The chain of certificates that `openssl s_client -showcerts` prints of a server.
///
/// OpenSSL 3 tells of each, in the server's order, counted from the server's own:
///
///      0 s:CN = web.lab
///        i:CN = Lab CA
///        a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256
///        v:NotBefore: Nov 25 23:00:00 2026 GMT; NotAfter: Nov 26 23:00:00 2026 GMT
public struct CertificateText {
  /// The certificates, the server's own first; those without a readable end are left out.
  public private(set) var chain: [Certificate] = []
  /// Why the chain is not trusted, in OpenSSL's words; nil where it is.
  public private(set) var complaint: String?

  /// Reads `text`.
  public init(_ text: String) {
    var subject: String?, issuer = ""
    for line in lines(text) {
      let said = line.trimmed
      if let mark = said.firstRange(of: " s:"), said[..<mark.lowerBound].allSatisfy(\.isNumber),
        !said.hasPrefix(" ")
      {
        (subject, issuer) = (String(said[mark.upperBound...]), "")
      } else if said.hasPrefix("i:") {
        issuer = String(said.dropFirst(2))
      } else if said.hasPrefix("v:"), let mark = said.firstRange(of: "NotAfter: "),
        let name = subject
      {
        let expiry = String(said[mark.upperBound...])
        if let seconds = Self.seconds(expiry) {
          chain.append(
            Certificate(subject: name, issuer: issuer, expiry: expiry, expirySeconds: seconds))
        }
        subject = nil
      } else if said.hasPrefix("Verify return code: "), !said.hasPrefix("Verify return code: 0 ") {
        complaint = complaint ?? String(said.dropFirst(20))
      }
    }
  }

  /// Seconds since 1970 of `Nov 26 23:00:00 2026 GMT`; nil where it is none.
  static func seconds(_ text: String) -> Double? {
    let words = fields(text)
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    guard words.count >= 4, let month = months.firstIndex(of: words[0]), let day = Int(words[1]),
      let year = Int(words[3]), (1...31).contains(day), (1950...9999).contains(year)
    else { return nil }
    let clock = words[2].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3, clock.allSatisfy({ (0...60).contains($0) }) else { return nil }
    // Days from the civil calendar: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms.
    let shifted = month >= 2 ? year : year - 1
    let era = shifted / 400, yearOfEra = shifted - era * 400
    let dayOfYear = (153 * ((month + 10) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    return Double(days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2])
  }
}
