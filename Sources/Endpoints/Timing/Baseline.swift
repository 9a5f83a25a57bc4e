import Collector
import Model
import Transports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The median seconds of each phase in `report`, which `whyslow timing --format json` has printed.
func readBaseline(_ report: [UInt8], url: String, vantage: String) -> Measured<[Phase: Double]> {
  func gap(_ why: String) -> Measured<[Phase: Double]> {
    .failure(Gap(.malformed, "baseline", why))
  }
  guard let json = JSON(report), json["kind"]?.string == "timing",
    case .array(let vantages)? = json["vantages"]
  else { return gap("it is no report of 'whyslow timing --format json'") }
  guard json["url"]?.string == url else { return gap("it is about another URL") }
  guard let same = vantages.first(where: { $0["vantage"]?.string == vantage }),
    case .array(let phases)? = same["phases"]
  else { return gap("it was not measured from \(vantage)") }
  var medians: [Phase: Double] = [:]
  for one in phases {
    guard let phase = one["phase"]?.string.flatMap(Phase.init(rawValue:)),
      case .number(let median)? = one["median"]
    else { continue }
    medians[phase] = median
  }
  return .success(medians)
}

/// Seconds since 1970.
func systemTime() -> Double { Double(time(nil)) }
