public import Collector
public import Model

/// How a profile is to be taken.
public struct ProfileRequest: Sendable {
  /// For how long, and how often each second on each processor.
  public var seconds: Double, frequency: Int
  /// The processes that are looked at; all of the machine's where empty.
  public var pids: [Int]

  /// A profile over `seconds`.
  public init(seconds: Double, frequency: Int, pids: [Int] = []) {
    self.seconds = seconds
    self.frequency = frequency
    self.pids = pids
  }

  /// What is run, as a person would write it.
  public var byHand: String {
    "perf record -F \(frequency) \(pids.isEmpty ? "-a" : "-p PID") -g -- sleep \(Quantity.fixed(seconds, 0))"
  }
}

extension Connection {
  /// Takes a profile there with perf(1) and folds it as it comes; why there is none.
  ///
  /// perf writes into a pipe, so that no file of its is left behind, and ends with the input.
  public func profile(_ request: ProfileRequest) async -> Measured<[UInt8]> {
    let folding = ProfileFolding()
    let takeAll: @Sendable ([UInt8]) -> Bool = { bytes in
      folding.take(bytes)
      return true
    }
    let length = String(Int(request.seconds.rounded(.up)))
    let whom = request.pids.map(String.init).joined(separator: " ")
    let reply: Reply
    do throws(Unreachable) {
      reply = try await run(
        ["sh", "-c", Self.profiling, "sh", keepsInputOpen ? "1" : "0", length, whom]
          + ["-F", String(request.frequency), "-g"],
        input: [], deadline: request.seconds + 30, endsItself: true, canHurry: true,
        sink: keepsInputOpen ? takeAll : nil)
    } catch { return .failure(Gap(.missing, "perf", error.sentence)) }
    folding.take(reply.output)
    return folding.text(seconds: request.seconds, frequency: request.frequency)
      .map { .success($0) } ?? .failure(Self.gap(reply))
  }

  /// What is recorded ends with a line of input, with the input's end, or when time is up.
  ///
  /// Some of the processes may have ended since they were seen; perf takes none of them then.
  private static let profiling = """
    command -v perf >/dev/null || exit 3
    watch=$1 seconds=$2 pids=$3 files='' left=''
    shift 3
    for pid in $pids; do files="$files /proc/$pid/status"; done
    [ -z "$files" ] || for file in $(grep -L '^State:[[:space:]]*[ZX]' $files 2>/dev/null); do
      file=${file%/status} left=$left,${file#/proc/}
    done
    if [ -z "$pids" ]; then set -- "$@" -a
    elif [ -n "$left" ]; then set -- "$@" -p "${left#,}"
    else exit 4
    fi
    if [ "$watch" = 1 ]; then
      set -- "$@" -- sh -c 'timeout -s KILL "$0" head -n 1 >/dev/null' "$seconds"
    else
      set -- "$@" -- sleep "$seconds"
    fi
    DEBUGINFOD_URLS= LC_ALL=C
    export DEBUGINFOD_URLS LC_ALL
    perf record -N -o - "$@" |
      perf script -i - -F comm,pid,tid,time,event,ip,sym,dso 2>/dev/null
    """

  private static func gap(_ reply: Reply) -> Gap {
    if reply.status == 3 || reply.status == 127 {
      return Gap(
        .missing, "perf",
        "it is not installed; apt install linux-perf, or linux-tools-$(uname -r) or perf elsewhere")
    }
    if reply.status == 4 {
      return Gap(.missing, "perf", "what ran there has ended before it could be looked at")
    }
    if reply.says("paranoid", "permission", "access to performance", "not permitted") {
      return Gap(
        .forbidden, "perf",
        "kernel.perf_event_paranoid forbids it; be root, or sysctl kernel.perf_event_paranoid=-1")
    }
    let said = reply.errors.split(whereSeparator: \.isNewline).first { !$0.hasPrefix("[") }
    guard reply.status != nil else { return Gap(.timedOut, "perf", "it did not end in time") }
    return Gap(.missing, "perf", said.map(String.init) ?? "it saw nothing run")
  }
}

extension TargetAddress {
  /// Profiles the machine at the end of the way, or on its host what runs there.
  public func takeProfile(
    _ request: ProfileRequest, at recording: TargetRecording
  ) async -> TargetRecording {
    switch recording {
    case .machine(var machine):
      machine.closer = await Connection(to: self).profile(request).added(
        to: machine.closer, of: machine)
      return .machine(machine)
    case .layers(var layers):
      if layers.isOfMachine, let inside = layers.inside.all.value {
        layers.inside.closer = await Connection(to: whole).profile(request)
          .added(to: layers.inside.closer, of: inside)
        return .layers(layers)
      }
      let told: Measured<[UInt8]>
      if layers.hostGap == nil, let host = try? TargetAddress(parsing: layers.hostTarget) {
        told = await Connection(to: host).profile(request)
      } else {
        told = .failure(Gap(.missing, "perf", "there is no way to \(layers.hostTarget)"))
      }
      layers.host.closer = told.added(to: layers.host.closer, of: layers.host)
      return .layers(layers)
    }
  }
}

extension Result where Success == [UInt8], Failure == Gap {
  /// The closer look with the profile, or with why there is none.
  fileprivate func added(to closer: CloserRecording?, of recording: Recording) -> CloserRecording {
    var look = closer ?? CloserRecording(besides: recording)
    if look.isEmpty { look = CloserRecording(besides: recording) }
    look.add(FoldedProfile.section, self)
    return look
  }
}
