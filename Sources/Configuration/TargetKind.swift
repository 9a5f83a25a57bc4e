/// Which kind of target words name.
public enum TargetKind: Sendable, Hashable {
  /// This machine.
  case local
  /// One beyond it, by its first word.
  case remote(String)

  private static let words = [
    "ssh", "docker", "podman", "k8s-pod", "systemd", "proxmox-vm", "lxc",
  ]

  /// The forms that are not `local`.
  static var forms: String { listed(words.map { $0 + ":…" }) }

  /// The kind of `target`, as on the command line: `local`, `ssh:root@node,docker:web`; nil where it
  /// is none.
  public init?(_ target: String) {
    if target == "local" {
      self = .local
      return
    }
    let kinds = target.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let parts = part.split(separator: ":", maxSplits: 1)
      return parts.count == 2 && !parts[1].isEmpty ? String(parts[0]) : ""
    }
    guard let first = kinds.first, kinds.allSatisfy(Self.words.contains) else { return nil }
    self = .remote(first)
  }
}
