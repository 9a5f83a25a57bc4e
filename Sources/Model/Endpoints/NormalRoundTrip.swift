/// What a round trip is called, each limit in milliseconds.
public struct NormalRoundTrip: Sendable, Hashable {
  /// Below this it is normal on a local network.
  public var local: Double
  /// Below this it is normal to anywhere else.
  public var remote: Double
  /// Over this it is slow.
  public var slow: Double
  /// Over this it is broken.
  public var broken: Double
  /// Where one differs from the next by more than this in the mean, it is broken, too.
  public var jitter: Double

  /// These limits.
  public init(local: Double, remote: Double, slow: Double, broken: Double, jitter: Double) {
    (self.local, self.remote, self.slow) = (local, remote, slow)
    (self.broken, self.jitter) = (broken, jitter)
  }
}
