/// A heading and a line of hexadecimal numbers for each processor: the files of `/proc/net/stat`.
///
/// ```
/// entries  clashres found new invalid ignore delete chainlength insert insert_failed drop …
/// 000000c8  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 …
/// ```
/// The columns differ from kernel to kernel; net/netfilter/nf_conntrack_standalone.c and
/// net/core/neighbour.c write them.
public struct ProcessorTable: Sendable {
  /// The numbers of each column by its name, in the order of the processors.
  public private(set) var columns: [String: [UInt64]]

  /// The table in `text`; throws where a line has not as many numbers as the heading has names.
  public init(_ text: Text) throws(Malformed) {
    _ = try text.whole()
    var lines = text.lines
    guard let names = lines.next()?.words.map(\.string), names.first == "entries" else {
      throw Malformed("not the heading of a table by processor")
    }
    columns = [:]
    var processors = 0
    while let line = lines.next() {
      let numbers = line.words.map(\.hexadecimal)
      guard numbers.count == names.count else {
        throw Malformed("\(numbers.count) numbers under \(names.count) names")
      }
      for (name, number) in zip(names, numbers) {
        guard let number else { throw Malformed("not a number under \(name)") }
        columns[name, default: []].append(number)
      }
      processors += 1
    }
    guard processors > 0 else { throw Malformed("no processor") }
  }

  /// The numbers in the column called `name`, one for each processor.
  public subscript(name: String) -> [UInt64]? { columns[name] }
}
