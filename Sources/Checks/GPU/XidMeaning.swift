/// What NVIDIA's Xid numbers mean, whose fault they are and what they call for.
///
/// NVIDIA docs "Analyzing Xid Errors with the Xid Catalog" (Ampere and newer) for the meaning and
/// the immediate action, and "Xid Errors" of driver 545 for the cause of the older ones.
struct XidMeaning {
  /// Who has to change something.
  enum Fault: String {
    case application = "the program's own fault"
    case driver = "a fault of the driver or the firmware"
    case hardware = "a fault of the GPU"
    case bus = "a fault of the bus, the power or the GPU's seat"
    case link = "a fault of a link between GPUs"
    case nobody = "no fault by itself"
  }

  /// What NVIDIA says to do at once.
  enum Action: String {
    case nothing = "nothing has to be done"
    case restartProgram = "the program has to be started again"
    case resetGPU = "the GPU wants a reset"
    case restartMachine = "the machine has to be started again"
    case checkMachine = "the machine's power and cables want a look"
    case update = "the driver wants an update"
  }

  var words: String
  var fault: Fault
  var action: Action

  private init(_ words: String, _ fault: Fault, _ action: Action) {
    self.words = words
    self.fault = fault
    self.action = action
  }

  /// The meaning of `number`; nil where NVIDIA's list does not have it or calls it unused.
  init?(_ number: Int) {
    guard let known = Self.one(number) ?? Self.ofMany(number) else { return nil }
    self = known
  }

  /// Whether the GPU or its surroundings failed, so that work on it ends until somebody acts.
  var needsCare: Bool {
    switch action {
    case .resetGPU, .restartMachine, .checkMachine: true
    case .restartProgram: fault != .application && fault != .nobody
    case .nothing, .update: false
    }
  }

  /// Numbers that differ only in which engine failed.
  private static func ofMany(_ number: Int) -> XidMeaning? {
    switch number {
    case 39, 40, 41, 70...72, 75...77, 85, 126...135:
      XidMeaning("copy engine exception", .hardware, .restartProgram)
    case 68, 83, 84, 88, 89, 96...98:
      XidMeaning("video decoder exception", .hardware, .restartProgram)
    case 82, 99...105: XidMeaning("JPEG decoder error", .hardware, .restartProgram)
    case 86, 139: XidMeaning("optical flow exception", .hardware, .restartProgram)
    case 144...150: XidMeaning("NVLink error", .link, .resetGPU)
    default: nil
    }
  }

  private static func one(_ number: Int) -> XidMeaning? {
    switch number {
    case 8: XidMeaning("GPU stopped processing", .driver, .restartProgram)
    case 11, 25: XidMeaning("invalid stream of commands", .application, .restartProgram)
    case 13: XidMeaning("graphics engine exception", .application, .restartProgram)
    case 14: XidMeaning("an error that was injected", .nobody, .nothing)
    case 31: XidMeaning("GPU memory page fault", .application, .restartProgram)
    case 32: XidMeaning("corrupted stream of commands", .bus, .restartProgram)
    case 37: XidMeaning("driver firmware error", .application, .nothing)
    case 38: XidMeaning("driver firmware error", .driver, .nothing)
    case 43: XidMeaning("GPU stopped processing for one program", .application, .nothing)
    case 44: XidMeaning("fault during a switch of programs", .driver, .nothing)
    case 45: XidMeaning("a program on the GPU was ended", .nobody, .nothing)
    case 46: XidMeaning("GPU stopped processing", .hardware, .resetGPU)
    case 48: XidMeaning("uncorrectable memory error (double bit)", .hardware, .resetGPU)
    case 54: XidMeaning("auxiliary power is not connected", .bus, .checkMachine)
    case 60: XidMeaning("video processor exception", .driver, .restartProgram)
    case 61, 62: XidMeaning("internal micro-controller halted", .hardware, .resetGPU)
    case 63: XidMeaning("memory row or page taken out of use", .nobody, .nothing)
    case 64: XidMeaning("memory row or page could not be taken out", .hardware, .resetGPU)
    case 66, 67: XidMeaning("illegal access by the driver", .driver, .nothing)
    case 69: XidMeaning("graphics engine class error", .application, .restartProgram)
    case 74: XidMeaning("NVLink error", .link, .resetGPU)
    case 78: XidMeaning("virtual GPU could not start", .driver, .update)
    case 79: XidMeaning("GPU has fallen off the bus", .bus, .restartMachine)
    case 80: XidMeaning("corrupted data sent to the GPU", .bus, .restartProgram)
    case 92: XidMeaning("many corrected memory errors", .hardware, .nothing)
    case 93: XidMeaning("wear limit of the configuration memory", .nobody, .nothing)
    case 94: XidMeaning("contained memory error", .hardware, .restartProgram)
    case 95: XidMeaning("uncontained memory error", .hardware, .resetGPU)
    case 106, 107: XidMeaning("a test message", .nobody, .nothing)
    case 109: XidMeaning("timeout of a switch of programs", .driver, .resetGPU)
    case 110: XidMeaning("security fault", .hardware, .resetGPU)
    case 119: XidMeaning("system processor did not answer", .driver, .resetGPU)
    case 120: XidMeaning("system processor error", .driver, .resetGPU)
    case 121: XidMeaning("corrected errors on the link to the processor", .nobody, .nothing)
    case 136: XidMeaning("link training failed", .link, .resetGPU)
    case 137: XidMeaning("illegal access over NVLink", .application, .nothing)
    case 140: XidMeaning("unrecovered memory error", .hardware, .resetGPU)
    case 141: XidMeaning("fast path error", .driver, .nothing)
    case 142: XidMeaning("video encoder error", .hardware, .restartProgram)
    case 143: XidMeaning("GPU could not be initialised", .hardware, .resetGPU)
    case 151: XidMeaning("key rotation error", .driver, .restartMachine)
    case 154: XidMeaning("what another Xid calls for has changed", .nobody, .nothing)
    case 155: XidMeaning("NVLink went down on purpose", .nobody, .nothing)
    case 156: XidMeaning("a unit was taken out of use", .hardware, .resetGPU)
    case 157: XidMeaning("a unit could not be taken out of use", .hardware, .nothing)
    case 158: XidMeaning("GPU did not answer for too long", .hardware, .resetGPU)
    case 160, 161: XidMeaning("a memory channel was taken out of use", .nobody, .nothing)
    case 162...165: XidMeaning("power smoothing changed", .nobody, .nothing)
    case 167: XidMeaning("PCI Express did not answer", .bus, .restartMachine)
    case 168: XidMeaning("memory capacity reduced", .hardware, .nothing)
    case 169: XidMeaning("security processor halted", .hardware, .resetGPU)
    case 171: XidMeaning("uncorrectable error in the GPU's memory", .hardware, .resetGPU)
    case 172: XidMeaning("uncorrectable error in the GPU's caches", .hardware, .resetGPU)
    default: nil
    }
  }
}
