/// What `smartctl -n standby -H -A -i` prints of a disk, as smartctl(8) has it.
///
/// ```
/// Device Model:     ST500LM021-1KJ152
/// SMART overall-health self-assessment test result: PASSED
/// ID# ATTRIBUTE_NAME          FLAG     VALUE WORST THRESH TYPE      UPDATED  WHEN_FAILED RAW_VALUE
///   5 Reallocated_Sector_Ct   0x0033   100   100   036    Pre-fail  Always       -       0
/// ```
/// A SCSI disk says `SMART Health Status: OK` and `Elements in grown defect list: 0`, an NVMe one
/// `Critical Warning: 0x00`, `Available Spare: 100%` and more of that kind.
public struct SMARTText: Sendable, Hashable {
  /// What kept smartctl from asking.
  public enum Refusal: String, Sendable {
    case asleep = "it is asleep, and was not woken"
    case forbidden = "Permission denied"
    case unsupported = "it does not tell its health"
  }

  /// Why there is no health; nil where there is.
  public var refusal: Refusal?
  /// The model's name.
  public var model: String?
  /// Whether the disk thinks itself sound.
  public var isSound: Bool?
  /// The disk's own words on its health.
  public var verdict: String?
  /// The attributes of an ATA disk.
  public var attributes: [Attribute] = []
  /// Sectors that a SCSI disk has replaced since it was made.
  public var grownDefects: UInt64?
  /// The bits of NVMe's critical warning.
  public var criticalWarning: UInt64?
  /// Shares in percent of an NVMe disk: spare blocks, the least of them, and what is worn.
  public var spare: UInt64?, spareThreshold: UInt64?, used: UInt64?
  /// Errors of an NVMe disk's medium since it was made.
  public var mediaErrors: UInt64?

  /// A row of an ATA disk's table.
  public struct Attribute: Sendable, Hashable {
    /// Its number and the name smartctl has for it.
    public var id: UInt64, name: String
    /// Whether it fell to its threshold: `FAILING_NOW`, `In_the_past`; nil for `-`.
    public var failed: String?
    /// The number it counts.
    public var raw: UInt64?
  }

  /// What `text` tells; throws where it is not smartctl's.
  public init(_ text: Text) throws(Malformed) {
    guard text.hasPrefix("smartctl ") || text.hasPrefix("smartmontools") else {
      throw Malformed("not smartctl's")
    }
    for line in text.lines {
      if let refusal = Self.refusal(in: line) { self.refusal = refusal }
      if let attribute = try Attribute(line) {
        attributes.append(attribute)
      } else {
        try read(line)
      }
    }
    guard refusal != nil || isSound != nil else { throw Malformed("no word on the disk's health") }
  }

  private static func refusal(in line: Text) -> Refusal? {
    let said = line.string
    if line.hasPrefix("Smartctl open device") {
      return said.contains("Permission denied") ? .forbidden : .unsupported
    }
    if line.hasPrefix("Device is in "), said.contains("mode, exit") { return .asleep }
    // A SCSI disk has more spaces before the word.
    let isUnavailable =
      line.hasPrefix("SMART support is:") && line.slice(17, line.count).trimmed.hasPrefix("Unavail")
    let isUnsupported =
      isUnavailable || line.hasPrefix("Device does not support SMART")
      || said.contains("Unknown USB bridge")
    return isUnsupported ? .unsupported : nil
  }

  private mutating func read(_ line: Text) throws(Malformed) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
    let value = line.slice(colon + 1, line.count).trimmed
    switch line.slice(0, colon).string {
    case "Device Model", "Product", "Model Number": model = value.string
    case "SMART overall-health self-assessment test result":
      (isSound, verdict) = (value.string == "PASSED", value.string)
    case "SMART Health Status": (isSound, verdict) = (value.string == "OK", value.string)
    case "Elements in grown defect list": grownDefects = try number(line, value.number)
    case "Critical Warning":
      let bits = value.hasPrefix("0x") ? value.slice(2, value.count).hexadecimal : nil
      criticalWarning = try number(line, bits)
    case "Available Spare": spare = try number(line, value.percent)
    case "Available Spare Threshold": spareThreshold = try number(line, value.percent)
    case "Percentage Used": used = try number(line, value.percent)
    case "Media and Data Integrity Errors": mediaErrors = try number(line, value.grouped)
    default: break
    }
  }

  /// `value`; nil where words such as `<not available>` stand in its place.
  private func number(_ line: Text, _ value: UInt64?) throws(Malformed) -> UInt64? {
    if line.hasSuffix(" available>") || line.hasSuffix(" available") { return nil }
    guard let value, value < 1 << 63 else {
      throw Malformed("no number in: \(line.string.prefix(60))")
    }
    return value
  }
}

extension SMARTText.Attribute {
  /// A row of ten columns or more; nil for another line.
  fileprivate init?(_ line: Text) throws(Malformed) {
    let words = line.words
    guard words.count >= 10, words[2].hasPrefix("0x"),
      words[3].number != nil || words[3].string == "---"
    else { return nil }
    guard let id = words[0].number, id <= 255 else {
      throw Malformed("not an attribute: \(line.string.prefix(40))")
    }
    self.id = id
    name = words[1].string
    failed = words[8].string == "-" ? nil : words[8].string
    raw = words[9].number
  }
}

extension Text {
  /// The number of `100%`.
  fileprivate var percent: UInt64? { hasSuffix("%") ? slice(0, count - 1).number : nil }

  /// The number of `1,234`.
  fileprivate var grouped: UInt64? { Text(array.filter { $0 != UInt8(ascii: ",") }).number }
}
