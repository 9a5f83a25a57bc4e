import Foundation
import Synchronization
import Testing

@testable import Transports

/// What came, with bytes that follow each other joined.
private final class Came: Sendable {
  private let all = Mutex<[LogArrival]>([])

  func take(_ arrival: LogArrival) { all.withLock { $0.append(arrival) } }

  var words: [String] {
    var words: [String] = []
    var bytes: [UInt8] = []
    for arrival in all.withLock({ $0 }) {
      if case .bytes(let more) = arrival {
        bytes += more
        continue
      }
      if !bytes.isEmpty { words.append("bytes \(String(decoding: bytes, as: UTF8.self))") }
      bytes = []
      switch arrival {
      case .clock(let now, let zone): words.append("clock \(Int(now)) \(Int(zone))")
      case .begin(let name, let isJournal): words.append("begin \(name) \(isJournal)")
      case .end(let status): words.append("end \(status)")
      case .broken(let why): words.append("broken \(why)")
      case .failed(let why): words.append("failed \(why)")
      case .omitted(let name): words.append("omitted \(name)")
      case .bytes: break
      }
    }
    return words
  }
}

@Suite struct LogStreamTests {
  @Test("Marks are told from text, however the blocks fall", arguments: [1, 2, 5, 17, 4096])
  func divided(size: Int) {
    let text =
      "motd\n\n\u{2}M clock 17 +0130\n\n\u{2}M begin plain a b\nline\n\u{2}X end\n\u{2}\n\n\u{2}M status 3\n"
      + "\n\u{2}M failed x: it is gone\n"
    let came = Came()
    let stream = LogStream(mark: "M") { came.take($0) }
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      stream.take(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    stream.finish("cut")
    #expect(
      came.words == [
        "clock 17 5400", "begin a b false", "bytes line\n\u{2}X end\n\u{2}\n", "end 3",
        "failed x: it is gone",
      ])
  }

  @Test("A stream that ends within a log is one that was given up")
  func cut() {
    let came = Came()
    let stream = LogStream(mark: "M") { came.take($0) }
    stream.take(Array("\n\u{2}M clock 17 +0000\n\n\u{2}M begin journal j\n{}\n".utf8))
    stream.finish("cut")
    #expect(came.words == ["clock 17 0", "begin j true", "bytes {}\n", "broken cut"])
  }
}

