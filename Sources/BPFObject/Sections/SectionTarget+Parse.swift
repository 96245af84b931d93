extension SectionTarget {
  /// Why what follows a section's prefix cannot be read, and what would be.
  struct Malformed: Error {
    let what: String
    let form: String
  }

  init(
    _ text: String, _ kind: SectionDefinition.AutomaticAttachment, prefix: String
  ) throws(Malformed) {
    let onReturn = prefix.hasPrefix("kret") || prefix.hasPrefix("uret")
    let form: ProbeForm = onReturn ? .return : prefix.contains(".session") ? .session : .entry
    switch kind {
    case .kprobe: self = try SectionTarget.kernelProbe(text, onReturn: onReturn)
    case .kprobeMulti, .kprobeSession: self = try SectionTarget.kernelProbes(text, form)
    case .kernelSystemCall:
      guard text.isSymbol else { throw Malformed(what: "\"\(text)\" is no name", form: "SYSCALL") }
      self = .systemCall(text, onReturn: onReturn)
    case .uprobe: self = try SectionTarget.userProbe(text, onReturn: onReturn)
    case .uprobeMulti: self = try SectionTarget.userProbes(text, form)
    case .usdt: self = try SectionTarget.userStaticProbe(text)
    case .tracepoint: self = try SectionTarget.tracepoint(text)
    case .rawTracepoint: self = .rawTracepoint(text)
    case .tracing: self = .tracing(text)
    case .tracingMulti: self = .tracingMulti(pattern: text)
    case .lsm: self = .lsm(text)
    case .iterator: self = .iterator(text)
    }
  }

  private static func kernelProbe(
    _ text: String, onReturn: Bool
  ) throws(Malformed) -> SectionTarget {
    let form = onReturn ? "FUNCTION" : "FUNCTION[+OFFSET]"
    let (function, offset) = try function(text[...], form, onReturn: onReturn)
    guard function.isSymbol(orOneOfModule: true) else {
      throw Malformed(what: "\"\(function)\" is no name of a function", form: form)
    }
    return .kernelProbe(function: function, offset: offset, onReturn: onReturn)
  }

  private static func kernelProbes(
    _ text: String, _ probes: ProbeForm
  ) throws(Malformed) -> SectionTarget {
    guard text.allSatisfy({ $0.isSymbolPart || $0 == "*" || $0 == "?" }) else {
      throw Malformed(
        what: "\"\(text)\" is no pattern of function names, in which only * and ? are special",
        form: "PATTERN")
    }
    return .kernelProbes(pattern: text, probes)
  }

  private static func userProbe(
    _ text: String, onReturn: Bool
  ) throws(Malformed) -> SectionTarget {
    let form = onReturn ? "BINARY:FUNCTION" : "BINARY:FUNCTION[+OFFSET]"
    let (binary, rest) = try binary(text, form)
    let (function, offset) = try function(rest, form, onReturn: onReturn)
    return .userProbe(binary: binary, function: function, offset: offset, onReturn: onReturn)
  }

  private static func userProbes(
    _ text: String, _ probes: ProbeForm
  ) throws(Malformed) -> SectionTarget {
    let (binary, pattern) = try binary(text, "BINARY:PATTERN")
    return .userProbes(binary: binary, pattern: String(pattern), probes)
  }

  private static func userStaticProbe(_ text: String) throws(Malformed) -> SectionTarget {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else {
      throw Malformed(
        what: "\"\(text)\" does not name a binary, a provider and a probe",
        form: "BINARY:PROVIDER:NAME")
    }
    return .userStaticProbe(
      binary: String(parts[0]), provider: String(parts[1]), name: String(parts[2]))
  }

  private static func tracepoint(_ text: String) throws(Malformed) -> SectionTarget {
    guard let slash = text.firstIndex(of: "/") else {
      throw Malformed(
        what: "\"\(text)\" does not name a category and a tracepoint", form: "CATEGORY/NAME")
    }
    return .tracepoint(
      category: String(text[..<slash]), name: String(text[text.index(after: slash)...]))
  }

  /// Splits at the first colon: paths have none.
  private static func binary(
    _ text: String, _ form: String
  ) throws(Malformed) -> (String, Substring) {
    guard let colon = text.firstIndex(of: ":"), colon != text.startIndex,
      text.index(after: colon) != text.endIndex
    else { throw Malformed(what: "\"\(text)\" does not name a binary and a function", form: form) }
    return (String(text[..<colon]), text[text.index(after: colon)...])
  }

  /// Splits a function and an offset.
  ///
  /// Only a `+` with nothing but a number behind it begins an offset: names of Go have others.
  private static func function(
    _ text: Substring, _ form: String, onReturn: Bool
  ) throws(Malformed) -> (String, UInt64) {
    guard let plus = text.lastIndex(of: "+"), plus != text.startIndex else {
      return (String(text), 0)
    }
    let digits = text[text.index(after: plus)...]
    if digits.first == "-" {
      throw Malformed(what: "the offset \(digits) is negative", form: form)
    }
    guard let offset = UInt64(cLiteral: digits) else { return (String(text), 0) }
    guard !onReturn else {
      throw Malformed(what: "a probe on the return of a function has no offset", form: form)
    }
    return (String(text[..<plus]), offset)
  }
}

extension UInt64 {
  /// Reads a number as C writes it: `0x` for hexadecimal digits, `0` for octal ones.
  fileprivate init?(cLiteral text: Substring) {
    guard text.first?.isASCII == true, text.first?.isNumber == true else { return nil }
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      self.init(text.dropFirst(2), radix: 16)
    } else if text.count > 1, text.first == "0" {
      self.init(text.dropFirst(), radix: 8)
    } else {
      self.init(text, radix: 10)
    }
  }
}

extension Character {
  fileprivate var isSymbolPart: Bool {
    isASCII && (isLetter || isNumber || self == "_" || self == ".")
  }
}

extension String {
  fileprivate var isSymbol: Bool { isSymbol(orOneOfModule: false) }

  /// Whether this could be the name of a function of the kernel.
  fileprivate func isSymbol(orOneOfModule modules: Bool) -> Bool {
    var name = self[...]
    if modules, let colon = name.firstIndex(of: ":") {
      let module = name[..<colon]
      guard !module.isEmpty, module.allSatisfy({ $0.isSymbolPart || $0 == "-" }) else {
        return false
      }
      name = name[name.index(after: colon)...]
    }
    return !name.isEmpty && name.allSatisfy(\.isSymbolPart)
  }
}
