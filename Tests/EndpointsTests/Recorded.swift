import Foundation

/// What the real tools printed, as it was recorded.
enum Recorded {
  static func text(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Recorded")
    return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }
}
