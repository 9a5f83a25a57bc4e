import Applications
import Model

/// The clock of the tests: 2026-11-25T12:00:00Z.
let noon = 1_795_608_000.0

/// What a log says that is `text`, in blocks of `size` bytes.
func digest(
  _ text: String, now: Double = noon, zone: Double = 0, since: Double? = nil, until: Double? = nil,
  form: LogForm = .plain, size: Int = 1 << 20
) -> LogDigest {
  digest(Array(text.utf8), now: now, zone: zone, since: since, until: until, form: form, size: size)
}

func digest(
  _ bytes: [UInt8], now: Double = noon, zone: Double = 0, since: Double? = nil,
  until: Double? = nil, form: LogForm = .plain, size: Int = 1 << 20
) -> LogDigest {
  let analysis = LogAnalysis(
    clock: LogClock(now: now, zone: zone), since: since, until: until)
  analysis.begin("log", form: form)
  var start = 0
  while start < bytes.count {
    let end = min(start + size, bytes.count)
    analysis.take(Array(bytes[start..<end]))
    start = end
  }
  return analysis.digest()
}
