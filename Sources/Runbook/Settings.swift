public import Collector
public import Model
public import Transports

extension Explanation {
  /// The explanation with every setting of its remedies looked at: in `recording` where the text is
  /// there, else on the target at the end of `address`, if one is given.
  ///
  /// Reading changes nothing there. All files are one command and so one round trip; together with the
  /// commands they get `deadline` seconds.
  public func checked(
    in recording: TargetRecording, at address: TargetAddress?, deadline: Double = 1.5
  ) async -> Explanation {
    let open = causes.flatMap(\.remedies).compactMap(\.setting)
    var known: [Setting: Setting] = [:]
    for setting in open {
      if case .file(let path) = setting.source,
        let text = recording.text(of: path, isOfHost: setting.isOfHost)
      {
        known[setting] = setting.read(text)
      }
    }
    let asked = Set(open).subtracting(known.keys)
    if let address, !asked.isEmpty {
      for (setting, answer) in await read(asked, at: address, deadline) { known[setting] = answer }
    } else {
      for setting in asked {
        known[setting] = setting.unchecked("it is not in the recording")
      }
    }
    return with(known)
  }

  private func with(_ known: [Setting: Setting]) -> Explanation {
    var result = self
    for cause in result.causes.indices {
      for remedy in result.causes[cause].remedies.indices {
        if let setting = result.causes[cause].remedies[remedy].setting {
          result.causes[cause].remedies[remedy].setting = known[setting] ?? setting
        }
      }
    }
    return result
  }
}

/// The most commands that are run to look at settings: each is a round trip.
private let mostCommands = 8

/// What each of `settings` says on the target at the end of `address`.
private func read(
  _ settings: Set<Setting>, at address: TargetAddress, _ deadline: Double
) async -> [(Setting, Setting)] {
  let ordered = settings.sorted { $0.name < $1.name }
  let host = Connection(to: address.layers?.host ?? address)
  let inside = Connection(to: address)
  return await withTaskGroup(of: [(Setting, Setting)].self) { group in
    for isOfHost in [true, false] {
      let files = ordered.filter { $0.isOfHost == isOfHost && $0.path != nil }
      if !files.isEmpty {
        group.addTask { await readFiles(files, by: isOfHost ? host : inside, deadline) }
      }
    }
    for isOfHost in [true, false] {
      let kept = ordered.filter { $0.isOfHost == isOfHost && $0.bootName != nil }
      if !kept.isEmpty {
        group.addTask { await readBoot(kept, by: isOfHost ? host : inside, deadline) }
      }
    }
    let commands = ordered.filter { $0.path == nil && $0.bootName == nil }
    for setting in commands.prefix(mostCommands) {
      group.addTask {
        [(setting, await run(setting, by: setting.isOfHost ? host : inside, deadline))]
      }
    }
    for setting in commands.dropFirst(mostCommands) {
      group.addTask { [(setting, setting.unchecked("there are many, and each is a command"))] }
    }
    return await group.reduce(into: []) { $0 += $1 }
  }
}

/// grep(1) without a pattern prints every line of all files, each behind its file's name.
private func readFiles(
  _ settings: [Setting], by connection: Connection, _ deadline: Double
) async -> [(Setting, Setting)] {
  let paths = settings.compactMap(\.path)
  do throws(Unreachable) {
    let reply = try await connection.run(
      ["grep", "-H", "", "--"] + paths, input: [], deadline: deadline, limit: 1 << 20)
    let lines = String(decoding: reply.output, as: UTF8.self).split(separator: "\n")
    return settings.map { setting in
      let mark = (setting.path ?? "") + ":"
      let text = lines.filter { $0.hasPrefix(mark) }.map { $0.dropFirst(mark.count) }
        .joined(separator: "\n")
      return (
        setting, text.isEmpty ? setting.unchecked("there is no such file") : setting.read(text)
      )
    }
  } catch { return settings.map { ($0, $0.unchecked("it did not answer")) } }
}

private func run(_ setting: Setting, by connection: Connection, _ deadline: Double) async
  -> Setting
{
  guard case .command(let words) = setting.source else { return setting }
  do throws(Unreachable) {
    let reply = try await connection.run(words, input: [], deadline: deadline, limit: 1 << 20)
    switch reply.status {
    case nil: return setting.unchecked("no answer in time")
    case 126, 127: return setting.unchecked("\(words[0]) is not there")
    default: break
    }
    let text = String(decoding: reply.output, as: UTF8.self)
    // is-active and is-enabled say no by their status, and what it is in words.
    guard text.contains(where: { !$0.isWhitespace }) else {
      return setting.unchecked("it printed nothing")
    }
    return setting.read(text)
  } catch { return setting.unchecked("it did not answer") }
}

extension Setting {
  fileprivate var path: String? {
    if case .file(let path) = source { path } else { nil }
  }

  var bootName: String? {
    if case .boot(let name) = source { name } else { nil }
  }

  func unchecked(_ why: String) -> Setting {
    var result = self
    result.state = .unchecked(why)
    return result
  }
}

extension TargetRecording {
  /// The text of the file at `path` as the last sample has it; nil where it was not read.
  fileprivate func text(of path: String, isOfHost: Bool) -> String? {
    switch self {
    case .machine(let recording): recording.text(of: path)
    case .layers(let layers):
      isOfHost ? layers.host.text(of: path) : layers.inside.all.value?.text(of: path)
    }
  }
}
