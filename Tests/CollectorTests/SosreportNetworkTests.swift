import KernelText
import Testing

@testable import Collector

/// What `tc -s qdisc show` printed on the machines of two sosreports.
@Suite(.enabled(if: Upstream.has("hotsos"), Upstream.absence("hotsos")))
struct SosreportNetworkTests {
  @Test func disciplines() async throws {
    let tree = try await Unpacked("hotsos/kubernetes.tar.xz")
    let path = "kubernetes/sos_commands/networking/tc_-s_qdisc_show"
    let all = try QdiscText.parse(Text(try tree.bytes(path)))
    #expect(all.map(\.kind) == ["noqueue", "fq_codel", "noqueue"])
    #expect(all.map(\.interface) == ["lo", "ens3", "flannel.1"])
    #expect(all[1].packets == 171_821)
    #expect(all[1].bytes == 30_406_877)
    #expect(all[1].backlogPackets == 0)
    let other = try await Unpacked("hotsos/rabbitmq.tar.xz")
    let text = try other.bytes("rabbitmq/sos_commands/networking/tc_-s_qdisc_show")
    #expect(try QdiscText.parse(Text(text)).map(\.interface) == ["lo", "eth0"])
  }
}
