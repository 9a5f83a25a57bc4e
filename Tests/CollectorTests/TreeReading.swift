import KernelText
import Model

@testable import Collector

/// What the parsers make of every file of a tree whose interface is read here.
struct TreeReading: CustomStringConvertible {
  private(set) var files: [String: Int] = [:]
  /// The paths of those that were refused as malformed.
  private(set) var refused: [String] = []

  init(_ tree: Unpacked) throws {
    for path in try tree.files() {
      if let interface = KernelInterface(path) {
        try read(Text(try tree.bytes(path)), as: interface, at: path)
      }
    }
  }

  init(_ text: Text, at path: String) throws {
    if let interface = KernelInterface(path) { try read(text, as: interface, at: path) }
  }

  private mutating func read(_ text: Text, as interface: KernelInterface, at path: String) throws {
    // The files of some trees stand there empty, only to be listed.
    guard !text.isEmpty else { return }
    files[interface.name, default: 0] += 1
    do { try interface.parse(text) } catch is Malformed { refused.append(path) }
  }

  var count: Int { files.values.reduce(0, +) }

  var description: String {
    files.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      + (refused.isEmpty ? "" : "; refused \(refused.joined(separator: ", "))")
  }
}

/// What is observed of the tree at `root` as if nothing had moved for ten seconds, and since boot;
/// a recording of it must read back.
func observed(_ root: String) throws -> Observation {
  _ = Observation(.sinceBoot(root))
  var recording = Recording.between(root, root)
  recording.samples[0].time = recording.samples[1].time - 10
  _ = Observation(try Recording(parsing: recording.archive))
  return Observation(recording)
}
