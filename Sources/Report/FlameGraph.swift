public import Model

/// The profile as a picture that needs nothing else: a flame graph in SVG.
///
/// Each function lies on the one that called it, as wide as the share of time that it was seen;
/// a title under the pointer tells the number. The order from left to right is that of the names.
public func flameGraph(_ profile: Profile, title: String) -> String {
  var root = Flame(name: "all", isKernel: false)
  for stack in profile.stacks { root.add(stack.frames[...], count: stack.count) }
  let depth = min(root.depth(least: root.count / mostColumns), mostRows)
  let height = (depth + 3) * rowHeight + 8
  var svg = """
    <?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="\(width)" height="\(height)" \
    viewBox="0 0 \(width) \(height)" font-family="monospace" font-size="11">
    <rect width="100%" height="100%" fill="#ffffff"/>
    <text x="\(width / 2)" y="\(rowHeight)" text-anchor="middle" font-size="14">\(escaped(title))</text>

    """
  root.draw(
    into: &svg, from: 0, to: Double(width), total: max(root.count, 1),
    bottom: height - rowHeight - 4, row: 0)
  svg += """
    <text x="4" y="\(height - 4)" fill="#666666">user code is warm, the kernel's is blue; \
    \(profile.count) samples in \(Quantity.fixed(profile.seconds, 0)) s</text>
    </svg>

    """
  return svg
}

private let (width, rowHeight, mostRows, mostColumns) = (1200, 16, 160, 2400)

/// A function with those that it called.
private struct Flame {
  let name: String
  let isKernel: Bool
  var count = 0
  var children: [Profile.Frame: Flame] = [:]

  mutating func add(_ frames: ArraySlice<Profile.Frame>, count: Int) {
    self.count += count
    guard let first = frames.first else { return }
    children[first, default: Flame(name: first.name, isKernel: first.isKernel)]
      .add(frames.dropFirst(), count: count)
  }

  /// How many lie on one another, narrow ones left out.
  func depth(least: Int) -> Int {
    1 + (children.values.filter { $0.count > least }.map { $0.depth(least: least) }.max() ?? 0)
  }

  func draw(into svg: inout String, from: Double, to: Double, total: Int, bottom: Int, row: Int) {
    let span = to - from
    // What is narrower cannot be seen.
    guard span >= 0.5, row < mostRows else { return }
    let y = bottom - (row + 1) * rowHeight
    let share = Quantity.fixed(Double(count) / Double(total) * 100, 2)
    let room = Int(span / 6.7) - 1
    let name = sanitized(name)
    svg +=
      "<g><title>\(escaped(name)): \(count) samples, \(share) %</title>"
      + "<rect x=\"\(Quantity.fixed(from, 1))\" y=\"\(y)\" width=\"\(Quantity.fixed(max(span - 0.4, 0.3), 1))\" "
      + "height=\"\(rowHeight - 1)\" fill=\"\(colour)\" rx=\"1\"/>"
    if room >= 3 {
      let label = name.count > room ? name.prefix(room - 2) + ".." : name[...]
      svg +=
        "<text x=\"\(Quantity.fixed(from + 3, 1))\" y=\"\(y + 12)\">\(escaped(String(label)))</text>"
    }
    svg += "</g>\n"
    var start = from
    for child in children.values.sorted(by: { $0.place < $1.place }) {
      let end = start + span * Double(child.count) / Double(max(count, 1))
      child.draw(into: &svg, from: start, to: end, total: total, bottom: bottom, row: row + 1)
      start = end
    }
  }

  private var place: (String, Int) { (self.name, isKernel ? 1 : 0) }

  /// The same name has the same colour in every picture.
  private var colour: String {
    var hash: UInt32 = 2_166_136_261
    for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    let shade = Int(hash % 60)
    return isKernel
      ? "rgb(\(110 + shade),\(160 + shade),235)"
      : "rgb(\(225 + shade / 2),\(110 + shade * 2),\(50 + shade / 2))"
  }
}

/// `text` as XML can hold it; what XML cannot hold at all is visible already.
private func escaped(_ text: String) -> String {
  var result = ""
  for scalar in sanitized(text).unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
