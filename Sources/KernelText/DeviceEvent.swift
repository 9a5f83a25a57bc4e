/// The `uevent` file of a device in sysfs.
///
/// ```
/// DEVTYPE=wlan
/// INTERFACE=wlan0
/// IFINDEX=3
/// ```
public enum DeviceEvent {
  /// The kind of device that `text` names, such as `wlan`, `bridge` or `bond`; nil for the plain.
  public static func kind(_ text: Text) -> String? {
    text.lines.first { $0.hasPrefix("DEVTYPE=") }.map { $0.slice(8, $0.count).string }
  }
}
