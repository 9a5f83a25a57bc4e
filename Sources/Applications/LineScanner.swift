/// Takes a line apart into words and gives the pattern that it is of as one number.
///
/// A word ends at white space, a quote, a bracket, a comma, `;`, `=` or `|`. One that has a digit is
/// taken for something that varies. This is done for every line and decides how fast logs are read.
struct LineScanner: ~Copyable {
  /// Words beyond this have no part in the pattern.
  static let hashed = 64
  /// Words beyond this are not looked at.
  static let most = 128

  /// Where words begin and end by turns.
  private let edges: UnsafeMutablePointer<Int32>
  /// The digits of each 64 bytes from the beginning on.
  private let digits: UnsafeMutablePointer<UInt64>
  /// How many words the line has, as far as they are looked at.
  private(set) var count = 0
  /// Where the method stands in the line of an access log; -1 in others.
  private(set) var method = -1
  /// Where the status stands there.
  private(set) var status = -1

  init() {
    // What is found in one step may go beyond the most.
    let (room, steps) = (2 * Self.most + 66, LogCore.longest / 64 + 1)
    edges = .allocate(capacity: room)
    digits = .allocate(capacity: steps)
    edges.initialize(repeating: 0, count: room)
    digits.initialize(repeating: 0, count: steps)
  }

  deinit {
    edges.deallocate()
    digits.deallocate()
  }

  /// The word of this number; from the end for negative numbers.
  func word(_ number: Int, _ line: Bytes) -> Bytes? {
    let number = number < 0 ? count + number : number
    guard number >= 0, number < count else { return nil }
    return line.slice(start(number), end(number))
  }

  func start(_ number: Int) -> Int { Int(edges[2 * number]) }
  func end(_ number: Int) -> Int { Int(edges[2 * number + 1]) }

  /// Whether the word of this number has a digit.
  func varies(_ number: Int, _ line: Bytes) -> Bool {
    (start(number)..<end(number)).contains { line.isDigit($0) }
  }

  /// Finds the words of `line` from `from` on and gives the number of its pattern.
  ///
  /// Up to 64 bytes behind the line are read, though not used.
  mutating func scan(_ line: Bytes, from: Int) -> UInt64 {
    count = divide(line, from)
    let bytes = line.base
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    var hashing = Self.hashed
    method = -1
    status = -1
    for number in 0..<count {
      let (start, end) = (start(number), end(number))
      if method >= 0 {
        if number == method + 1 {
          hash = Self.mix(hash, Self.path(Bytes(bytes + start, end - start)))
        }
        if status < 0, line.has("HTTP/", at: start) {
          status = number + 1
        } else if status == number {
          hash = Self.mix(hash, UInt64(bytes[start]))
        }
        continue
      }
      if number < hashing {
        hash =
          hasDigit(start - from, end - from)
          ? Self.mix(hash, 1) : Self.add(bytes + start, end - start, hash)
      }
      if start > 0, bytes[start - 1] == UInt8(ascii: "\""),
        Self.isMethod(bytes + start, end - start)
      {
        method = number
        // What is asked for counts as far as its path; then only the kind of status.
        hashing = number + 1
      }
    }
    return hash
  }

  /// Finds the words of `line` from `from` on and gives how many there are, at most `most`.
  private mutating func divide(_ line: Bytes, _ from: Int) -> Int {
    var found = 0
    var place = from
    // Whether the byte before is part of a word.
    var before: UInt64 = 0
    while place < line.count, found < 2 * Self.most {
      let kinds = ByteKinds(UnsafeRawPointer(line.base + place))
      digits[(place - from) >> 6] = kinds.digits
      let left = line.count - place
      let words = left >= 64 ? ~kinds.ends : ~kinds.ends & ((1 &<< UInt64(left)) &- 1)
      var changes = words ^ (words &<< 1 | before)
      before = words &>> 63
      while changes != 0 {
        edges[found] = Int32(truncatingIfNeeded: place &+ changes.trailingZeroBitCount)
        found &+= 1
        changes &= changes &- 1
      }
      place += 64
    }
    // A word that goes on to the end of the line, or beyond what was looked at.
    if found & 1 == 1 {
      edges[found] = Int32(truncatingIfNeeded: min(place, line.count))
      found += 1
    }
    return min(found / 2, Self.most)
  }

  /// Whether there is a digit between two places, counted from where the scan began.
  @inline(__always) private func hasDigit(_ start: Int, _ end: Int) -> Bool {
    let first = start >> 6
    let head = digits[first] &>> UInt64(start & 63)
    let length = end - start
    if (start & 63) + length <= 64 {
      return length == 64 ? head != 0 : head & ((1 &<< UInt64(length)) &- 1) != 0
    }
    if head != 0 { return true }
    for step in (first + 1)..<(end >> 6) where digits[step] != 0 { return true }
    return end & 63 != 0 && digits[end >> 6] & ((1 &<< UInt64(end & 63)) &- 1) != 0
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

  /// A number for `bytes`, up to eight bytes behind which are read, though not used.
  static func hash(_ bytes: Bytes) -> UInt64 {
    bytes.count > 0 ? add(bytes.base, bytes.count, 0x9E37_79B9_7F4A_7C15) : 0
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
