import Checks
import Collector
import Model
import TestSupport

/// Recordings of machines that are too large, through the whole pipe.
enum HugeRecordings {
  /// The archive is made as one string and then as bytes, which is half of it.
  private static let most: @Sendable (Int) -> Int = { (128 << 20) + 6 * $0 }

  static let all: [ScaleCase] = [
    ScaleCase(name: "processors", mostMemory: most) { _ in
      outcome(of: recording { processors(10_000, $0) })
    },
    ScaleCase(name: "cgroups", mostMemory: most) { _ in
      outcome(of: recording { groups(25_000, files: ["pids.current", "pids.max"], $0) })
    },
    ScaleCase(name: "cgroups-50000", mostMemory: most) { _ in
      let files = ["pids.current", "pids.max", "pids.events", "memory.current", "cpu.stat"]
      return outcome(of: recording { groups(50_000, files: files, $0) })
    },
    ScaleCase(name: "processes", mostMemory: most) { _ in
      outcome(of: recording { processes(200_000, $0) })
    },
    ScaleCase(name: "sockets", mostMemory: most) { _ in
      outcome(of: recording { sockets(100_000, $0) })
    },
    ScaleCase(name: "kernel-log", mostMemory: most) { _ in
      outcome(of: recording { kernelLog(100_000_000, $0) })
    },
    ScaleCase(name: "kernel-log-15MB", mostMemory: most) { _ in
      outcome(of: recording { kernelLog(15_000_000, $0) })
    },
    ScaleCase(name: "mounts", mostMemory: most) { _ in
      outcome(of: recording { mounts(100_000, $0) })
    },
    ScaleCase(name: "disks-and-interfaces", mostMemory: most) { _ in
      outcome(of: recording { devices(20_000, $0) })
    },
    ScaleCase(name: "sections", mostMemory: most) { _ in
      outcome(
        of: recording { sample in
          (0..<1_000_000).map { "-- /x/\($0) --\n\(sample)\n" }.joined()
        })
    },
    ScaleCase(name: "one-line", mostMemory: most) { _ in
      outcome(of: recording { _ in "-- /proc/stat --\n-- " + filler(100_000_000) + "\n" })
    },
  ]

  /// A recording of two samples with the sections that `content` gives for each.
  private static func recording(_ content: (_ sample: Int) -> String) -> [UInt8] {
    var text = "whyslow recording 1\n"
    for sample in 1...2 {
      text += "-- sample \(sample) at \(5000 + 10 * sample).0 wall 1795368121.0 --\n"
      text += content(sample)
    }
    return Array((text + "-- end --\n").utf8)
  }

  /// Whether it can be judged and told of in all forms.
  private static func outcome(of archive: [UInt8]) -> ScaleCase.Outcome {
    let size = "\(archive.count / 1_000_000) MB"
    let recording: Recording
    do throws(RecordingError) { recording = try Recording(parsing: archive) } catch {
      return ScaleCase.Outcome(words: "\(size), refused: \(error)", bytes: archive.count)
    }
    let observation = Observation(recording)
    let verdicts = Checklist.all.map { $0.judge(observation).verdict }
    let clear = verdicts.count { $0.isClear }, found = verdicts.count { !$0.findings.isEmpty }
    return ScaleCase.Outcome(
      words: "\(size), \(clear) checks clear, \(found) found", bytes: archive.count,
      faults: Reports.faults(of: recording)
    )
  }

  private static func filler(_ size: Int) -> String { String(repeating: "x", count: size) }

  private static func processors(_ count: Int, _ sample: Int) -> String {
    let lines = (0..<count).map {
      "cpu\($0) \(1_393_280 + 90 * sample) 32966 572056 13343292 6130 0 17875 0 23933 0\n"
    }
    let packets = (0..<count).map {
      "0000000\(sample) 00000000 00000000 00000000 00000000 00000000 "
        + "00000000 00000000 00000000 00000000 00000000 00000000 \(hexadecimal($0))\n"
    }
    return """
      -- /proc/stat --
      cpu  10132153 290696 3084719 46828483 16683 0 25195 0 175628 0
      \(lines.joined())intr 1462898
      ctxt 115315
      processes 86031
      procs_running 6
      procs_blocked 2
      -- /proc/net/softnet_stat --
      \(packets.joined())
      """
  }

  private static func hexadecimal(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static let hierarchy = "-- /proc/mounts --\ncgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n"

  private static func groups(_ count: Int, files: [String], _ sample: Int) -> String {
    hierarchy
      + (0..<count).map { group in
        files.map { "-- /sys/fs/cgroup/kubepods.slice/pod\(group)/\($0) --\n\(90 + sample)\n" }
          .joined()
      }.joined()
  }

  private static func processes(_ count: Int, _ sample: Int) -> String {
    (1...count).map { pid in
      "-- /proc/\(pid)/stat --\n\(pid) (worker) D 1 \(pid) \(pid) 0 -1 4210944 777121 0 528 0 "
        + "\(6962 + sample) 2001 0 0 20 0 33 0 6320 2530164736 81312 18446744073709551615 1 1 0 "
        + "0 0 0 0 4096 17663 0 0 0 17 3 0 0 41 52 0 0 0 0 0 0 0 0 0\n"
    }.joined()
  }

  /// As /proc/net/tcp has them; for the parser of it where there is one.
  private static func sockets(_ count: Int, _ sample: Int) -> String {
    let heading =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid"
      + "  timeout inode\n"
    return "-- /proc/net/tcp --\n" + heading
      + (0..<count).map { number in
        let port = hexadecimal(number % 65_536).suffix(4).uppercased()
        return "\(number): 0100007F:\(port) 0100007F:1F90 01 00000000:00000000 00:00000000 "
          + "00000000     0        0 \(number) 1 0000000000000000 20 4 30 10 -1\n"
      }.joined()
  }

  private static func kernelLog(_ size: Int, _ sample: Int) -> String {
    guard sample == 2 else { return "" }
    let one = "<3>[ 5000.000000] I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x0\n"
    return "-- dmesg -r --\n" + String(repeating: one, count: size / one.utf8.count)
  }

  private static func mounts(_ count: Int, _ sample: Int) -> String {
    "-- /proc/mounts --\n"
      + (0..<count).map {
        "cgroup2 /sys/fs/cgroup/\($0) cgroup2 rw 0 0\n/dev/sd\($0) /mnt/\($0) ext4 rw 0 0\n"
      }.joined()
      + (0..<1000).map { "-- /sys/fs/cgroup/\($0)/a/pids.max --\n100\n" }.joined()
  }

  private static func devices(_ count: Int, _ sample: Int) -> String {
    "-- /proc/diskstats --\n"
      + (0..<count).map {
        "8 0 sd\(name($0)) 4960\(sample) 2822 3195498 623970 12180 9784 821088 117109 0 3286 7144\n"
      }.joined()
      + "-- /proc/net/dev --\na|\nb|\n"
      + (0..<count).map { "veth\($0): 123\(sample) 20 1 2 3 0 0 0 5678 30 4 5 6 0 0 0\n" }.joined()
  }

  private static func name(_ number: Int) -> String {
    String(hexadecimal(number).map { $0.isNumber ? Character("g") : $0 }) + "x\(number)y"
  }
}
