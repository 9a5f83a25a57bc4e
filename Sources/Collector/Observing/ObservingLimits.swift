import KernelText
import Model

extension Observer {
  /// The limits of every process but the product's own.
  func processLimits() -> Measured<[ProcessLimits]> {
    if let cut { return .failure(cut) }
    return parsed(ProcessLimitsReading.section, ProcessLimitsText.parse).map { processes in
      processes.filter { !facts.pids.contains($0.pid) }.map { process in
        ProcessLimits(
          pid: process.pid, user: process.user, files: .init(process.files),
          fileLimit: .init(process.fileLimit), taskLimit: .init(process.taskLimit))
      }
    }
  }
}

extension ProcessLimits.Files {
  fileprivate init(_ note: ProcessLimitsText.Note) {
    switch note {
    case .number(let number): self = .counted(Double(number))
    case .none: self = .few
    case .hidden: self = .hidden
    }
  }
}

extension ProcessLimits.Limit {
  fileprivate init(_ note: ProcessLimitsText.Note) {
    switch note {
    case .number(let number): self = .at(Double(number))
    case .none: self = .unlimited
    case .hidden: self = .hidden
    }
  }
}
