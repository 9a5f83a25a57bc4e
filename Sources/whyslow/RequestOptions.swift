import ArgumentParser
import Collector
import Endpoints
import Model
import Report

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is asked of a server besides its URL.
struct RequestOptions: ParsableArguments {
  @Option(help: "The method of HTTP (default: GET, or POST where there is a body).")
  var method: String?

  @Option(
    help: ArgumentHelp(
      "A header, 'Name: value'; env:NAME in the value stands for a variable of the environment, and "
        + "@FILE for headers in a file, one a line. Secrets come from there only.",
      valueName: "header"))
  var header: [String] = []

  @Option(help: ArgumentHelp("Send what is in this file as the body.", valueName: "file"))
  var dataFile: String?

  @Flag(help: "Take any certificate of the server.")
  var insecure = false

  @Option(
    help: ArgumentHelp(
      "How long one request may take, such as 5s or 1m (default: 10s).", valueName: "duration"))
  var patience: TargetOptions.Duration?

  /// Whether anything of it was given.
  var isGiven: Bool {
    method != nil || !header.isEmpty || dataFile != nil || insecure || patience != nil
  }

  /// More than any header or body that is sent to find out how fast the answer comes.
  private static let limit = 256 << 10

  /// The request for `url`.
  func request(for url: String) throws -> HTTPRequest {
    var request: HTTPRequest
    do throws(RequestError) { request = try HTTPRequest(url: url) } catch {
      throw ValidationError(sanitized(error.description))
    }
    request.isInsecure = insecure
    if let patience { request.patience = patience.seconds }
    if request.isConnectionOnly {
      guard method == nil, header.isEmpty, dataFile == nil else {
        throw ValidationError("With tcp:// only a connection is made; nothing is sent over it.")
      }
      return request
    }
    if let dataFile { request.body = try Self.text(of: dataFile) }
    request.method = try named(method ?? (request.body == nil ? "GET" : "POST"))
    request.headers = try header.flatMap(Self.headers)
    return request
  }

  private func named(_ method: String) throws -> String {
    guard (1...20).contains(method.utf8.count),
      method.allSatisfy({ $0.isASCII && $0.isLetter })
    else {
      throw ValidationError("'\(sanitized(method))' is no method of HTTP; write GET or POST.")
    }
    return method.uppercased()
  }

  private static func headers(_ word: String) throws -> [(name: String, value: String)] {
    guard !word.hasPrefix("@") else {
      return try text(of: String(word.dropFirst())).split(whereSeparator: \.isNewline).map {
        try header(String($0), isPublic: false)
      }
    }
    return [try header(word, isPublic: true)]
  }

  /// A secret that stands in our own arguments is seen by everybody on the machine already.
  private static func header(_ line: String, isPublic: Bool) throws -> (String, String) {
    guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
      line[..<colon].allSatisfy({ $0.isASCII && !$0.isWhitespace }),
      !line.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 })
    else {
      let shown = isPublic ? "'\(sanitized(line))'" : "A line of the file"
      throw ValidationError("\(shown) is no header; write 'Name: value'.")
    }
    let name = String(line[..<colon])
    let words = line[line.index(after: colon)...].split(separator: " ")
    let value = try words.map { word in
      word.hasPrefix("env:") ? try variable(String(word.dropFirst(4))) : String(word)
    }.joined(separator: " ")
    let takesFromElsewhere = words.contains { $0.hasPrefix("env:") }
    if isPublic, !takesFromElsewhere, Masking.masked(["\(name)=x"]) != ["\(name)=x"] {
      throw ValidationError(
        "The value of \(sanitized(name)) would be seen in the list of processes; write "
          + "'\(sanitized(name)): env:VARIABLE' or --header @FILE.")
    }
    return (name, value)
  }

  private static func variable(_ name: String) throws -> String {
    guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else {
      throw ValidationError("There is no variable \(sanitized(name)) in the environment.")
    }
    guard !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw ValidationError("The variable \(sanitized(name)) has a control character in it.")
    }
    return value
  }

  static func text(of path: String) throws -> String {
    switch contents(of: path, atMost: limit, within: 2) {
    case .failure(let gap):
      throw ValidationError(sanitized("The file \(path) cannot be read: \(gap.detail)."))
    case .success(let bytes):
      guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
        throw ValidationError(sanitized("The file \(path) is no text, and only text can be sent."))
      }
      return text
    }
  }
}
