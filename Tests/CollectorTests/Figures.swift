import Model

extension BlockDevice {
  /// The columns of iostat, basic and extended, over `seconds`.
  func figures(_ seconds: Double) -> [String: Double] {
    [
      "tps": readsPerSecond + writesPerSecond + discardsPerSecond,
      "kB_read/s": readBytesPerSecond / 1024, "kB_wrtn/s": writeBytesPerSecond / 1024,
      "kB_dscd/s": discardBytesPerSecond / 1024,
      // Whole sectors, of which two are a kilobyte: half a kilobyte is cut off.
      "kB_read": (readBytesPerSecond / 512 * seconds).rounded().halved,
      "kB_wrtn": (writeBytesPerSecond / 512 * seconds).rounded().halved,
      "kB_dscd": (discardBytesPerSecond / 512 * seconds).rounded().halved,
      "r/s": readsPerSecond, "rkB/s": readBytesPerSecond / 1024, "rrqm/s": readMergesPerSecond,
      "%rrqm": Self.percent(readMergesPerSecond, readsPerSecond), "r_await": readAwait,
      "rareq-sz": Self.size(readBytesPerSecond, readsPerSecond),
      "w/s": writesPerSecond, "wkB/s": writeBytesPerSecond / 1024, "wrqm/s": writeMergesPerSecond,
      "%wrqm": Self.percent(writeMergesPerSecond, writesPerSecond), "w_await": writeAwait,
      "wareq-sz": Self.size(writeBytesPerSecond, writesPerSecond),
      "d/s": discardsPerSecond, "dkB/s": discardBytesPerSecond / 1024,
      "drqm/s": discardMergesPerSecond,
      "%drqm": Self.percent(discardMergesPerSecond, discardsPerSecond), "d_await": discardAwait,
      "dareq-sz": Self.size(discardBytesPerSecond, discardsPerSecond),
      "f/s": flushesPerSecond, "f_await": flushAwait, "aqu-sz": queue, "%util": utilization,
    ]
  }

  private static func percent(_ merges: Double, _ requests: Double) -> Double {
    merges + requests > 0 ? merges / (merges + requests) * 100 : 0
  }

  private static func size(_ bytes: Double, _ requests: Double) -> Double {
    requests > 0 ? bytes / 1024 / requests : 0
  }
}

extension CPUShare {
  /// The columns of mpstat, where guests are told apart from user and nice, and of iostat.
  var figures: [String: Double] {
    [
      "%usr": user - guest, "%nice": nice - guestNice, "%sys": system, "%iowait": ioWait,
      "%irq": irq, "%soft": softirq, "%steal": steal, "%guest": guest, "%gnice": guestNice,
      "%idle": idle, "%user": user, "%system": kernel,
    ]
  }
}

extension ProcessObservation {
  /// The columns of pidstat on a machine with `memory` bytes.
  func figures(memory: Double) -> [String: Double] {
    var figures: [String: Double] = [
      "%usr": (userPercent ?? .nan) - guestPercent, "%system": systemPercent ?? .nan,
      "%guest": guestPercent,
      "%CPU": cpuPercent, "CPU": Double(processor), "minflt/s": minorFaultsPerSecond,
      "majflt/s": majorFaultsPerSecond, "VSZ": virtualSize / 1024, "RSS": resident / 1024,
      "%MEM": resident / memory * 100, "threads": Double(threads),
    ]
    figures["%wait"] = runDelayPercent.value
    figures["kB_rd/s"] = io.value.map { $0.readBytes / 1024 }
    figures["kB_wr/s"] = io.value.map { $0.writeBytes / 1024 }
    return figures
  }
}

extension Double {
  fileprivate var halved: Double { (self / 2).rounded(.down) }
}
