import Foundation

/// Python's jsonschema: an implementation of JSON Schema that is not ours.
enum Validator {
  private static let docs = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "docs")
  static let schema = docs.appending(path: "report.schema.json")
  static let logs = docs.appending(path: "logs.schema.json")

  /// The first python3 that has the package: one installed by hand may hide the system's.
  private static let python = ["python3", "/usr/bin/python3"].first { python in
    (try? run("import jsonschema", input: "", by: python).status) == 0
  }

  static let isAvailable = python != nil

  /// What is wrong with `json`; empty if nothing is.
  static func complaint(about json: String, by schema: URL = schema) throws -> String {
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1], encoding="utf-8"))
      validator = jsonschema.Draft202012Validator(schema)
      validator.check_schema(schema)
      for error in validator.iter_errors(json.load(sys.stdin.buffer)):
          for cause in [error, *(error.context or [])]: print(cause.json_path, cause.message[:200])
      """
    let result = try run(script, input: json, by: python ?? "python3", schema)
    return result.status == 0 ? result.output : "python3 ended with \(result.status)"
  }

  private static func run(
    _ script: String, input: String, by python: String, _ schema: URL = schema
  ) throws -> (status: Int32, output: String) {
    // A file, because two pipes to one process wait for each other when both are full.
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(input.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python, "-c", script, schema.path()]
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
