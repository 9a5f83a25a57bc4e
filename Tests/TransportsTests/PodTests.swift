import Model
import Testing

@testable import Collector
@testable import Transports

/// Pods, their clusters and their nodes.
@Suite struct PodTests {
  @Test("A node is reached as is written down, any other by the pattern")
  func ways() throws {
    var nodes = PodNodes()
    #expect(nodes.way(to: "worker1") == nil)
    nodes.ways = ["worker1": "ssh:root@10.0.0.11", "*": "ssh:root@*.example"]
    #expect(nodes.way(to: "worker1")?.description == "ssh:root@10.0.0.11")
    #expect(nodes.way(to: "worker2")?.description == "ssh:root@worker2.example")
    nodes.ways["*"] = "ssh:root@:x"
    #expect(throws: TargetError.self) { try nodes.validate() }
  }

  @Test("A right that lacks is told with the command that grants it")
  func rights() throws {
    func sentence(_ errors: String) -> String? {
      KubectlLack(Reply(errors: errors, status: 1))?.sentence
    }
    let node = try #require(
      sentence(
        #"Error from server (Forbidden): nodes "node1" is forbidden: User "#
          + #""system:serviceaccount:ops:sre" cannot get resource "nodes" in API group "" at the "#
          + "cluster scope"))
    #expect(
      node.hasSuffix(
        "kubectl create clusterrole whyslow-nodes --verb=get --resource=nodes && kubectl create "
          + "clusterrolebinding whyslow-nodes --clusterrole=whyslow-nodes --serviceaccount=ops:sre")
    )
    let hostile = try #require(
      sentence(
        #"pods "a" is forbidden: User "a; reboot" cannot get resource "pods" in API group "" in "#
          + #"the namespace "shop""#))
    #expect(hostile.hasSuffix("--user='a; reboot'"))
    #expect(sentence("is forbidden: User ") == nil)
    #expect(sentence("something else") == nil)
  }

  @Test("A pod on a node is made and removed by one command, whatever its names are")
  func debugging() {
    let command = NodeDebug(node: "a'b", image: "busybox").wrap(["sh"], seconds: 1)
    #expect(command.prefix(2) == ["sh", "-c"])
    #expect(Array(command.dropFirst(3)) == ["sh", "a'b", "busybox", "sh"])
    #expect(command[2].contains("kubectl delete pod"))
  }

  @Test("What a cluster tells is kept without what may be secret")
  func kept() throws {
    let pod = """
      {"metadata": {"name": "web", "annotations": {"note": "s3cret", "kubernetes.io/config.hash": "ab"},
       "managedFields": [{"manager": "s3cret"}]},
       "spec": {"containers": [{"name": "app", "command": ["run", "--password", "s3cret"],
        "args": ["--token=s3cret", "ü\\n\\u0001"], "env": [{"name": "KEY", "value": "s3cret"}]}]},
       "status": {"phase": "Running", "n": 1.5, "big": 12345678901, "ok": true, "none": null}}
      """
    let section = PodSection.pod(namespace: "shop", name: "web")
    let kept = try #require(section.kept(Array(pod.utf8)))
    let text = String(decoding: kept, as: UTF8.self)
    #expect(!text.contains("s3cret"))
    #expect(text.contains("kubernetes.io/config.hash") && text.contains("12345678901"))
    #expect(section.kept(kept) == kept)
    #expect(
      JSON(kept)?["spec"]?["containers"]?.elements?[0]["args"]?.elements?[1].string == "ü\n\u{1}")
    #expect(section.kept(Array("no JSON".utf8)) == nil)
  }

  @Test("Times and amounts are read as Kubernetes writes them")
  func amounts() throws {
    let text = """
      {"metadata": {"name": "web", "namespace": "shop", "uid": "0a", "creationTimestamp":
       "2026-11-22T17:21:01Z"}, "spec": {"containers": [{"name": "app", "resources":
       {"limits": {"cpu": "250m", "memory": "64Mi"}, "requests": {"cpu": 1, "memory": "1e3"}}}]},
       "status": {"phase": "Pending"}}
      """
    let pod = try #require(JSON(Array(text.utf8)).flatMap { Model.Pod($0, at: 1_795_368_121) })
    #expect(pod.age == 60)
    #expect(pod.containers[0].limits.processors == 0.25)
    #expect(pod.containers[0].limits.memory == 67_108_864)
    #expect(pod.containers[0].requests.processors == 1)
    #expect(pod.containers[0].requests.memory == 1000)
    #expect(pod.word == "Pending" && !pod.wasOutOfMemory)
  }

  @Test("A host is asked for a pod by its UID and the container that is meant")
  func keys() throws {
    var pod = Model.Pod(namespace: "shop", name: "web", phase: "Running")
    pod.uid = "5c1d4f9e-0a52-4b55-8f0e-6d6d3c1f7a11"
    pod.containers = ["first", "app"].map { name in
      var container = Model.Pod.Container(name: name)
      container.id = "0123456789ab\(name == "app" ? "cd" : "ef")"
      return container
    }
    let gap = Gap(.missing, "node", "none")
    let place = PodPlace(pod: .success(pod), host: .failure(gap))
    guard case .pod(let whole)? = try TargetAddress(parsing: "k8s-pod:shop/web").hops.last,
      case .pod(let one)? = try TargetAddress(parsing: "k8s-pod:shop/web/app").hops.last,
      case .pod(let none)? = try TargetAddress(parsing: "k8s-pod:shop/web/nope").hops.last
    else { return #expect(Bool(false)) }
    #expect(place.keys(of: whole) == [pod.uid ?? "", "0123456789abef"])
    #expect(place.keys(of: one) == [pod.uid ?? "", "0123456789abcd"])
    let address = try TargetAddress(parsing: "k8s-pod:shop/web/nope")
    #expect(place.refusal(of: none, address)?.contains("it has first, app") == true)
    pod.uid = "$(reboot); echo hello"
    #expect(PodPlace(pod: .success(pod), host: .failure(gap)).keys(of: whole).isEmpty)
  }
}
