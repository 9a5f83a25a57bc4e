import Model

/// Whether a link fell back to half duplex.
struct NetworkDuplex: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Links that are up and negotiated half duplex"
  let reason = """
    Two ends of which only one negotiates settle on half duplex against full: the link works, \
    and collapses under load with late collisions. Wi-Fi is half duplex by nature and is not \
    judged; a link that does not tell is unmeasured.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "IEEE 802.3 clause 28, parallel detection",
      reason: "A switched link that negotiates is full duplex; half is the mark of a mismatch.")
  ]
  let byHand = "ethtool IF"
  let toMeasure: String? = """
    Ask the host of a virtual machine; give its card a duplex with ethtool -s IF duplex full.
    """

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let links = try observation.network.links().filter { $0.isUp }.filter { !$0.isWireless }
    let verdict = try judgeEach(
      links, lost: observation.network.interfaceGap, nothing: noInterfaces, duplex
    ) { link, duplex in
      let subject = Subject.interface(link.name)
      let half = Measurement("half duplex", duplex == "half" ? 1 : 0, .count, on: subject)
      let speed = link.speed.value.map {
        Measurement("negotiated speed", $0, .bytesPerSecond, on: subject)
      }
      return JudgedPart(
        measurement: half,
        finding: finding(
          half, "\(link.name) runs at half duplex.", evidence: [speed].compactMap { $0 }))
    }
    if verdict.findings.isEmpty, let gap = links.lazy.compactMap({ duplex($0).gap }).first {
      throw gap
    }
    return verdict
  }

  private func duplex(_ link: NetworkInterface) -> Measured<String> {
    link.duplex.flatMap { duplex in
      guard duplex == "full" || duplex == "half" else {
        let path = "/sys/class/net/\(link.name)/duplex"
        return .failure(Gap(.missing, path, "the driver of \(link.name) does not tell"))
      }
      return .success(duplex)
    }
  }
}