/// The script of the logs under every shell that is here.
@Suite struct LogScriptTests {
  @Test("Files by pattern, packed ones too, the oldest first", arguments: ScriptTests.present)
  func files(_ shell: [String]) async throws {
    let folder = NSTemporaryDirectory() + "whyslow logs \(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let made = """
      cd "$1"; echo new >app.log; echo old | gzip >app.log.1.gz; mkfifo app.log.pipe
      touch -d '1 hour ago' app.log.1.gz; touch -d '1 minute ago' app.log.pipe
      """
    let here = Connection(to: TargetAddress(hops: []))
    let done = try await here.run(["sh", "-c", made, "sh", folder], input: [], deadline: 10)
    #expect(done.status == 0, "\(done.errors)")
    let came = Came()
    let stream = LogStream(mark: "M") { came.take($0) }
    let arguments = ["-s", "--", "M", "machine", "-", "-", "-", "-", "-", "1000", "5"]
    let reply = try await here.stream(
      shell + arguments + [folder + "/app.log*", folder + "/none"],
      input: PackageResources.logs_sh, deadline: 60
    ) { block in
      stream.take(block)
      return true
    }
    stream.finish("cut")
    #expect(reply.status == 0, "\(reply.errors)")
    let words = Array(came.words.dropFirst())
    #expect(
      words == [
        "failed \(folder)/app.log.pipe: it is no regular file",
        "begin \(folder)/app.log.1.gz false", "bytes old\n", "end 0",
        "begin \(folder)/app.log false", "bytes new\n", "end 0",
        "failed \(folder)/none: there is no such file",
      ])
  }

  @Test("The last lines of packed files, too", arguments: ScriptTests.present)
  func lines(_ shell: [String]) async throws {
    let folder = NSTemporaryDirectory() + "whyslow lines \(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let here = Connection(to: TargetAddress(hops: []))
    let made = "cd \"$1\"; seq 9 >b.log; gzip -c b.log >a.log.gz; echo none >c.log.gz"
    let done = try await here.run(["sh", "-c", made, "sh", folder], input: [], deadline: 10)
    #expect(done.status == 0, "\(done.errors)")
    let came = Came()
    let stream = LogStream(mark: "M") { came.take($0) }
    let arguments = ["-s", "--", "M", "machine", "-", "-", "-", "-", "2", "1000", "5"]
    let names = ["a.log.gz", "b.log", "c.log.gz"].map { "\(folder)/\($0)" }
    let reply = try await here.stream(
      shell + arguments + names, input: PackageResources.logs_sh, deadline: 60
    ) { block in
      stream.take(block)
      return true
    }
    stream.finish("cut")
    #expect(reply.status == 0, "\(reply.errors)")
    #expect(
      Array(came.words.dropFirst()) == [
        "begin \(names[0]) false", "bytes 8\n9\n", "end 0",
        "begin \(names[1]) false", "bytes 8\n9\n", "end 0",
        "begin \(names[2]) false", "end 1",
      ])
  }

  @Test("Every container of a pod, and those before", arguments: ScriptTests.present)
  func pods(_ shell: [String]) async throws {
    let folder = NSTemporaryDirectory() + "whyslow kubectl \(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // Stands in for kubectl(1): names and restarts as the path asks for them, and logs.
    try """
    #!/bin/sh
    case "$*" in
    'get pod -n shop web -o '*) printf 'init 0 \\n\\nweb 1 \\nside 0 \\nlast 2 CrashLoopBackOff\\n\\n' ;;
    'get pod '*) echo 'Error from server (NotFound): pods "gone" not found' >&2; exit 1 ;;
    *' -c side '*) echo 'container "side" is waiting to start' >&2; exit 1 ;;
    *) echo "$*" ;;
    esac
    """.write(toFile: folder + "/kubectl", atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder + "/kubectl")
    func came(_ target: String, _ service: String = "-") async throws -> [String] {
      let came = Came()
      let stream = LogStream(mark: "M") { came.take($0) }
      let words = ["M", "pod", target, "600", "-", service, "7", "1000", "5"]
      let inner = ["env", "PATH=\(folder):/usr/bin:/bin"] + shell + ["-s", "--"] + words
      let reply = try await Connection(to: TargetAddress(hops: [])).stream(
        inner, input: PackageResources.logs_sh, deadline: 60
      ) { block in
        stream.take(block)
        return true
      }
      stream.finish("cut")
      #expect(reply.status == 0, "\(reply.errors)")
      return Array(came.words.dropFirst())
    }
    func log(_ name: String, _ more: String = "") -> [String] {
      [
        "begin kubectl logs shop/web -c \(name)\(more) false",
        "bytes logs -n shop web -c \(name) --timestamps --since=600s --tail=7\(more)\n", "end 0",
      ]
    }
    let side = [
      "begin kubectl logs shop/web -c side false",
      "failed kubectl logs -n shop web -c side --timestamps --since=600s --tail=7: "
        + "container \"side\" is waiting to start", "end 0",
    ]
    let web = log("web", " --previous") + log("web")
    #expect(try await came("shop/web") == log("init") + web + side + log("last"))
    #expect(try await came("shop/web/last") == log("last"))
    #expect(try await came("shop/web", "web") == web)
    #expect(
      try await came("shop/web/none") == [
        "failed kubectl get pod -n shop web: no container called none has begun"
      ])
    #expect(
      try await came("shop/gone") == [
        "failed kubectl get pod -n shop gone: Error from server (NotFound): pods \"gone\" not found"
      ])
  }

  @Test(
    "A log that does not end is given up, and a container that is not there is none",
    arguments: ScriptTests.present)
  func bounded(_ shell: [String]) async throws {
    let folder = NSTemporaryDirectory() + "whyslow docker \(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // Stands in for docker(1).
    try """
    #!/bin/sh
    case "$*" in
    *none) echo 'Error: No such container: none' >&2; exit 1 ;;
    inspect*) echo '[]' ;;
    *) echo begun; exec sleep 60 ;;
    esac
    """.write(toFile: folder + "/docker", atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder + "/docker")
    for (name, expected) in [
      ("web", ["begin docker logs web false", "bytes begun\n", "end 124"]),
      ("none", ["failed docker logs none: Error: No such container: none"]),
    ] {
      let came = Came()
      let stream = LogStream(mark: "M") { came.take($0) }
      let words = ["M", "docker", name, "-", "-", "-", "-", "1000", "1"]
      _ = try await Connection(to: TargetAddress(hops: [])).stream(
        ["env", "PATH=\(folder):/usr/bin:/bin"] + shell + ["-s", "--"] + words,
        input: PackageResources.logs_sh, deadline: 60
      ) { block in
        stream.take(block)
        return true
      }
      stream.finish("cut")
      #expect(Array(came.words.dropFirst()) == expected)
    }
  }

  @Test("Where a target's logs are")
  func places() throws {
    func place(_ words: String, _ request: LogRequest = LogRequest()) throws -> String {
      let found = try TargetAddress(parsing: words).logPlace(request)
      return "\(found.machine) \(found.kind) \(found.name)"
    }
    var files = LogRequest()
    files.files = ["/x"]
    #expect(try place("local") == "local machine -")
    #expect(try place("ssh:web,docker:a") == "ssh:web docker a")
    #expect(try place("ssh:web,docker:a", files) == "ssh:web,docker:a inside -")
    #expect(try place("k8s-pod:n/p/c") == "local pod n/p/c")
    #expect(try place("systemd:web") == "local unit web.service")
    #expect(try place("proxmox-vm:116@pve") == "ssh:pve,proxmox-vm:116 machine -")
  }
}
