import Model
import Transports

/// What the files give each variable at boot: one command for all.
func readBoot(
  _ settings: [Setting], by connection: Connection, _ deadline: Double
) async -> [(Setting, Setting)] {
  do throws(Unreachable) {
    let names = settings.compactMap(\.bootName)
    let reply = try await connection.run(
      ["sh", "-c", bootScript, "sh", ""] + names, input: [], deadline: deadline, limit: 1 << 16)
    let lines = String(decoding: reply.output, as: UTF8.self).split(separator: "\n")
    return settings.map { setting in
      let mark = (setting.bootName ?? "") + "="
      guard let line = lines.first(where: { $0.hasPrefix(mark) }) else {
        return (setting, setting.unchecked("the files of sysctl.d were not read"))
      }
      let value = line.dropFirst(mark.count)
      return (setting, value.isEmpty ? setting.unset : setting.read(String(value)))
    }
  } catch { return settings.map { ($0, $0.unchecked("it did not answer")) } }
}

/// Prints NAME=VALUE of each variable as the files below ROOT set it, nothing behind the = where none
/// does.
///
/// As sysctl.d(5) has it: the last by its file's name counts, a name in /etc hides the same
/// elsewhere, and sysctl.conf is read last where systemd does not run.
///
/// Usage: `sh -c '…' sh ROOT NAME…`
let bootScript = """
  root=$1; shift
  files=$(
    for folder in etc run usr/local/lib usr/lib lib; do
      for file in "$root/$folder"/sysctl.d/*.conf; do
        [ ! -e "$file" ] || printf '%s\\t%s\\n' "${file##*/}" "$file"
      done
    done | awk -F '\\t' '!seen[$1]++' | LC_ALL=C sort | cut -f 2)
  [ -d "$root/run/systemd/system" ] || files="$files
  $root/etc/sysctl.conf"
  printf '%s\\n' "$files" | while read -r file; do cat "$file" 2>/dev/null; echo; done |
    awk -v names="$*" '
      BEGIN { count = split(names, name, " ") }
      /^[ \\t]*[#;]/ || !index($0, "=") { next }
      {
        key = substr($0, 1, index($0, "=") - 1); gsub(/[ \\t]/, "", key)
        sub(/^-/, "", key); gsub("/", ".", key)
        value[key] = substr($0, index($0, "=") + 1)
        sub(/^[ \\t]+/, "", value[key])
      }
      END { for (i = 1; i <= count; i++) print name[i] "=" value[name[i]] }'
  """
