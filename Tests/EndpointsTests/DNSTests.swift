import Model
import Testing

@testable import Endpoints

@Suite struct DNSTests {
  @Test func aRealAnswer() throws {
    let answer = DigText.answer("A", try Recorded.text("dig-answer.txt"))
    #expect(answer.status == "NOERROR")
    #expect(answer.records == ["127.0.0.1"])
    #expect(answer.milliseconds == 24.053)
    #expect(answer.timeToLive == 1)
    #expect(answer.isAnswer)
    let empty = DigText.answer("AAAA", try Recorded.text("dig-empty.txt"))
    #expect(empty.isAnswer)
    #expect(empty.records.isEmpty)
  }

  @Test func aResolverThatRefuses() throws {
    let answer = DigText.answer("A", try Recorded.text("dig-refused.txt"))
    #expect(answer.status == nil)
    #expect(answer.milliseconds == nil)
    #expect(!answer.isAnswer)
    #expect(answer.complaint?.contains("connection refused") == true)
  }

  @Test func configurations() {
    let file = ResolverConfiguration(
      """
      # a comment
      nameserver 10.0.0.1
      nameserver 10.0.0.2 ; another
      search a.lab b.lab
      options ndots:5 timeout:2 attempts:99 edns0 rotate
      """)
    #expect(file.servers == ["10.0.0.1", "10.0.0.2"])
    #expect(file.dots == 5)
    #expect(file.timeout == 2)
    #expect(file.attempts == 5)
    #expect(file.wasted(before: "web.ns") == ["web.ns.a.lab", "web.ns.b.lab"])
    #expect(file.wasted(before: "web.ns.") == [])
    #expect(file.wasted(before: "a.b.c.d.e.f") == [])
    #expect(ResolverConfiguration("").servers == ["127.0.0.1"])
  }

  @Test func systemAddresses() {
    let text = "10.0.0.1 STREAM web\n10.0.0.1 DGRAM\nfd00::1 STREAM\ngarbage here\n"
    #expect(addresses(inHosts: text) == ["10.0.0.1", "fd00::1"])
  }

  private func resolver(
    _ server: String, _ records: [String] = ["10.0.0.9"], status: String? = "NOERROR",
    time: Double = 2, six: String? = "NOERROR"
  ) -> ResolverReport {
    var report = ResolverReport(server: server)
    var four = DNSAnswer(type: "A")
    (four.status, four.milliseconds) = (status, status == nil ? nil : time)
    four.records = status == "NOERROR" ? records : []
    var other = DNSAnswer(type: "AAAA")
    (other.status, other.milliseconds) = (six, six == nil ? nil : 1)
    report.answers = [four, other]
    return report
  }

  private func judged(_ resolvers: [ResolverReport], _ change: (inout DNSReport) -> Void = { _ in })
    -> [EndpointFinding]
  {
    var report = DNSReport(name: "web.lab", vantage: "local")
    report.resolvers = resolvers
    report.system = .success(3)
    report.systemAddresses = ["10.0.0.9"]
    change(&report)
    return judge(report, ResolverConfiguration(""), by: EndpointThresholds()).ranked
  }

  @Test func good() {
    #expect(judged([resolver("10.0.0.1"), resolver("10.0.0.2")]).isEmpty)
  }

  @Test func theFirstIsDead() {
    let dead = resolver("10.0.0.1", status: nil, six: nil)
    let found = judged([dead, resolver("10.0.0.2")])
    #expect(found.map(\.severity) == [.critical])
    #expect(found.first?.finding.statement.hasPrefix("The first resolver") == true)
    #expect(judged([resolver("10.0.0.2"), dead]).map(\.severity) == [.warning])
  }

