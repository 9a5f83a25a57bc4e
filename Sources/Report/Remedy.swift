import Model

extension Gap {
  /// How to measure what was not.
  ///
  /// A check knows what it lacks; it cannot know that the window was short or the disk hung.
  func remedy(for check: (any Check)?) -> String {
    if source.hasPrefix("inside ") {
      return "look from a container beside it that shares its namespaces and has a shell"
    }
    if source.hasPrefix("node ") {
      let name = clean(String(source.dropFirst("node ".count)))
      // Names of nodes have no spaces.
      guard !name.contains(" ") else { return "whyslow target check tells what is missing" }
      return
        "write in config.yaml how it is reached, under kubernetes: nodes: \(name): ssh:root@…; or "
        + "allow a pod on it, kubernetes: debug image: busybox; or run whyslow there"
    }
    if kind == .missing, detail == "not installed",
      ["ss", "tc"].contains(source.prefix { $0 != " " })
    {
      return "install iproute2 there"
    }
    let isLacking = [.missing, .malformed, .forbidden].contains(kind)
    if isLacking, let advice = check?.toMeasure { return clean(advice) }
    return switch kind {
    case .missing where source.contains("pressure"):
      "boot with psi=1, on a kernel 4.20 or newer built with CONFIG_PSI"
    case .missing: "not possible on this kernel or machine as it is"
    case .forbidden where ["dmesg", "kmsg", "kernel log"].contains(where: source.contains):
      "run as root, or with CAP_SYSLOG for the kernel log"
    case .forbidden where source.isOfProcess:
      "run as root, or with CAP_SYS_PTRACE for the processes of others"
    case .forbidden: "run as root"
    case .malformed: "read it by hand; if it is right, that it was refused is a fault of whyslow"
    case .timedOut: "find out by hand what it hangs on; every other reader hangs there too"
    case .noInterval: "take two samples with more time between them: --window"
    case .tooLittle: "measure while there is load, or for longer: --window"
    case .cut: "read it by hand; it was left out to keep the run short"
    }
  }
}

extension Gap.Kind {
  /// What a sentence says of the source.
  var predicate: String {
    switch self {
    case .missing: "is missing"
    case .forbidden: "may not be read"
    case .malformed: "could not be understood"
    case .timedOut: "did not answer in time"
    case .noInterval: "gave no interval"
    case .tooLittle: "saw too little activity"
    case .cut: "was left out"
    }
  }
}

extension String {
  /// `/proc/1234/io` and its like.
  fileprivate var isOfProcess: Bool {
    let parts = split(separator: "/")
    guard parts.count > 1, parts[0] == "proc" else { return false }
    return ["*", "PID"].contains(parts[1]) || parts[1].allSatisfy(\.isNumber)
  }
}
