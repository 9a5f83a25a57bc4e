import FoundationEssentials
import KernelText
import Testing

@testable import Collector

/// Real output of `ss` and of bonds that insights-core tests its own parsers with.
@Suite(.enabled(if: Upstream.has("insights"), Upstream.absence("insights")))
struct InsightsNetworkTests {
  private struct Sample: Decodable {
    let file: String, name: String, text: String
  }

  private let samples: [Sample]

  init() async throws {
    let decoder = JSONDecoder()
    samples = try await Upstream.insights.value.split(separator: 0x0A).map { line in
      try decoder.decode(Sample.self, from: Data(line))
    }
  }

  private func text(_ name: String) throws -> Text {
    let sample = try #require(samples.first { $0.name == name }, "no sample \(name)")
    let text = sample.text.drop { $0 == "\n" }
    return Text(text.hasSuffix("\n") ? String(text) : text + "\n")
  }

  @Test func bonds() throws {
    let apart = try BondText(text("BONDINFO_MODE_4"))
    #expect(apart.mode == "IEEE 802.3ad Dynamic link aggregation")
    #expect(apart.activeAggregator == 3)
    #expect(apart.members.map(\.name) == ["eth1", "eth2"])
    #expect(apart.members.map(\.aggregator) == [3, 2])
    let down = try BondText(text("BOND_MODE_4"))
    #expect(down.members.map(\.status) == ["up", "down"])
    let both = try BondText(text("BONDINFO_MODE_7"))
    #expect(both.mode == "fault-tolerance (active-backup)")
    #expect(both.activeAggregator == nil)
    for sample in samples where sample.file.hasSuffix("test_bond.py") {
      _ = try? BondText(Text(sample.text))
    }
  }

  @Test func listeningSockets() throws {
    let old = try ListenText.parse(text("Ss_TULPN"))
    #expect(old.map(\.backlog) == [1, 5, 100, 64, 64, 128, 128])
    #expect(old.first?.local == "10.72.32.206:5900")
    let new = try ListenText.parse(text("SS_TULPN_2"))
    #expect(new.count == 9)
    #expect(new.last?.local == "[::1]:631")
    #expect(new.allSatisfy { $0.queued == 0 && $0.inode == nil && $0.drops == nil })
  }

  @Test("Where only sockets that listen were asked for, ss leaves out the column of states")
  func listeningSocketsAlone() throws {
    let all = """
      Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
      3      128          0.0.0.0:2024      0.0.0.0:*    ino:1272 sk:1 skmem:(r0,rb131072,d7)

      """
    let sockets = try ListenText.parse(Text(all))
    #expect(sockets.map(\.local) == ["0.0.0.0:2024"])
    #expect(sockets.map(\.queued) == [3] && sockets.map(\.backlog) == [128])
    #expect(sockets.map(\.inode) == [1272] && sockets.map(\.drops) == [7])
    #expect(throws: Malformed.self) { try ListenText.parse(Text("State " + all)) }
  }

  @Test func version6() throws {
    let counters = try KeyValues(text("PROC_SNMP6"))
    #expect(counters["Ip6InReceives"] == 757)
  }
}
