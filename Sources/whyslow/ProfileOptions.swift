import ArgumentParser
import Model
import Report
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether and how long programs are profiled, and where the picture of it goes.
struct ProfileOptions: ParsableArguments {
  @Option(
    defaultAsFlag: TargetOptions.Duration(seconds: 10), parsing: .next,
    help: ArgumentHelp(
      "Also look with perf which functions the time goes to, for 10 s or so long; 1s to 5m.",
      valueName: "duration"))
  var profile: TargetOptions.Duration?

  @Option(
    help: ArgumentHelp(
      "Where to draw the profile as a flame graph (default: whyslow-flame-DATE.svg here, or in "
        + "$TMPDIR).", valueName: "file"))
  var flame: String?

  /// Throws where the options contradict each other or the place cannot take a file.
  func validate(with options: TargetOptions) throws {
    if let profile {
      guard options.recording == nil else {
        throw ValidationError("--profile looks now, and a recording tells of then.")
      }
      guard (1...300).contains(profile.seconds) else {
        throw ValidationError("--profile takes 1s to 5m.")
      }
    } else if flame != nil, options.recording == nil {
      throw ValidationError("--flame draws what --profile sees; add --profile.")
    }
    if flame != nil, options.target.count > 1 {
      throw ValidationError("--flame is one file, and there are several targets.")
    }
    if let flame { try requireWritable(flame, what: "flame graph") }
  }

  /// The profile to take; nil where none is wanted.
  func plan(_ options: TargetOptions) throws -> CloserPlan.ProfilePlan? {
    profile.map { CloserPlan.ProfilePlan(seconds: $0.seconds.rounded(.up)) }
  }

  /// Draws what was seen of `observation`, and says where.
  func write(_ observation: Observation, of look: Look) throws {
    guard profile != nil || flame != nil else { return }
    switch observation.closer.value?.profile {
    case .success(let seen)?:
      let place = flame ?? Self.freePlace()
      let replaces = flame != nil && place != "-" && access(place, F_OK) == 0
      let target = look.target.description
      let picture = flameGraph(
        seen,
        title: "\(observation.machine.hostName ?? target), \(Quantity(seen.seconds, .seconds))")
      try writeFile(picture.utf8, to: place, what: "flame graph")
      guard place != "-" else { return }
      complain(
        "the flame graph is in \(sanitized(place))"
          + (replaces ? ", in the place of an earlier file" : ""), as: "Note")
    case .failure(let gap)?: complain("no profile: \(sanitized(gap.detail))", as: "Note")
    case nil: complain("no profile: there is none in it", as: "Note")
    }
  }

  /// A name that nothing has yet, in this folder or the one for what is temporary.
  private static func freePlace() -> String {
    let folder = access(".", W_OK | X_OK) == 0 ? "." : getenv("TMPDIR").map { String(cString: $0) }
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
    let date =
      "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
      + "T\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))"
    let base = "\(folder ?? "/tmp")/whyslow-flame-\(date)"
    var place = "\(base).svg"
    var number = 2
    while access(place, F_OK) == 0, number < 100 {
      place = "\(base)-\(number).svg"
      number += 1
    }
    return place
  }
}

extension TargetOptions.Duration {
  init(seconds: Double) { self.seconds = seconds }
}
