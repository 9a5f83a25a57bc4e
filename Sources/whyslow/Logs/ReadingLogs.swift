import Model
import Runbook
import SystemCalls
import Transports

extension Look {
  /// Reads the last ten minutes of the logs where the flow leads there, in two seconds at most.
  ///
  /// A recording has no logs.
  func readLogs(for diagnosis: inout Diagnosis) {
    guard diagnosis.wantsLogs, whyslow_interrupted() == 0 else { return }
    let words: String
    switch target {
    case .recording: return
    case .local, .remote: words = target.description
    }
    var request = LogRequest()
    request.since = 600
    request.bytes = 4 << 20
    request.seconds = 1
    request.deadline = 2
    do {
      let address = try TargetAddress(parsing: words)
      diagnosis.takeLogs(.success(try logDigest(of: address, request)))
    } catch let error as Unreachable {
      diagnosis.takeLogs(.failure(Gap(.timedOut, "logs", error.sentence)))
    } catch {
      diagnosis.takeLogs(.failure(Gap(.missing, "logs", "\(error)")))
    }
    if diagnosis.ownCost != nil { diagnosis.ownCost = ownCost() }
  }
}
