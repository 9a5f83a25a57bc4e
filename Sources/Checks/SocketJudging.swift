import Model

// What the checks of single sockets share.

extension [Measurement] {
  /// The same numbers, on the process that has the socket where it is known.
  func owned(by owner: SocketOwner?) -> [Measurement] {
    guard let owner else { return self }
    return map { Measurement($0.name, $0.quantity.value, $0.quantity.unit, on: owner.subject) }
  }
}

extension DroppingSocket {
  /// The socket and, where it is known, the process that has it, for a sentence.
  var words: String { owner.map { "\(address) (\($0.name))" } ?? address }
}

extension ListeningSocket {
  /// The socket and, where it is known, the process that has it, for a sentence.
  var words: String { owner.map { "\(address) (\($0.name))" } ?? address }
}
