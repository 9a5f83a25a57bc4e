// The values in the elements of an XML document, in the form in which nvidia-smi(1) writes them.

extension XMLElement {
  /// What stands in the child called `name`; nil for nothing and for `N/A`.
  func word(_ name: String) -> String? {
    guard let text = child(name)?.text, !text.isEmpty, text != "N/A" else { return nil }
    return text
  }

  func number(_ name: String) -> Double? { child(name)?.number }

  /// The number that its text begins with, as in `38 C`, `-2 C`, `26.16 W` or `16x`.
  var number: Double? {
    guard let word = Text(text).words.first else { return nil }
    let isNegative = word[0] == UInt8(ascii: "-")
    let digits = isNegative ? word.slice(1, word.count) : word
    let isWidth = digits[digits.count - 1] == UInt8(ascii: "x")
    let value = (isWidth ? digits.slice(0, digits.count - 1) : digits).fraction
    return value.map { isNegative ? -$0 : $0 }
  }

  func flag(_ name: String) -> Bool? {
    switch word(name) {
    case "Yes": true
    case "No": false
    default: nil
    }
  }

  /// The sum of the numbers whose names are `wanted`; nil where there is none.
  func sum(_ wanted: (String) -> Bool) -> Double? {
    let numbers = children.filter { wanted($0.name) }.compactMap(\.number)
    return numbers.isEmpty ? nil : numbers.reduce(0, +)
  }
}
