/// A line of `/proc/self/mountinfo`, as Documentation/filesystems/proc.rst has it.
///
/// ```
/// 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
/// ```
public struct MountInfo: Sendable, Hashable {
  /// The device's two numbers, `98:0`; of major 0 where there is no device behind it.
  public var device: String
  /// Where in the filesystem the mount's root is; `/` for all of it.
  public var root: String
  /// Where it is mounted.
  public var point: String
  /// The filesystem's type, and what was mounted.
  public var type: String, source: String

  /// The mounts in `text`; a line that is none is passed over.
  public static func parse(_ text: Text) -> [MountInfo] {
    text.lines.compactMap { line in
      let words = line.words
      guard words.count >= 9, words[0].number != nil,
        words[2].firstIndex(of: UInt8(ascii: ":")) != nil,
        // Optional fields end with a dash.
        let dash = words.indices.first(where: { $0 >= 6 && words[$0].string == "-" }),
        dash + 2 < words.count
      else { return nil }
      return MountInfo(
        device: words[2].string, root: Mount.unescaped(words[3]), point: Mount.unescaped(words[4]),
        type: words[dash + 1].string, source: Mount.unescaped(words[dash + 2]))
    }
  }
}

/// What a closer look tells of deleted files that are still open, a fact a line.
///
/// ```
/// size 1073741824 2097160 0 fd01 5242 /proc/812/fd/5
/// link /proc/812/fd/5 /var/log/app.log (deleted)
/// refused 12
/// whole
/// ```
/// `size` has stat(1)'s `%s %b %h %D %i %n`: bytes, blocks of 512 bytes, names, device, inode.
/// `refused` counts processes whose descriptors may not be read.
public struct DeletedFilesText: Sendable {
  /// A descriptor.
  public struct Open: Sendable, Hashable {
    /// Who has it, and the number by which.
    public var pid: Int, descriptor: Int
    /// What it stands for, without the mark that it is deleted.
    public var path: String
    /// The room that it takes, in bytes.
    public var bytes: UInt64
    /// Device and inode, by which the same file is known.
    public var file: String
  }

  /// The descriptors.
  public var open: [Open] = []
  /// Whether all that may be read were looked at in time; nil where the text does not say so.
  public var isWhole: Bool?
  /// How many processes did not show theirs; nil where all did.
  public var refused: UInt64?

  /// The descriptors in `text`.
  public init(_ text: Text) {
    var sizes: [(link: String, holder: (pid: Int, descriptor: Int), bytes: UInt64, file: String)] =
      []
    var paths: [String: String] = [:]
    for line in text.lines {
      let words = line.words
      if words.count == 1, words[0].string == "whole" { isWhole = true }
      if words.count == 2, words[0].string == "refused" { refused = words[1].number ?? refused }
      if words.count == 7, words[0].string == "size", let blocks = words[2].number,
        let names = words[3].number, names == 0, blocks < 1 << 50,
        let holder = Self.holder(words[6])
      {
        sizes.append(
          (words[6].string, holder, blocks * 512, "\(words[4].string) \(words[5].string)"))
      }
      if words.count > 2, words[0].string == "link" {
        let start = 5 + words[1].count + 1
        var path = line.slice(start, line.count)
        if path.hasSuffix(" (deleted)") { path = path.slice(0, path.count - 10) }
        paths[words[1].string] = path.string
      }
    }
    open = sizes.compactMap { size in
      paths[size.link].map { path in
        Open(
          pid: size.holder.pid, descriptor: size.holder.descriptor, path: path, bytes: size.bytes,
          file: size.file)
      }
    }
  }

  /// 812 and 5 of `/proc/812/fd/5`.
  private static func holder(_ text: Text) -> (pid: Int, descriptor: Int)? {
    let parts = text.string.split(separator: "/")
    guard parts.count == 4, parts[0] == "proc", parts[2] == "fd", let pid = Int(parts[1]),
      let descriptor = Int(parts[3]), pid > 0, descriptor >= 0
    else { return nil }
    return (pid, descriptor)
  }
}

/// A file in what a closer look tells of those that were written lately: its size, its size half a
/// second later, its path.
///
/// ```
/// grow 1073741824 1090519040 /var/log/app.log
/// whole
/// ```
public struct GrowingFileText: Sendable, Hashable {
  /// Bytes.
  public var before: UInt64, after: UInt64
  /// Where it is.
  public var path: String

  /// The files in `text`; a line that is none is passed over.
  public static func parse(_ text: Text) -> [GrowingFileText] {
    text.lines.compactMap { line in
      var scanner = Scanner(line)
      guard scanner.word()?.string == "grow", let before = scanner.number(),
        let after = scanner.number(), !scanner.isAtEnd
      else { return nil }
      scanner.skipSpaces()
      return GrowingFileText(before: before, after: after, path: scanner.rest.string)
    }
  }
}

/// `/proc/PID/smaps_rollup`, in kB: Documentation/filesystems/proc.rst.
///
/// ```
/// 55a67b36e000-7ffde5e05000 ---p 00000000 00:00 0                          [rollup]
/// Rss:                1624 kB
/// Pss:                 211 kB
/// ```
public struct SmapsRollup: Sendable, Hashable {
  /// Bytes; those that some kernels do not tell are nil.
  public var resident: UInt64, proportional: UInt64
  /// What would be given back if the process ended.
  public var own: UInt64?
  /// Anonymous, and in swap by its share.
  public var anonymous: UInt64?, swap: UInt64?

  /// The sums in `text`.
  public init(_ text: Text) throws(Malformed) {
    let values = try KeyValues(text).values
    guard let resident = values["Rss"], let proportional = values["Pss"] else {
      throw Malformed("no Rss and Pss")
    }
    self.resident = resident
    self.proportional = proportional
    if let clean = values["Private_Clean"], let dirty = values["Private_Dirty"] {
      own = clean &+ dirty
    }
    anonymous = values["Anonymous"]
    swap = values["SwapPss"]
  }
}
