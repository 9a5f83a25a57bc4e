import Foundation
import Testing

/// Pods, with a stand-in for kubectl(1) that gives what a real Kubernetes 1.20.2 has answered
/// (`lab/pods`); its node is none of ours unless it is said to be.
@Suite(.serialized, .enabled(if: Program.isBuilt, "the program is not built"))
struct PodTests {
  private static let answers = Program.package
    .appending(path: "Tests/CommandLineTests/Kubernetes").path

  /// A folder with a `kubectl` that answers; `exec` is what it does for exec.
  private func cluster(exec: String = #"exec "\$@""#) -> String {
    """
    cat >"$here/kubectl" <<END
    #!/bin/sh
    case "\\$1 \\$2" in
    'get pod') cat '\(Self.answers)'/pod-\\$5.json ;;
    'get events') name=\\${6##*=}; cat '\(Self.answers)'/events-\\$name.json ;;
    'get node') cat '\(Self.answers)'/node.json ;;
    exec*) while [ \\$1 != -- ]; do shift; done; shift; \(exec) ;;
    *) echo "unexpected: \\$*" >&2; exit 1 ;;
    esac
    END
    chmod +x "$here/kubectl"
    PATH=$here:$PATH

    """
  }

  private func layers(_ text: String) throws -> [String: Any] {
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    return try #require(report["layers"] as? [String: Any])
  }

  private func use(_ pod: String, _ arguments: String = "") -> String {
    #""$whyslow" use -t k8s-pod:shop/\#(pod) --window 300ms \#(arguments)"# + "\n"
  }

  @Test("A pod without a place is told of in the scheduler's words")
  func huge() throws {
    let result = try Program.sh(
      cluster(exec: "echo 'error: pod huge does not have a host assigned' >&2; exit 1")
        + use("huge"))
    #expect(result.status == 2, "\(result.errors)")
    #expect(result.sentences.contains("No node is found for shop/huge. [ServicePodPlacement"))
    #expect(result.sentences.contains("shortage of the host (CPU)"))
    #expect(result.sentences.contains("0/1 nodes are available: 1 Insufficient cpu."))
  }

  @Test("One killed for want of memory met its own limit, also where its node is not read")
  func hungry() throws {
    let result = try Program.sh(
      cluster(
        exec:
          "echo 'error: unable to upgrade connection: container not found (\"app\")' >&2; exit 1")
        + use("hungry"))
    #expect(result.status == 2, "\(result.errors)")
    #expect(result.sentences.contains("limit of the workload (memory)"))
    #expect(result.output.contains("OOMKilled"))
    #expect(result.sentences.contains("Its node is not measured"))
    #expect(result.output.contains("kubernetes: nodes: node1"))
  }

  @Test(
    "What does not start or serve is found by the cluster's word",
    arguments: [
      ("crasher", "ServiceContainerRestarts"), ("imageless", "ServiceImagePull"),
      ("unready", "ServiceProbes"),
    ])
  func found(pod: String, check: String) throws {
    let result = try Program.sh(cluster() + use(pod, "--format json"))
    #expect((1...2).contains(result.status), "\(result.errors)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let judgements = try #require(report["judgements"] as? [[String: Any]])
    let judgement = try #require(judgements.first { $0["check"] as? String == check })
    #expect(judgement["verdict"] as? String == "found")
  }

  @Test("The node is read where the configuration says how")
  func mapped() throws {
    let result = try Program.sh(
      cluster() + """
        echo 'kubernetes: {nodes: {node1: local}}' >"$here/config.yaml"

        """ + use("unready", #"--format json --config "$here/config.yaml""#))
    let layers = try layers(result.output)
    let host = try #require(layers["host"] as? [String: Any])
    #expect(host["target"] as? String == "local")
    let machine = try #require(host["machine"] as? [String: Any])
    #expect(machine["processors"] != nil)
  }

  @Test("What is recorded is judged the same, and holds no secret")
  func recorded() throws {
    let result = try Program.sh(
      cluster() + """
        "$whyslow" record -t k8s-pod:shop/hungry --window 300ms -o "$here/pod.rec" || exit 9
        grep -cE '^-- layer (workload|host) ' "$here/pod.rec"
        grep -c '"env"\\|managedFields' "$here/pod.rec"
        "$whyslow" use --recording "$here/pod.rec"
        """)
    #expect(result.output.hasPrefix("2\n0\n"), "\(result.errors)")
    #expect(result.sentences.contains("limit of the workload (memory)"))
  }

  @Test("Where there is no such pod, no kubectl or no right, that is one line")
  func refused() throws {
    let sayings = [
      ("Error from server (NotFound): pods \"web\" not found", "there is no such pod"),
      ("error: current-context is not set", "kubectl has no context"),
      (
        "The connection to the server 10.88.0.1:6443 was refused - did you specify the right host?",
        "the cluster does not answer"
      ),
      (
        "Error from server (Forbidden): pods \"web\" is forbidden: User \"jane\" cannot get resource "
          + "\"pods\" in API group \"\" in the namespace \"shop\"",
        "kubectl create role whyslow-pods -n shop --verb=get --resource=pods && kubectl create "
          + "rolebinding whyslow-pods -n shop --role=whyslow-pods --user=jane"
      ),
    ]
    for (said, expected) in sayings {
      let result = try Program.sh(
        """
        cat >"$here/kubectl" <<'END'
        #!/bin/sh
        echo '\(said)' >&2
        exit 1
        END
        chmod +x "$here/kubectl"
        PATH=$here:$PATH

        """ + use("web"))
      #expect(result.status == 69)
      #expect(result.errorLines.count == 1)
      #expect(result.errors.contains(expected), "\(result.errors)")
      #expect(result.output.isEmpty)
    }
  }

  @Test("A test of access says what is missing and what mends it")
  func access() throws {
    let forbidden =
      #"Error from server (Forbidden): pods "unready" is forbidden: User "jane" cannot create "#
      + #"resource "pods/exec" in API group "" in the namespace "shop""#
    let result = try Program.sh(
      cluster(exec: "echo '\(forbidden)' >&2; exit 1")
        + #""$whyslow" target check k8s-pod:shop/unready"#)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("kubectl create role whyslow-podsexec -n shop --verb=create"))
    #expect(result.sentences.contains("its node is not measured"))
  }
}