  @Test("A resolver that refuses at once costs no waiting")
  func theFirstRefuses() {
    let refusing = resolver("10.0.0.1", status: "SERVFAIL", six: "SERVFAIL")
    let found = judged([refusing, resolver("10.0.0.2")])
    #expect(found.map(\.severity) == [.warning])
    #expect(found.first?.finding.statement.contains("finds no answer (SERVFAIL)") == true)
    #expect(found.first?.finding.measurement.quantity.unit == .milliseconds)
    #expect(found.first?.meaning.contains("wait") == false)
    #expect(judged([refusing]).first?.severity == .critical)
    // One that refuses one question and leaves the other unanswered is waited for.
    let half = resolver("10.0.0.1", status: "SERVFAIL", six: nil)
    let waited = judged([half, resolver("10.0.0.2")])
    #expect(waited.map(\.severity) == [.critical])
    #expect(waited.first?.meaning.contains("waits") == true)
  }

  @Test("What the system takes is judged also where a resolver is to blame")
  func aSlowSystemWithAReason() {
    let found = judged([resolver("10.0.0.1", six: nil)]) { $0.system = .success(15_011) }
    #expect(found.map(\.severity) == [.critical, .warning])
    #expect(found.first?.finding.measurement.quantity.value == 15_011)
    // The answers that came account for it.
    let slow = judged([resolver("10.0.0.1", time: 300)]) {
      ($0.system, $0.wasted) = (.success(620), [("web.lab.a", 300)])
    }
    #expect(slow.map(\.severity) == [.warning, .warning])
  }

  @Test func onlyIPv6IsNotAnswered() {
    let found = judged([resolver("10.0.0.1", six: nil)])
    #expect(found.map(\.severity) == [.warning])
    #expect(found.first?.finding.statement.contains("AAAA") == true)
  }

  @Test func slowResolver() {
    #expect(judged([resolver("10.0.0.1", time: 300)]).map(\.severity) == [.warning])
    #expect(judged([resolver("10.0.0.1", time: 900)]).map(\.severity) == [.critical])
  }

  @Test func splitAnswers() {
    let found = judged([resolver("10.0.0.1"), resolver("10.0.0.2", ["192.0.2.7"])])
    #expect(found.first?.finding.statement.contains("disagree") == true)
    // One address in common is one pool.
    let pool = judged([
      resolver("10.0.0.1", ["10.0.0.9", "10.0.0.8"]), resolver("10.0.0.2", ["10.0.0.8"]),
    ])
    #expect(pool.isEmpty)
  }

  @Test func signatures() {
    var refusing = resolver("10.0.0.1", status: "SERVFAIL", six: "SERVFAIL")
    var unchecked = DNSAnswer(type: "A")
    (unchecked.status, unchecked.records) = ("NOERROR", ["10.0.0.9"])
    refusing.unchecked = unchecked
    // Said once, and not as a resolver that gives no answer.
    let found = judged([refusing])
    #expect(found.map { $0.finding.statement.contains("DNSSEC") } == [true])
  }

  @Test func wastedNames() {
    let cheap = judged([resolver("10.0.0.1")]) { $0.wasted = [("web.lab.a", 2), ("web.lab.b", 3)] }
    #expect(cheap.map(\.severity) == [.note])
    let dear = judged([resolver("10.0.0.1")]) { $0.wasted = [("web.lab.a", 200)] }
    #expect(dear.map(\.severity) == [.warning])
  }

  @Test func nobodyKnowsIt() {
    let found = judged([resolver("10.0.0.1", status: "NXDOMAIN", six: "NXDOMAIN")]) {
      $0.systemAddresses = []
    }
    #expect(found.first?.finding.statement == "The name web.lab is not known.")
  }

  @Test func nobodyCouldAsk() {
    var report = DNSReport(name: "web.lab", vantage: "podman:web")
    report.system = .failure(Gap(.missing, "getent", "not installed at podman:web"))
    #expect(judge(report, ResolverConfiguration(""), by: EndpointThresholds()).isEmpty)
    report.system = .success(2)
    #expect(judge(report, ResolverConfiguration(""), by: EndpointThresholds()).count == 1)
  }

  @Test func theSystemAlone() {
    let found = judged([resolver("10.0.0.1")]) { $0.system = .success(5010) }
    #expect(found.map(\.severity) == [.critical])
  }
}
