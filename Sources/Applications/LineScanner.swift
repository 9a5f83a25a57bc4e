/// Takes a line apart into words and gives the pattern that it is of as one number.
///
/// A word ends at white space, a quote, a bracket, a comma, `;`, `=` or `|`. One that has a digit is
/// taken for something that varies. This is done for every line and decides how fast logs are read.
struct LineScanner: ~Copyable {
  /// Words beyond this have no part in the pattern.
  static let hashed = 64
  /// Words beyond this are not looked at.
  static let most = 128

  private let classes: UnsafeMutablePointer<UInt8>
  private let starts: UnsafeMutablePointer<Int32>
  private let ends: UnsafeMutablePointer<Int32>
  /// How many words the line has, as far as they are looked at.
  private(set) var count = 0
  /// Where the method stands in the line of an access log; -1 in others.
  private(set) var method = -1
  /// Where the status stands there.
  private(set) var status = -1

  private static let digit: UInt8 = 1
  private static let end: UInt8 = 2

  init() {
    classes = .allocate(capacity: 256)
    starts = .allocate(capacity: Self.most)
    ends = .allocate(capacity: Self.most)
    classes.initialize(repeating: 0, count: 256)
    starts.initialize(repeating: 0, count: Self.most)
    ends.initialize(repeating: 0, count: Self.most)
    for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { classes[Int(byte)] = Self.digit }
    for byte in 0...0x20 { classes[byte] = Self.end }
    for byte in "\"'()[]{}<>,;=|?&".utf8 { classes[Int(byte)] = Self.end }
    classes[0x7F] = Self.end
  }

  deinit {
    classes.deallocate()
    starts.deallocate()
    ends.deallocate()
  }

  /// The word of this number; from the end for negative numbers.
  func word(_ number: Int, _ line: Bytes) -> Bytes? {
    let number = number < 0 ? count + number : number
    guard number >= 0, number < count else { return nil }
    return line.slice(Int(starts[number]), Int(ends[number]))
  }

  func start(_ number: Int) -> Int { Int(starts[number]) }
  func end(_ number: Int) -> Int { Int(ends[number]) }

  /// Whether the word of this number has a digit.
  func varies(_ number: Int, _ line: Bytes) -> Bool {
    (start(number)..<end(number)).contains { line.isDigit($0) }
  }

  /// Finds the words of `line` from `from` on and gives the number of its pattern.
  ///
  /// Up to eight bytes behind the line are read, though not used.
  mutating func scan(_ line: Bytes, from: Int) -> UInt64 {
    let bytes = line.base
    let limit = line.count
    var index = from
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    var found = 0
    var hashing = Self.hashed
    method = -1
    status = -1
    while found < Self.most {
      while index < limit, classes[Int(bytes[index])] == Self.end { index += 1 }
      guard index < limit else { break }
      let start = index
      var kinds: UInt8 = 0
      repeat {
        let kind = classes[Int(bytes[index])]
        if kind == Self.end { break }
        kinds |= kind
        index += 1
      } while index < limit
      starts[found] = Int32(truncatingIfNeeded: start)
      ends[found] = Int32(truncatingIfNeeded: index)
      if method >= 0, found == method + 1 {
        hash = Self.mix(hash, Self.path(Bytes(bytes + start, index - start)))
      } else if found < hashing {
        hash = kinds == 0 ? Self.add(bytes + start, index - start, hash) : Self.mix(hash, 1)
      }
      if start > 0, bytes[start - 1] == UInt8(ascii: "\""), method < 0,
        Self.isMethod(bytes + start, index - start)
      {
        method = found
        // What is asked for counts as far as its path; then only the kind of status.
        hashing = found + 1
      } else if method >= 0 {
        if status < 0, found > method, line.has("HTTP/", at: start) {
          status = found + 1
        } else if status == found {
          hash = Self.mix(hash, UInt64(bytes[start]))
        }
      }
      found += 1
    }
    count = found
    return hash
  }

  @inline(__always) private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word) &* 0x9FB2_1C65_1E98_DF25
    return product ^ (product >> 32)
  }

  /// The hash with the `count` bytes at `start` in it.
  @inline(__always)
  private static func add(_ start: UnsafePointer<UInt8>, _ count: Int, _ hash: UInt64) -> UInt64 {
    let raw = UnsafeRawPointer(start)
    var hash = hash
    var left = count
    var offset = 0
    while left > 8 {
      hash = mix(hash, raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
      left -= 8
    }
    let last = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    return mix(hash, (last << UInt64(64 - 8 * left)) ^ UInt64(count))
  }

  /// The number of a path, whose parts count one by one: `/users/17` is `/users/18`, and not `/v2`.
  @inline(never) private static func path(_ path: Bytes) -> UInt64 {
    var hash: UInt64 = 0
    eachPart(of: path) { part, varies in
      hash =
        varies ? mix(hash, 1) : part.count > 0 ? add(part.base, part.count, hash) : mix(hash, 2)
    }
    return hash
  }

  /// Hands each part of a path to `body`, with whether it is taken for something that varies.
  static func eachPart(of path: Bytes, _ body: (Bytes, Bool) -> Void) {
    var start = 0
    while start <= path.count {
      let end = path.index(of: UInt8(ascii: "/"), from: start) ?? path.count
      let part = path.slice(start, end)
      // `v1` and `v2` are different.
      let varies =
        part.count > 3 || part.isDigit(0)
        ? (0..<part.count).contains { part.isDigit($0) } : false
      body(part, varies)
      start = end + 1
    }
  }

  /// Whether a method of HTTP stands here.
  private static func isMethod(_ word: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard count >= 3, count <= 7 else { return false }
    let word = Bytes(word, count)
    switch count {
    case 3: return word.has("GET") || word.has("PUT")
    case 4: return word.has("POST") || word.has("HEAD")
    case 5: return word.has("PATCH")
    case 6: return word.has("DELETE")
    default: return word.has("OPTIONS")
    }
  }
}
