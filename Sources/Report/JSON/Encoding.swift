#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  // On macOS the essentials are not apart from the rest.
  import Foundation
#endif

/// The version of the wire types; a change that breaks a reader raises it.
let wireVersion = 1

/// `value` as JSON with sorted keys, so that two reports can be compared line by line.
func encoded(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(value) else {
    preconditionFailure("a wire type holds a number that is not a `Finite`")
  }
  return String(decoding: data, as: UTF8.self) + "\n"
}

/// A number that JSON can hold; what is not a number is absent.
struct Finite: Encodable {
  private let value: Double

  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    self.value = value
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
