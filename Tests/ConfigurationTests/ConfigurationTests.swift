import Checks
import Configuration
import Model
import Testing

/// What `text` sets for all checks; the message where it is refused.
private func read(_ text: String) throws -> Configuration {
  try Configuration(parsing: Array(text.utf8), checks: Checklist.all)
}

private func fault(_ text: String) -> String {
  do {
    _ = try read(text)
    return "no fault"
  } catch let fault as ConfigurationFault {
    return (fault.line.map { "line \($0): " } ?? "") + fault.description
  } catch { return "\(error)" }
}

private func threshold(
  _ check: String, _ key: String, in text: String, for target: String? = nil
) throws -> Threshold {
  let configuration = try read(text)
  let checks = configuration.applied(
    to: Checklist.all, for: target.flatMap(configuration.target))
  let found = checks.first { $0.name == check }?.thresholds.first { $0.key == key }
  return try #require(found)
}

@Suite struct ConfigurationTests {
  @Test func limitsOfEndpoints() throws {
    let own = [
      Threshold.note(10, .milliseconds, label: "round trip note", source: "s", reason: "r"),
      .warning(100, .milliseconds, label: "round trip warning", source: "s", reason: "r"),
    ]
    func numbers(_ text: String, for target: String? = nil) throws -> [Double] {
      let read = try Configuration(
        parsing: Array(text.utf8), checks: Checklist.all, endpoint: own)
      return read.endpoint(for: target.flatMap(read.target)).map(\.quantity.value)
    }
    let text = """
      thresholds:
        endpoint:
          round trip note: 20 ms
      targets:
        far:
          target: ssh:far
          thresholds:
            Endpoint:
              round trip warning: 0.3 s
      """
    #expect(try numbers(text) == [20, 100])
    #expect(try numbers(text, for: "far") == [20, 300])
    #expect(throws: ConfigurationFault.self) {
      try numbers("thresholds: {endpoint: {round trip note: 200 ms}}")
    }
    #expect(fault("thresholds: {endpoint: {round trip note: 20 ms}}").contains("no such check"))
  }

  private let sample = """
    # What this site knows better.
    thresholds:
      CPUBusy:
        warning: 90 %
        critical: 98 %
      DiskAwait:
        rotational warning: 0.08 s
      memory-available: { Memory Stall: 7 % }
    targets:
      local:
        thresholds:
          CPUBusy:
            critical: 99.5%
      nas:
        target: ssh:root@nas,docker:web
        thresholds:
          DiskAwait:
            rotational critical: "1,500 ms"

    """

  @Test("A number takes the place of the check's own, which it remembers")
  func overrides() throws {
    let warning = try threshold("CPUBusy", "warning", in: sample)
    #expect(warning.quantity == Quantity(90, .percent))
    #expect(warning.original == Quantity(85, .percent))
    let slow = try threshold("DiskAwait", "rotational warning", in: sample)
    #expect(slow.quantity == Quantity(80, .milliseconds))
    let floor = try threshold("MemoryAvailable", "memory stall", in: sample)
    #expect(floor.quantity == Quantity(7, .percent))
    #expect(try threshold("MemoryRefaults", "memory stall", in: sample).original == nil)
    #expect(try threshold("CPUBusy", "note", in: sample).original == nil)
  }

  @Test("A target's numbers win over those for all, which hold for the rest")
  func target() throws {
    let critical = try threshold("CPUBusy", "critical", in: sample, for: "local")
    #expect(critical.quantity == Quantity(99.5, .percent))
    #expect(critical.original == Quantity(95, .percent))
    #expect(try threshold("CPUBusy", "warning", in: sample, for: "local").quantity.value == 90)
    for words in ["nas", "ssh:root@nas,docker:web"] {
      let slow = try threshold("DiskAwait", "rotational critical", in: sample, for: words)
      #expect(slow.quantity == Quantity(1500, .milliseconds))
      #expect(try threshold("CPUBusy", "critical", in: sample, for: words).quantity.value == 98)
    }
    #expect(try read(sample).target("other") == nil)
  }

  @Test("Nothing set is nothing changed", arguments: ["", "# x\n", "---\n", "thresholds:\n", "{}"])
  func empty(text: String) throws {
    let checks = try read(text).applied(to: Checklist.all, for: nil)
    #expect(checks.flatMap(\.thresholds) == Checklist.all.flatMap(\.thresholds))
  }

  @Test("The nodes of a Proxmox cluster have names and ways")
  func nodes() throws {
    let text = "proxmox:\n  pve1: ssh:root@10.0.0.1\n  pve2: ssh:pve2:2222\n"
    let nodes = try Configuration(parsing: Array(text.utf8), checks: Checklist.all).nodes
    #expect(nodes.map(\.name) == ["pve1", "pve2"])
    #expect(nodes.map(\.target) == ["ssh:root@10.0.0.1", "ssh:pve2:2222"])
  }

  @Test("The order of the sections does not matter")
  func order() throws {
    let text = """
      targets: { local: { thresholds: { CPUBusy: { note: 60 % } } } }
      thresholds: { CPUBusy: { warning: 88 % } }
      """
    #expect(try threshold("CPUBusy", "warning", in: text, for: "local").quantity.value == 88)
  }

  @Test(
    "A mistake is told with its line, its place and what was probably meant",
    arguments: [
      ("proxmos:\n", "line 1: proxmos: there is no such setting; did you mean 'proxmox'?"),
      ("proxmox:\n  pve1: root@pve1\n", "line 2: proxmox.pve1: the way to a node is"),
      ("proxmox:\n  pve1: root@pve1\n", "did you mean 'ssh:root@pve1'?"),
      ("proxmox:\n  pve1: shh:pve1\n", "did you mean 'ssh:pve1'?"),
      ("proxmox: [pve1]\n", "proxmox: names belong here"),
      ("proxmox:\n  a: ssh:n\n  b: ssh:n\n", "line 3: proxmox.b: a is ssh:n already."),
      ("threshold:\n", "line 1: threshold: there is no such setting; did you mean 'thresholds'?"),
      ("thresholds:\n  CPUBuzy: {}\n", "line 2: thresholds.CPUBuzy: there is no such check; did"),
      ("thresholds:\n  CPUBuzy: {}\n", "did you mean 'CPUBusy'? 'whyslow checks' lists them."),
      ("thresholds:\n  Nothing: {}\n", "there is no such check. 'whyslow checks'"),
      (
        "thresholds:\n  CPUBusy:\n    warnin: 90 %\n",
        "line 3: thresholds.CPUBusy.warnin: there is no such threshold; did you mean 'warning'? "
          + "CPUBusy has note, warning, critical, lasting pressure and lasting load."
      ),
      (
        "thresholds:\n  CPUBusy:\n    warning: 90 ms\n",
        "line 3: thresholds.CPUBusy.warning: '90 ms' does not fit; a share in % is expected, such "
          + "as whyslow's own: 85 %."
      ),
      ("thresholds: {CPUBusy: {warning: 90}}", "'90' does not fit; a share in %"),
      ("thresholds: {CPUBusy: {warning: high}}", "'high' does not fit"),
      ("thresholds: {CPUBusy: {warning: -1 %}}", "'-1 %' does not fit"),
      ("thresholds: {CPUBusy: {warning: 1e999 %}}", "does not fit"),
      ("thresholds: {CPUBusy: {warning: nan %}}", "does not fit"),
      ("thresholds: {CPUBusy: {warning: '1,5 %'}}", "'1,5 %' does not fit"),
      ("thresholds: {CPUBusy: {warning: }}", "there is no number; a share in % is expected"),
      ("thresholds: {CPUBusy: {warning: [1]}}", "there is no number"),
      ("thresholds: {CPUBusy: 90 %}", "thresholds.CPUBusy: names belong here"),
      ("thresholds: [CPUBusy]", "thresholds: names belong here"),
      ("- thresholds", "names belong here"), ("90", "names belong here"),
      (
        "thresholds:\n  CPUBusy:\n    warning: 97 %\n",
        "line 2: thresholds.CPUBusy: warning at 97 % would lie beyond critical at 95 %."
      ),
      (
        "thresholds: {DiskAwait: {rotational critical: 40 ms}}",
        "rotational warning at 50 ms would lie beyond rotational critical at 40 ms."
      ),
      (
        "thresholds: {CPUBusy: {critical: 90 %}}\n"
          + "targets: {local: {thresholds: {CPUBusy: {warning: 92 %}}}}",
        "line 2: targets.local.thresholds.CPUBusy: warning at 92 % would lie beyond critical at 90 %"
      ),
      ("thresholds: {CPUBusy: {warning: 90 %}, cpubusy: {}}", "cpubusy: this stands there twice."),
      ("thresholds: {}\nthresholds: {}\n", "line 2: thresholds: this stands there twice."),
      ("thresholds: {[1]: {}}", "a name cannot be a list or empty"),
      ("thresholds:\n\tCPUBusy:\n", "line 2: This is no YAML: "),
      ("thresholds: {CPUBusy", "This is no YAML: "),
      ("a: &b 1\nc: *b\n", "line 2: An alias cannot stand here"),
      ("--- {}\n--- {}\n", "This is no YAML: "),
      ("a: 1\nb: \u{1}", "line 2: This is no YAML: control characters are not allowed."),
      ("targets: {nas: {}}", "targets.nas: it lacks target:"),
      ("targets: {nas: {target: tape:1}}", "targets.nas.target: it is local, or one of ssh:…"),
      ("targets: {nas: {target: 'ssh:'}}", "it is local, or one of"),
      ("targets: {nas: {target: 'ssh:a,x'}}", "it is local, or one of"),
      ("targets: {'a b': {target: local}}", "made of letters"),
      ("targets: {local: {target: ssh:x}}", "the name local stands for this machine."),
      ("targets: {a: {target: ssh:x}, b: {target: ssh:x}}", "a stands for ssh:x already."),
      ("targets: {a: {targt: ssh:x}}", "targets.a.targt: there is no such setting; did you mean"),
    ])
  func mistakes(text: String, message: String) {
    #expect(fault(text).contains(message), "\(fault(text))")
    #expect(!fault(text).contains("\n"))
  }

  @Test("No text in UTF-8")
  func encoding() {
    #expect(throws: ConfigurationFault.self) {
      try Configuration(parsing: [0x61, 0x3A, 0xFF], checks: Checklist.all)
    }
  }

  @Test("Cut at any byte, or with any byte damaged, it is read or refused")
  func damage() {
    let bytes = Array(sample.utf8)
    var random = SystemRandomNumberGenerator()
    for end in bytes.indices {
      _ = try? Configuration(parsing: Array(bytes[..<end]), checks: Checklist.all)
      var damaged = bytes
      damaged[end] = UInt8.random(in: 0...255, using: &random)
      _ = try? Configuration(parsing: damaged, checks: Checklist.all)
    }
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
    #expect(throws: ConfigurationFault.self) {
      try Configuration(parsing: deep, checks: Checklist.all)
    }
  }

  @Test("The ways to the nodes of a Kubernetes cluster stand under kubernetes")
  func kubernetes() throws {
    let settings = try read(
      """
      kubernetes:
        nodes:
          worker1: ssh:root@10.0.0.11
          here: local
          "*": ssh:root@*.example
        debug image: busybox:1.36
      """
    ).kubernetes
    #expect(settings.nodes["worker1"] == "ssh:root@10.0.0.11")
    #expect(settings.nodes["*"] == "ssh:root@*.example")
    #expect(settings.debugImage == "busybox:1.36")
    #expect(try read("targets: {}").kubernetes == KubernetesSettings())
  }

  @Test(
    "A mistake about a cluster is told with its line",
    arguments: [
      (
        "kubernetes:\n  node: {}",
        "line 2: kubernetes.node: there is no such setting; did you mean 'nodes'?"
      ),
      (
        "kubernetes:\n  nodes:\n    a: root@a",
        "line 3: kubernetes.nodes.a: the way to a node is ssh:"
      ),
      ("kubernetes:\n  nodes:\n    a: ssh:*", "line 3: kubernetes.nodes.a: only the way of '*'"),
      ("kubernetes:\n  debug image: -x", "line 2: kubernetes.debug image: an image belongs here"),
      ("kubernets: {}", "line 1: kubernets: there is no such setting; did you mean 'kubernetes'?"),
    ])
  func kubernetesFaults(text: String, expected: String) {
    #expect(fault(text).hasPrefix(expected), "\(fault(text))")
  }
}
