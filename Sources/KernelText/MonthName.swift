/// The months as strftime's `%b` writes them: glibc localedata, abmon.
enum MonthName {
  /// The number of the month that `word` begins with the name of, from 1; nil for other words.
  static func number(_ word: Text) -> Int? {
    let lower = Text(word.array.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 })
    var best: (month: Int, length: Int)?
    for (index, names) in beginnings.enumerated() {
      for name in names where lower.hasPrefix(name) {
        // `mar` is March in many languages, `marr` November in Finnish.
        if name.utf8CodeUnitCount > best?.length ?? 0 {
          best = (index + 1, name.utf8CodeUnitCount)
        }
      }
    }
    return best?.month ?? numbered(word)
  }

  /// `5月` and `5월`.
  private static func numbered(_ word: Text) -> Int? {
    var end = 0
    while let byte = word[end], (0x30...0x39).contains(byte), end < 3 { end += 1 }
    let rest = word.slice(end, word.count)
    guard let month = word.slice(0, end).number, (1...12).contains(month),
      rest.hasPrefix("月") || rest.hasPrefix("월")
    else { return nil }
    return Int(month)
  }

  /// How the months begin in English, German, French, Spanish, Italian, Portuguese, Dutch, Danish,
  /// Swedish, Norwegian, Finnish, Polish, Czech, Turkish, Russian and Ukrainian.
  private static let beginnings: [[StaticString]] = [
    ["jan", "jän", "ene", "gen", "tam", "sty", "led", "oca", "янв", "січ"],
    ["feb", "fév", "fev", "hel", "lut", "úno", "Şub", "şub", "фев", "лют"],
    ["mar", "mär", "mrt", "maa", "bře", "мар", "бер"],
    ["apr", "avr", "abr", "huh", "kwi", "dub", "nis", "апр", "кві"],
    ["may", "mai", "maj", "mag", "mei", "tou", "kvě", "мая", "май", "тра"],
    ["jun", "juin", "giu", "kes", "cze", "čen", "haz", "июн", "чер"],
    ["jul", "juil", "lug", "hei", "lip", "čec", "tem", "июл", "лип"],
    ["aug", "aoû", "ago", "elo", "sie", "srp", "ağu", "авг", "сер"],
    ["sep", "set", "syy", "wrz", "zář", "eyl", "сен", "вер"],
    ["oct", "okt", "ott", "out", "lok", "paź", "říj", "eki", "окт", "жов"],
    ["nov", "marr", "lis", "kas", "ноя", "лис"],
    ["dec", "déc", "dez", "dic", "des", "jou", "gru", "pro", "ara", "дек", "гру"],
  ]
}
