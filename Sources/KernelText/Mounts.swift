/// A line of `/proc/mounts`, as fstab(5) has it.
///
/// ```
/// /dev/vda1 /mnt/my\040disk ext4 rw,relatime 0 0
/// ```
public struct Mount: Sendable, Hashable {
  /// Unescaped; what was mounted, which for `proc` or `tmpfs` is only a word.
  public var device: String
  /// As written in the file, with `\040` for a space.
  public var escapedPoint: String
  /// Where it is mounted.
  public var point: String
  /// The kernel's name of the filesystem, such as `ext4`.
  public var type: String
  /// Those of the mount and of the filesystem, in the order of the file.
  public var options: [String]

  /// Whether it may not be written to.
  ///
  /// After an error ext4 keeps `rw` and adds a word on recent kernels (6.18): fs/ext4/super.c.
  public var isReadOnly: Bool { options.contains { $0 == "ro" || $0 == "emergency_ro" } }

  /// All mounts in `text`.
  ///
  /// Throws where a line is none, and where there is not a single one: the root is always mounted.
  public static func parse(_ text: Text) throws(Malformed) -> [Mount] {
    _ = try text.whole()
    var mounts: [Mount] = []
    for line in text.lines {
      let words = line.words
      guard words.count == 6, words[4].number != nil, words[5].number != nil else {
        throw Malformed("not a mount: \(line.string.prefix(60))")
      }
      mounts.append(
        Mount(
          device: unescaped(words[0]), escapedPoint: words[1].string, point: unescaped(words[1]),
          type: words[2].string, options: words[3].string.split(separator: ",").map(String.init)))
    }
    guard !mounts.isEmpty else { throw Malformed("not a single mount") }
    return mounts
  }

  /// The bytes of a mount point as the kernel wrote it, unescaped.
  public static func unescaped(_ text: Text) -> String {
    String(decoding: unescapedBytes(text), as: UTF8.self)
  }

  /// `\040` and its like as the bytes they stand for.
  public static func unescapedBytes(_ text: Text) -> [UInt8] {
    var bytes: [UInt8] = []
    var offset = 0
    while let byte = text[offset] {
      if byte == UInt8(ascii: "\\"), let code = text.octal(at: offset + 1) {
        bytes.append(code)
        offset += 4
      } else {
        bytes.append(byte)
        offset += 1
      }
    }
    return bytes
  }
}

extension Text {
  fileprivate func octal(at offset: Int) -> UInt8? {
    var value = 0
    for index in offset..<offset + 3 {
      guard let byte = self[index], byte >= 0x30, byte < 0x38 else { return nil }
      value = value * 8 + Int(byte - 0x30)
    }
    return UInt8(exactly: value)
  }
}

/// A line of `df -Pk` or `df -Pi`: `/dev/vda 263940716 14929668 83873060 16% /`.
public struct DiskFree: Sendable, Hashable {
  /// Kilobytes or inodes; `available` is what users without privilege may take.
  public var total: UInt64, used: UInt64, available: UInt64

  /// The room in `text`, the numbers being those before the percentage.
  public init(_ text: Text) throws(Malformed) {
    let words = try text.whole().words
    // The device may hold spaces; the first percentage or `-` after three numbers ends them.
    for index in words.indices where index >= 4 {
      guard words[index][words[index].count - 1] == UInt8(ascii: "%") || words[index].string == "-",
        let total = words[index - 3].number, let used = words[index - 2].number,
        let available = words[index - 1].number
      else { continue }
      guard used <= total, available <= total else { throw Malformed("more room than there is") }
      self.total = total
      self.used = used
      self.available = available
      return
    }
    throw Malformed("not the room of a filesystem: \(text.trimmed.string.prefix(60))")
  }
}
