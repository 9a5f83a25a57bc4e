public import Model

/// The report on a URL, ending in one newline.
public func render(_ report: TimingReport, as format: Format, style: Style) -> String {
  format == .json ? encoded(JSONTiming(report)) : report.article.laidOut(as: format, style)
}

/// The report on how a host answers, ending in one newline.
public func render(_ report: PingReport, as format: Format, style: Style) -> String {
  format == .json ? encoded(JSONPing(report)) : report.article.laidOut(as: format, style)
}

/// The report on how a name is found, ending in one newline.
public func render(_ report: DNSReport, as format: Format, style: Style) -> String {
  format == .json ? encoded(JSONDNS(report)) : report.article.laidOut(as: format, style)
}

/// The report on the way between two machines, ending in one newline.
public func render(_ report: PathReport, as format: Format, style: Style) -> String {
  format == .json ? encoded(JSONPath(report)) : report.article.laidOut(as: format, style)
}
