import KernelText
import Model

extension KernelRule {
  static let programs: [KernelRule] = [
    // kernel/cgroup/pids.c: "cgroup: fork rejected by pids controller in /system.slice/web.service"
    event(
      .forkRejected, "fork rejected by pids controller",
      about: { text in text.after("pids controller in ").map { .cgroup($0.string) } }),
    // fs/file_table.c: "VFS: file-max limit 9223 reached"
    event(.fileTableFull, "VFS: file-max limit "),
    // arch/x86/mm/fault.c: "nginx[1234]: segfault at 0 ip 000055… sp 00007f… error 4 in nginx[55…]"
    event(.programFault, "]: segfault at ") { fault($0, "]: segfault at ") },
    // The name is lost where the line was cut in front.
    event(.programFault, "segfault at ", also: ["error ", " in libnccl.so"]) { text in
      Reading(details: .program("a program", library: library(text)))
    },
    // arch/x86/kernel/traps.c: "traps: nginx[1234] general protection fault ip:55… sp:7f… error:0 in"
    event(.programFault, "traps: ", also: ["] "]) { text in
      guard let rest = text.after("traps: "), let end = rest.firstIndex(of: "] "),
        let process = rest.slice(0, end + 1).processByBracket
      else { return nil }
      return reading(process, text)
    },
    // arch/arm64/kernel/traps.c: "nginx[1234]: unhandled exception: …"
    event(.programFault, "]: unhandled ") { fault($0, "]: unhandled ") },
  ]

  private static func fault(_ text: Text, _ mark: StaticString) -> Reading? {
    guard let end = text.firstIndex(of: mark),
      let process = text.slice(0, end + 1).processByBracket
    else { return nil }
    return reading(process, text)
  }

  private static func reading(_ process: (name: String, pid: Int), _ text: Text) -> Reading {
    Reading(
      about: .process(pid: process.pid, name: process.name),
      details: .program(process.name, library: library(text)))
  }

  /// The file of `… error 4 in libnccl.so.2[7f7c7ac00000+d3d3000]`.
  private static func library(_ text: Text) -> String? {
    guard let start = text.after(" error")?.after(" in ") else { return nil }
    let name = start.until("[, ")
    return name.isEmpty ? nil : name.string
  }
}
