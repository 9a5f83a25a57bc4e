import KernelText
import Model

/// The files of cgroup v2, as Documentation/admin-guide/cgroup-v2.rst has them.
extension GroupObserver {
  func cpuV2() -> Measured<Cgroup.CPU> {
    Measured { () throws(Gap) in
      let stat = try growth("cpu.stat").get()
      let usage = stat.count("usage_usec").map { $0 / 1e6 / seconds }
      var cpu = Cgroup.CPU(usage: usage)
      guard has("cpu.max") else { return cpu }
      cpu.quota = try parsed("cpu.max", CPUMax.init).processors
      cpu.periods = try stat.count("nr_periods").get()
      cpu.throttledPeriods = try stat.count("nr_throttled").get()
      cpu.throttledSeconds = try stat.count("throttled_usec").get() / 1e6
      return cpu
    }
  }

  func memoryV2() -> Measured<Cgroup.Memory> {
    Measured { () throws(Gap) in
      var memory = Cgroup.Memory()
      memory.usage = try parsed("memory.current", Observer.number)
      memory.growth = signedGrowth("memory.current").value ?? 0
      memory.limit = try limit("memory.max")
      memory.high = try limit("memory.high")
      memory.swap = try limit("memory.swap.current")
      let stat = try parsed("memory.stat", KeyValues.init)
      memory.workingSet = try number("inactive_file", stat).map { max(0, memory.usage - $0) }
      memory.anonymous = try number("anon", stat)
      let events = try growth("memory.events").get()
      memory.highEvents = try events.count("high").get()
      memory.limitEvents = try events.count("max").get()
      memory.oomKills = events.count("oom_kill")
      return memory
    }
  }

  func ioV2() -> Measured<Cgroup.IO> {
    Measured { () throws(Gap) in
      let growth = try deviceGrowth("io.stat", v2: true).get()
      var io = Cgroup.IO()
      io.readBytesPerSecond = total(growth, "rbytes") / seconds
      io.writeBytesPerSecond = total(growth, "wbytes") / seconds
      io.readsPerSecond = total(growth, "rios") / seconds
      io.writesPerSecond = total(growth, "wios") / seconds
      guard has("io.max") else { return io }
      let limits = try parsed("io.max") { (text: Text) throws(Malformed) in try DeviceNumbers(text)
      }
      let counters = ["rbps": "rbytes", "wbps": "wbytes", "riops": "rios", "wiops": "wios"]
      for (device, numbers) in limits.values.sorted(by: { $0.key < $1.key }) {
        for (name, limit) in numbers.sorted(by: { $0.key < $1.key }) {
          guard let counter = counters[name] else { continue }
          io.limits.append(
            Cgroup.IO.Limit(
              device: device, name: name, limit: Double(limit),
              used: (growth[device]?[counter] ?? 0) / seconds))
        }
      }
      return io
    }
  }
}
