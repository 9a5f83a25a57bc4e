import KernelText
import Model

/// The files of cgroup v1, as Documentation/admin-guide/cgroup-v1 has them.
extension GroupObserver {
  func cpuV1() -> Measured<Cgroup.CPU> {
    Measured { () throws(Gap) in
      let usage = growthOfNumber("cpuacct.usage").map { $0 / 1e9 / seconds }
      var cpu = Cgroup.CPU(usage: usage)
      if !has("cpu.stat") { _ = try usage.get() }
      guard has("cpu.stat") else { return cpu }
      let stat = try growth("cpu.stat").get()
      cpu.periods = try stat.count("nr_periods").get()
      cpu.throttledPeriods = try stat.count("nr_throttled").get()
      cpu.throttledSeconds = try stat.count("throttled_time").get() / 1e9
      // -1 is the word for no quota, and no number.
      let quota = try parsed("cpu.cfs_quota_us") { (text: Text) throws(Malformed) in
        guard let value = try text.whole().signedNumber, value >= -1 else {
          throw Malformed("not a quota")
        }
        return Double(value)
      }
      let period = try parsed("cpu.cfs_period_us", Observer.number)
      if quota > 0, period > 0 { cpu.quota = quota / period }
      return cpu
    }
  }

  func memoryV1() -> Measured<Cgroup.Memory> {
    Measured { () throws(Gap) in
      var memory = Cgroup.Memory()
      memory.usage = try parsed("memory.usage_in_bytes", Observer.number)
      memory.growth = signedGrowth("memory.usage_in_bytes").value ?? 0
      let limit = try parsed("memory.limit_in_bytes") { (text: Text) throws(Malformed) in
        Double(try Numbers(text, atLeast: 1, most: .max).values[0])
      }
      // No limit is the greatest number of pages, which no machine has; before Linux 3.19, of bytes.
      if limit < 0x7000_0000_0000_0000 { memory.limit = limit }
      let stat = try parsed("memory.stat", KeyValues.init)
      memory.workingSet = try number("total_inactive_file", stat).map { max(0, memory.usage - $0) }
      memory.anonymous = try number("total_rss", stat)
      memory.swap = try number("total_swap", stat)
      memory.limitEvents = try growthOfNumber("memory.failcnt").get()
      memory.oomKills = growth("memory.oom_control").flatMap { $0.count("oom_kill") }
      return memory
    }
  }

  func ioV1() -> Measured<Cgroup.IO> {
    Measured { () throws(Gap) in
      let bytes = try deviceGrowth("blkio.throttle.io_service_bytes").get()
      let requests = try deviceGrowth("blkio.throttle.io_serviced").get()
      var io = Cgroup.IO()
      io.readBytesPerSecond = total(bytes, "Read") / seconds
      io.writeBytesPerSecond = total(bytes, "Write") / seconds
      io.readsPerSecond = total(requests, "Read") / seconds
      io.writesPerSecond = total(requests, "Write") / seconds
      let limits: [(file: String, name: String, of: [String: [String: Double]], key: String)] = [
        ("blkio.throttle.read_bps_device", "rbps", bytes, "Read"),
        ("blkio.throttle.write_bps_device", "wbps", bytes, "Write"),
        ("blkio.throttle.read_iops_device", "riops", requests, "Read"),
        ("blkio.throttle.write_iops_device", "wiops", requests, "Write"),
      ]
      for limit in limits {
        let devices = try parsed(limit.file) { (text: Text) throws(Malformed) in
          try DeviceNumbers(v1: text)
        }
        for (device, numbers) in devices.values.sorted(by: { $0.key < $1.key }) {
          guard let value = numbers["limit"] else { continue }
          io.limits.append(
            Cgroup.IO.Limit(
              device: device, name: limit.name, limit: Double(value),
              used: (limit.of[device]?[limit.key] ?? 0) / seconds))
        }
      }
      return io
    }
  }

  func deviceGrowth(_ file: String, v2: Bool = false) -> Measured<[String: [String: Double]]> {
    observer.interval(files[file] ?? file) { (text: Text) throws(Malformed) in
      try v2 ? DeviceNumbers(text) : DeviceNumbers(v1: text)
    } _: { (before, after) throws(Gap) in
      var growth: [String: [String: Double]] = [:]
      for (device, numbers) in after.values {
        for (name, new) in numbers {
          // A device that the group had not used before begins at zero.
          let old = before.values[device]?[name] ?? 0
          growth[device, default: [:]][name] = try Observer.growth(
            old, new, "\(name) of \(device) in \(files[file] ?? file)"
          ).get()
        }
      }
      return growth
    }
  }

  func total(_ growth: [String: [String: Double]], _ name: String) -> Double {
    growth.values.reduce(0) { $0 + ($1[name] ?? 0) }
  }

  func signedGrowth(_ file: String) -> Measured<Double> {
    observer.interval(files[file] ?? file, Observer.number) { (before, after) throws(Gap) in
      after - before
    }
  }
}
