/// An element of a small XML document: as much of XML as nvidia-smi(1) writes, and no more.
///
/// ```
/// <temperature><gpu_temp>38 C</gpu_temp><gpu_temp_max_threshold>85 C</gpu_temp_max_threshold>
/// ```
/// Attributes, comments and declarations are passed over; there are no name spaces.
public struct XMLElement: Sendable {
  /// The name in its tag.
  public let name: String
  /// What stands in it beside its children, without white space at both ends.
  public private(set) var text = ""
  /// The elements in it, in their order.
  public private(set) var children: [XMLElement] = []

  /// More than these are no document of a tool's, but an attack.
  private static let deepest = 32, most = 200_000

  private init(name: String) { self.name = name }

  /// The document in `text`; throws where its outermost element has no end.
  public init(_ text: Text) throws(Malformed) {
    var open: [XMLElement] = []
    var bytes: [UInt8] = []
    var position = 0
    var count = 0
    while let tag = Tag(text, from: position) {
      text.slice(position, tag.start).append(to: &bytes)
      position = tag.end
      switch tag.kind {
      case .other: continue
      case .open(let name, let isEmpty):
        count += 1
        guard open.count < Self.deepest, count < Self.most else {
          throw Malformed("elements too deep or too many")
        }
        open.append(XMLElement(name: name))
        bytes.removeAll(keepingCapacity: true)
        guard isEmpty else { continue }
      case .close(let name):
        guard open.last?.name == name else { throw Malformed("</\(name)> closes another element") }
      }
      guard var element = open.popLast() else { break }
      if element.children.isEmpty { element.text = Self.decoded(Text(bytes).trimmed) }
      bytes.removeAll(keepingCapacity: true)
      guard !open.isEmpty else {
        self = element
        return
      }
      open[open.count - 1].children.append(element)
    }
    throw Malformed("its outermost element has no end")
  }

  /// The first element called `name` in this one.
  public func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The element that `path` leads to, a name after the other.
  public func at(_ path: String...) -> XMLElement? {
    path.reduce(self as XMLElement?) { element, name in element?.child(name) }
  }

  private static func decoded(_ text: Text) -> String {
    var string = text.string
    guard text.firstIndex(of: UInt8(ascii: "&")) != nil else { return string }
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
    for (mark, character) in marks { string = string.replacing(mark, with: character) }
    return string
  }
}

/// A tag and where it lies.
private struct Tag {
  enum Kind { case open(String, isEmpty: Bool), close(String), other }

  let kind: Kind
  let start: Int, end: Int

  /// The first whole tag of `text` at or after `position`; a `<` that begins no tag is text.
  init?(_ text: Text, from position: Int) {
    var start = position
    while true {
      guard let next = text.slice(start, text.count).firstIndex(of: UInt8(ascii: "<")) else {
        return nil
      }
      start += next
      if let second = text[start + 1], second.beginsTag { break }
      start += 1
    }
    let rest = text.slice(start, text.count)
    let isComment = rest.hasPrefix("<!--")
    let length =
      isComment
      ? rest.firstIndex(of: "-->").map { $0 + 3 }
      : rest.firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 }
    guard let length else { return nil }
    self.start = start
    end = start + length
    let inner = rest.slice(1, length - 1)
    switch inner[0] {
    case UInt8(ascii: "!"), UInt8(ascii: "?"): kind = .other
    case UInt8(ascii: "/"): kind = .close(inner.slice(1, inner.count).trimmed.string)
    default:
      let isEmpty = inner[inner.count - 1] == UInt8(ascii: "/")
      let name = (isEmpty ? inner.slice(0, inner.count - 1) : inner).words.first
      kind = .open(name?.string ?? "", isEmpty: isEmpty)
    }
  }
}

extension UInt8 {
  fileprivate var beginsTag: Bool {
    let letter = self | 0x20
    return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")
      || [UInt8(ascii: "/"), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "_")]
        .contains(self)
  }
}
