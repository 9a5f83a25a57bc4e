import Testing

/// Thresholds of the user's own, as the program reads and shows them.
@Suite(.serialized, .enabled(if: Program.isBuilt, "the program is not built"))
struct ConfigurationTests {
  private static let busy = Program.fixture("CPUBusy")

  /// Runs `arguments` with `$here/config.yaml` of `text`.
  private func run(_ arguments: String, _ text: String, setting: String = "") throws
    -> Program.Result
  {
    try Program.sh(
      """
      mkdir -p "$here/whyslow"
      cat >"$here/whyslow/config.yaml" <<'END'
      \(text)
      END
      \(setting) "$whyslow" \(arguments)
      """)
  }

  private static let high =
    "thresholds: { CPUBusy: { critical: 99 % }, CPUPressure: { critical: 90 % } }"

  @Test(
    "The file in its usual place or the one named is read",
    arguments: [
      ("XDG_CONFIG_HOME=\"$here\"", ""), ("", "--config \"$here/whyslow/config.yaml\""),
      ("mkdir \"$here/.config\"; mv \"$here/whyslow\" \"$here/.config\"; HOME=\"$here\"", ""),
    ])
  func places(setting: String, option: String) throws {
    let result = try run("--recording '\(Self.busy)' \(option)", Self.high, setting: setting)
    #expect(result.status == 1, "\(result.output.prefix(400))\(result.errors)")
    #expect(result.output.contains("Configured thresholds"))
    #expect(result.sentences.contains("CPUBusy: critical above 99 % (whyslow's own is 95 %)"))
  }

  @Test("Without a file, or with another home, every check has its own")
  func none() throws {
    for setting in ["XDG_CONFIG_HOME=\"$here/no\"", "env -u HOME", "XDG_CONFIG_HOME=whyslow"] {
      let result = try run("--recording '\(Self.busy)'", Self.high, setting: setting)
      #expect(result.status == 2, "\(result.errors)")
      #expect(!result.output.contains("onfigured"))
    }
  }

  @Test("A configured number is marked in every form", arguments: ["text", "json", "markdown"])
  func marked(format: String) throws {
    let text = "thresholds: { CPUBusy: { critical: 96 % } }"
    for command in ["", "use", "quick"] {
      let result = try run(
        "\(command) --recording '\(Self.busy)' --format \(format)", text,
        setting: "XDG_CONFIG_HOME=\"$here\"")
      let mark = format == "json" ? "\"configured\" : true" : "whyslow's own is 95 %"
      #expect(result.output.contains(mark), "\(command): \(result.output.prefix(400))")
    }
    for command in ["checks", "checks CPUBusy"] {
      let result = try run(
        "\(command) --format \(format)", text, setting: "XDG_CONFIG_HOME=\"$here\"")
      #expect(result.status == 0)
      #expect(result.output.contains("onfigured"), "\(command): \(result.output.prefix(400))")
    }
  }

  @Test("A target's own thresholds hold where it is named")
  func targets() throws {
    let text = """
      targets:
        box:
          target: local
          thresholds: { CPUBusy: { critical: 99 % } }
        nas:
          target: ssh:nas
          thresholds: { CPUBusy: { critical: 98.5 % } }
      """
    let setting = "XDG_CONFIG_HOME=\"$here\""
    for (arguments, mark) in [
      ("checks CPUBusy", "critical above 99 %"), ("checks CPUBusy -t box", "critical above 99 %"),
      ("checks CPUBusy -t nas", "critical above 98.5 %"),
      ("-t nas --recording '\(Self.busy)'", "critical above 98.5 %"),
      ("-t box --window 100ms", "critical above 99 %"), ("--window 100ms", "critical above 99 %"),
    ] {
      let result = try run(arguments, text, setting: setting)
      #expect(result.output.contains(mark), "\(arguments): \(result.output)\(result.errors)")
    }
    let general = try run("--recording '\(Self.busy)'", text, setting: setting)
    #expect(!general.output.contains("onfigured"))
    for (arguments, mark) in [
      ("-t naz", "did you mean 'nas'?"), ("-t naz --recording x", "not both"),
      ("checks -t naz", "no target called naz; did you mean 'nas'?"),
    ] {
      let result = try run(arguments, text, setting: setting)
      #expect(result.status == 64)
      #expect(result.errorLines.first?.contains(mark) == true, "\(arguments): \(result.errors)")
    }
  }

  @Test(
    "A mistake is one sentence with the file and the line, and no report",
    arguments: ["", "use", "quick", "checks", "checks CPUBusy"])
  func mistake(command: String) throws {
    let result = try run(
      command, "thresholds:\n  CPUBuzy:\n    warning: 90 %", setting: "XDG_CONFIG_HOME=\"$here\"")
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errorLines.count == 1)
    let line = try #require(result.errorLines.first)
    #expect(
      line.contains("/whyslow/config.yaml, line 2: thresholds.CPUBuzy: there is no such check"))
    #expect(line.contains("did you mean 'CPUBusy'?"))
  }

  @Test(
    "A file that cannot be read is told",
    arguments: [
      ("$here/none", "No such file"), ("$here", "Is a directory"),
      ("/dev/zero", "more than 256 KiB"),
      ("/proc/self/mem", "cannot be read"),
    ])
  func unreadable(path: String, reason: String) throws {
    let result = try run("checks --config \"\(path)\"", "")
    #expect(result.status == 64)
    #expect(result.errorLines.first?.contains(reason) == true, "\(result.errors)")
  }

  @Test("A pipe will do, and a file that never answers is given up")
  func pipes() throws {
    let piped = try Program.sh(
      "echo '\(Self.high)' | \"$whyslow\" checks CPUBusy --config /dev/stdin")
    #expect(piped.sentences.contains("critical above 99 %"))
    let silent = try Program.sh(
      """
      mkdir "$here/whyslow"; mkfifo "$here/whyslow/config.yaml"
      XDG_CONFIG_HOME="$here" "$whyslow" --recording '\(Self.busy)'
      """)
    #expect(silent.status == 2)
    #expect(silent.seconds < 5)
    #expect(silent.output.contains("config.yaml did not answer in time"))
  }
}
