import KernelText
import Model

/// How one message of the kernel is recognised, and what it tells.
///
/// The wording is that of the kernel's own `printk` calls; the file is named beside each rule.
struct KernelRule: Sendable {
  /// What a message is good for.
  enum Effect: Sendable {
    case event(KernelEvent.Kind)
    /// It tells more of the kill for want of memory that is told next.
    case circumstance
    /// It tells how many messages like the next were left out.
    case suppression
    /// The kernel starts: whatever stands before is of an earlier boot.
    case boot
  }

  /// What was read from a message.
  struct Reading: Sendable {
    var about: Subject?
    var details = KernelEvent.Details.none
    var count = 1
    /// Where the words tell of another kind than most of their form do.
    var kind: KernelEvent.Kind?
  }

  let effect: Effect
  /// Four bytes or more that stand in each such message and in few others.
  let anchor: StaticString
  /// What stands in each, too.
  var also: [StaticString] = []
  /// What stands in none.
  var without: [StaticString] = []
  /// What the message tells; nil where it is none after all.
  var read: @Sendable (Text) -> Reading? = { _ in Reading() }

  /// A message of `kind`.
  static func event(
    _ kind: KernelEvent.Kind, _ anchor: StaticString, also: [StaticString] = [],
    without: [StaticString] = [], read: @escaping @Sendable (Text) -> Reading? = { _ in Reading() }
  ) -> KernelRule {
    KernelRule(effect: .event(kind), anchor: anchor, also: also, without: without, read: read)
  }

  /// A message of `kind` whose subject `about` finds; a message without one counts as well.
  static func event(
    _ kind: KernelEvent.Kind, _ anchor: StaticString, also: [StaticString] = [],
    without: [StaticString] = [], about: @escaping @Sendable (Text) -> Subject?
  ) -> KernelRule {
    event(kind, anchor, also: also, without: without) { Reading(about: about($0)) }
  }

  /// What `text` tells, in which the anchor was found.
  func reading(of text: Text) -> Reading? {
    guard also.allSatisfy(text.contains), !without.contains(where: text.contains) else {
      return nil
    }
    return read(text)
  }

  /// Every rule; where several fit a message, the first decides.
  static let all: [KernelRule] =
    general + memory + processors + disks + arrays + filesystems + network + graphics + programs

  static let anchors = Anchors(all.map(\.anchor))

  private static let general: [KernelRule] = [
    // init/version.c: the first message of every boot
    KernelRule(
      effect: .boot, anchor: "Linux version ",
      read: { text in
        text.hasPrefix("Linux version ") ? Reading() : nil
      }),
    // lib/ratelimit.c: "show_signal_msg: 22 callbacks suppressed"; auditing says it all day long
    KernelRule(
      effect: .suppression, anchor: " callbacks suppressed", without: ["kauditd"],
      read: { text in
        guard let count = text.before(" callbacks suppressed")?.lastWord?.number else { return nil }
        return Reading(count: Int(clamping: min(count, 1_000_000)))
      }),
  ]
}
