internal import Bytes

extension KernelSymbols {
  /// Everything in the symbols that may be meant by the name of a function.
  package struct Survey: Sendable, Hashable {
    /// The functions of exactly that name: their addresses, and the modules that they are of.
    package var exact: [Place] = []
    /// What the compiler made of the function: `name.isra.0`, `name.constprop.0`, `name.part.0`.
    package var clones: [String] = []
    /// Functions by which the kernel enters the system call of that name: `__x64_sys_name`.
    package var entries: [String] = []
    /// Names that differ in a letter or two.
    package var near: [String] = []

    /// Where a function is.
    package struct Place: Sendable, Hashable {
      package let address: UInt64
      package let module: String?
    }
  }

  /// Looks at all functions once.
  ///
  /// - Parameter name: of a function, without a module.
  package func survey(_ name: String) -> Survey {
    var survey = Survey()
    let wanted = Array(name.utf8)
    let call = Array(
      name.droppingPrefixes(["__x64_sys_", "__arm64_sys_", "__se_sys_", "sys_"]).utf8)
    var near: [(distance: Int, name: String)] = []
    forEachFunction { function in
      let bytes = function.name
      if bytes == wanted {
        survey.exact.append(Survey.Place(address: function.address, module: function.module))
      } else if bytes.starts(with: wanted), bytes[wanted.count] == UInt8(ascii: "."),
        !bytes.dropFirst(wanted.count).starts(with: ".cold".utf8)
      {
        survey.clones.append(String(decoding: bytes, as: UTF8.self))
      } else if bytes.ends(with: call), KernelSymbols.isSystemCallEntry(bytes, call) {
        survey.entries.append(String(decoding: bytes, as: UTF8.self))
      } else if abs(bytes.count - wanted.count) <= 2, bytes.first == wanted.first,
        let distance = bytes.distance(to: wanted, limit: 2)
      {
        near.append((distance, String(decoding: bytes, as: UTF8.self)))
      }
    }
    near.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    survey.near = near.prefix(3).map(\.name)
    return survey
  }

  private static func isSystemCallEntry(_ bytes: [UInt8], _ call: [UInt8]) -> Bool {
    ["__x64_sys_", "__arm64_sys_", "__s390x_sys_", "__riscv_sys_"].contains { prefix in
      bytes.count == prefix.utf8.count + call.count && bytes.starts(with: prefix.utf8)
    }
  }

  /// A function of the text.
  package struct Function {
    package let address: UInt64
    package let name: [UInt8]
    /// `nil` for the kernel's own.
    package let module: String?
  }

  /// Calls a closure with each function, in the text's order.
  package func forEachFunction(_ body: (Function) -> Void) {
    let span = text.span
    var start = 0
    while start < span.byteCount {
      var end = start
      while end < span.byteCount, span.load(UInt8.self, at: end) != UInt8(ascii: "\n") { end += 1 }
      let line = SymbolLine(span, start..<end)
      start = end + 1
      guard line.isFunction else { continue }
      let (name, module) = line.nameAndModule(in: span)
      guard !name.isEmpty else { continue }
      body(Function(address: line.address, name: name, module: module))
    }
  }
}

extension String {
  fileprivate func droppingPrefixes(_ prefixes: [String]) -> Substring {
    for prefix in prefixes where hasPrefix(prefix) { return dropFirst(prefix.count) }
    return self[...]
  }
}

extension Array<UInt8> {
  fileprivate func ends(with other: [UInt8]) -> Bool {
    count >= other.count && suffix(other.count).elementsEqual(other)
  }

  /// How many letters have to be changed, added or removed to get another text; `nil` beyond a limit.
  func distance(to other: [UInt8], limit: Int) -> Int? {
    var previous = Array<Int>(0...other.count)
    for (row, byte) in enumerated() {
      var current = [row + 1]
      for (column, wanted) in other.enumerated() {
        let change = previous[column] + (byte == wanted ? 0 : 1)
        current.append(Swift.min(change, previous[column + 1] + 1, current[column] + 1))
      }
      if (current.min() ?? 0) > limit { return nil }
      previous = current
    }
    return previous.last.flatMap { $0 <= limit ? $0 : nil }
  }
}
