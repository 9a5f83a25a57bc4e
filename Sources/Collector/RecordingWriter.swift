import KernelText
import Model

extension Recording {
  /// The recording as one plain-text archive; docs/recording.md tells the format.
  public var archive: [UInt8] {
    let output = Array(head.utf8) + body + Layer.dive.archive(closer, of: .machine)
    return isCut || closer?.isCut == true ? output : output + "-- \(Recording.end) --\n".utf8
  }

  /// What stands before the first sample.
  var head: String { "\(Recording.signature)\n\(preface)\(Recording.promise)\n" }

  /// The samples.
  var body: [UInt8] {
    var output: [UInt8] = []
    for (number, sample) in samples.enumerated() {
      let header = "-- sample \(number + 1) at \(Quantity.fixed(sample.time, 6)) wall "
      output.append(contentsOf: (header + Quantity.fixed(sample.wallTime, 6) + " --\n").utf8)
      for name in sample.order {
        if let reading = sample.sections[name] { sample.write(name, reading, to: &output) }
      }
      for process in sample.processes {
        for file in ProcessFile.allCases {
          guard let reading = process[file] else { continue }
          sample.write("/proc/\(process.pid)/\(file.name)", reading, to: &output)
        }
      }
    }
    return output
  }
}

extension Sample {
  fileprivate func write(_ name: String, _ reading: Reading, to output: inout [UInt8]) {
    output.append(contentsOf: "-- \(name) --".utf8)
    switch reading {
    case .failed(let kind, let detail):
      output.append(contentsOf: " \(kind.rawValue): \(detail)\n".utf8)
    case .text(let range):
      let text = Text(bytes, range)
      let unterminated = !text.isEmpty && text[text.count - 1] != 0x0A
      output.append(contentsOf: (unterminated ? " unterminated\n" : "\n").utf8)
      for line in text.allLines {
        if line.hasPrefix("-- ") || line[0] == UInt8(ascii: "\\") {
          output.append(UInt8(ascii: "\\"))
        }
        output.append(contentsOf: line.array)
        output.append(0x0A)
      }
    }
  }
}
