// The values in the elements of an XML document, in the form in which nvidia-smi(1) writes them.

extension XMLElement {
  /// What stands in the child called `name`; nil for nothing and for `N/A`.
  func word(_ name: String) -> String? {
    guard let text = child(name)?.text, !text.isEmpty, !["N/A", "[N/A]"].contains(text) else {
      return nil
    }
    return text
  }

  /// The number in the child called `name`; nil where there is none, or a word in its place.
  ///
  /// Throws where it cannot be what the tool wrote: no number, or one past all measure, or below
  /// zero where `isSigned` does not say that it may be.
  func number(_ name: String, isSigned: Bool = false) throws(Malformed) -> Double? {
    try child(name)?.number(isSigned: isSigned)
  }

  /// The number that its text begins with, as in `38 C`, `-2 C`, `26.16 W` or `16x`.
  func number(isSigned: Bool = false) throws(Malformed) -> Double? {
    guard let word = Text(text).words.first, !isWord else { return nil }
    let isNegative = isSigned && word[0] == UInt8(ascii: "-")
    let digits = isNegative ? word.slice(1, word.count) : word
    let isWidth = digits[digits.count - 1] == UInt8(ascii: "x")
    let value = (isWidth ? digits.slice(0, digits.count - 1) : digits).fraction
    guard let value, value < 1e15 else {
      throw Malformed("\(name) is \(text.prefix(40))")
    }
    return isNegative ? -value : value
  }

  /// Whether it says in words that there is no number: `N/A`, `[Unknown Error]`, `ERR!`.
  private var isWord: Bool { text.first.map { $0.isLetter || $0 == "[" } ?? false }

  /// Whether it or an element in it says that the card could not be asked.
  var isUnanswered: Bool {
    ["Unknown Error", "ERR!", "GPU is lost"].contains(where: text.contains)
      || children.contains(where: \.isUnanswered)
  }

  /// What stands in the child called `name` is `yes`; nil where there is neither that nor `no`.
  func flag(_ name: String, yes: String = "Yes", no: String = "No") throws(Malformed) -> Bool? {
    guard let word = word(name) else { return nil }
    if word == yes { return true }
    if word == no { return false }
    guard child(name)?.isWord ?? false else { throw Malformed("\(name) is \(word.prefix(40))") }
    return nil
  }

  /// The sum of the numbers whose names are `wanted`; nil where there is none.
  func sum(_ wanted: (String) -> Bool) throws(Malformed) -> Double? {
    var sum: Double?
    for child in children where wanted(child.name) {
      if let number = try child.number() { sum = number + (sum ?? 0) }
    }
    return sum
  }
}
