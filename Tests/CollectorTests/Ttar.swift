import FoundationEssentials

/// The plain-text archive that node_exporter keeps its sysfs in.
///
/// ```
/// Path: sys/block/dm-5/size
/// Lines: 1
/// 104857600EOF
/// Mode: 644
/// ```
/// `EOF` ends a file without a newline, `NULLBYTE` is a zero byte; a backslash before either, or
/// before another, means it as it stands.
enum Ttar {
  /// Writes the files and links in `archive` below `folder`.
  static func unpack(_ archive: String, into folder: URL) throws {
    var lines = archive.split(separator: "\n", omittingEmptySubsequences: false)[...]
    var path: URL?
    while let line = lines.popFirst() {
      if let name = line.after("Path: ") {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        path = file
      } else if let target = line.after("SymlinkTo: "), let path {
        try FileManager.default.createSymbolicLink(
          atPath: path.path, withDestinationPath: target)
      } else if let count = line.after("Lines: ").flatMap({ Int($0) }), let path {
        try Data(content(lines.prefix(count))).write(to: path)
        lines = lines.dropFirst(count)
      }
    }
  }

  private static func content(_ lines: ArraySlice<Substring>) -> [UInt8] {
    lines.flatMap { line in
      var text = String(line)
      let isCut = text.hasSuffix("EOF") && !text.hasSuffix("\\EOF")
      if isCut { text.removeLast(3) }
      for (written, meant) in [
        ("\\NULLBYTE", "\u{1}"), ("NULLBYTE", "\0"), ("\u{1}", "NULLBYTE"), ("\\EOF", "EOF"),
        ("\\\\", "\\"),
      ] {
        text = text.split(separator: written, omittingEmptySubsequences: false)
          .joined(separator: meant)
      }
      return Array((isCut ? text : text + "\n").utf8)
    }
  }
}

extension Substring {
  fileprivate func after(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
