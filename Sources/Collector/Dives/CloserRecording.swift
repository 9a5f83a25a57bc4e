public import Model

/// What a closer look has read, or why there is none.
public struct CloserRecording: Sendable {
  /// Two samples; none where there is a gap.
  var samples: [Sample]
  /// Why nothing was read.
  public var gap: Gap?
  /// Whether its end was lost.
  var isCut = false

  /// The samples of `recording`.
  public init(_ recording: Recording) {
    samples = recording.samples
    isCut = recording.isCut
  }

  /// Nothing, because of `gap`.
  public init(missing gap: Gap) {
    samples = []
    self.gap = gap
  }

  /// It as a recording of its own; nil where nothing was read.
  var recording: Recording? {
    samples.isEmpty ? nil : Recording(samples: samples, isCut: isCut)
  }

  /// Nothing yet, at the time of the last sample of `recording`.
  public init(besides recording: Recording) {
    let last = recording.samples.last ?? Sample()
    samples = [Sample(time: last.time, wallTime: last.wallTime)]
  }

  /// Whether nothing was read.
  public var isEmpty: Bool { samples.isEmpty }

  /// Adds a section of the last sample: its content, or why there is none.
  public mutating func add(_ name: String, _ content: Measured<[UInt8]>) {
    guard !samples.isEmpty else { return }
    switch content {
    case .success(let bytes): samples[samples.count - 1].add(name, bytes)
    case .failure(let gap): samples[samples.count - 1].set(name, .failed(gap.kind, gap.detail))
    }
  }
}
