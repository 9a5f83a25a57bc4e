/// What NVIDIA's SXid numbers, the errors of NVSwitches, are about.
///
/// NVIDIA's "Fabric Manager User Guide", appendix on NVLink and NVSwitch errors; the ranges are those
/// of the units in open-gpu-kernel-modules src/common/nvswitch. Whether an error ends traffic stands
/// in the message itself.
enum SwitchXidMeaning {
  /// The unit of the switch that reports `number`; nil outside the ranges.
  static func unit(_ number: Int) -> String? {
    switch number {
    case 10_000..<11_000: "the switch's host interface"
    case 11_000..<12_000: "a port's ingress"
    case 12_000..<13_000: "a port's egress"
    case 13_000..<17_000: "a port's routing"
    case 17_000..<19_000: "a link's control"
    case 19_000..<20_000: "a link's transport"
    case 20_000..<21_000: "a link's physical layer"
    case 21_000..<23_000: "the link controller"
    case 23_000..<24_000: "the crossbar"
    case 24_000..<25_000: "a port's tracking of sources"
    case 25_000..<26_000: "a link's interface"
    case 26_000..<27_000: "the switch's own processor"
    case 27_000..<29_000: "the optical modules"
    default: nil
    }
  }

  /// Whether the switch corrected the error itself: "no impact" in the guide.
  static func isCorrected(_ number: Int) -> Bool {
    [
      11_012, 11_021, 11_022, 11_023, 12_021, 12_023, 15_008, 15_011, 19_049, 19_055, 19_057,
      19_059, 19_062, 19_065, 19_068, 19_071, 24_001, 24_002, 24_003,
    ].contains(number)
  }
}
