import Model
import Testing

@testable import Collector

/// Who is asked about names' servers, and who is not.
@Suite struct ResolverTests {
  @Test("Another's resolv.conf names servers that are none of its own")
  func others() {
    var beside = DiveRequest([.network])
    #expect(ProbeScript(closer: beside, version: "test").text.contains("dig"))
    beside.readsOthersFiles = true
    #expect(!ProbeScript(closer: beside, version: "test").text.contains("'dig'"))
    #expect(!beside.isEmpty)
  }

  @Test("Names' servers are part of the network, and are asked alone where nothing is to blame")
  func alone() {
    var names = DiveRequest([])
    #expect(names.isEmpty)
    names.asksResolvers = true
    #expect(!names.isEmpty)
    #expect(names.about(network: false).isEmpty && !names.about(network: true).isEmpty)
    #expect(!DiveRequest([]).joined(names).isEmpty)
    names.readsOthersFiles = true
    #expect(names.isEmpty)
  }
}
