/// What the system's service manager tells of its units.
public struct ServiceManager: Sendable {
  /// `running`, `degraded`, `starting`, `maintenance` or another word of systemctl(1).
  public var state: Measured<String>
  /// Seconds since the manager itself began; in a container that is not the machine's boot.
  public var age: Double?
  /// Every unit of any kind that has failed, with users' own left out.
  public var failed: Measured<[FailedUnit]>
  /// Services that run, start, stop or have failed.
  public var services: Measured<[Service]>

  /// A manager of which all is known that was measured.
  public init(
    state: Measured<String>, age: Double?, failed: Measured<[FailedUnit]>,
    services: Measured<[Service]>
  ) {
    self.state = state
    self.age = age
    self.failed = failed
    self.services = services
  }

  /// A unit that has failed.
  public struct FailedUnit: Sendable, Hashable {
    /// Such as `nginx.service` or `srv.mount`; not yet sanitised.
    public var name: String
    /// What the unit says it is.
    public var description: String
    /// Whether its file is gone, so that only the memory of the failure is left.
    public var isGone: Bool

    /// The unit called `name`.
    public init(name: String, description: String, isGone: Bool) {
      self.name = name
      self.description = description
      self.isGone = isGone
    }
  }

  /// A service.
  public struct Service: Sendable, Hashable {
    /// Such as `nginx.service`; not yet sanitised.
    public var name: String
    /// Both as systemctl(1) has them, such as `active` and `running`.
    public var state: String, subState: String
    /// How its last run ended, such as `success`, `exit-code`, `signal` or `timeout`.
    public var result: String
    /// The exit status or signal of its main process, where it has ended.
    public var exitStatus: Double?
    /// Times that the manager started it again by itself, since somebody started it.
    public var restarts: Measured<Double>
    /// The same in the window.
    public var newRestarts: Measured<Double>
    /// Seconds since its state changed, and since it was last started; nil where it never was.
    public var stateAge: Double?, startAge: Double?

    /// The service called `name`.
    public init(
      name: String, state: String, subState: String, result: String, exitStatus: Double?,
      restarts: Measured<Double>, newRestarts: Measured<Double>, stateAge: Double?,
      startAge: Double?
    ) {
      self.name = name
      self.state = state
      self.subState = subState
      self.result = result
      self.exitStatus = exitStatus
      self.restarts = restarts
      self.newRestarts = newRestarts
      self.stateAge = stateAge
      self.startAge = startAge
    }
  }
}
