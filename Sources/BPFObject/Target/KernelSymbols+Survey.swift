internal import Bytes

extension KernelSymbols {
  /// Everything in the symbols that may be meant by the name of a function.
  package struct Survey: Sendable, Hashable {
    /// The functions of exactly that name: their addresses, and the modules that they are of.
    package var exact: [Place] = []
    /// The function under a name that link-time optimisation gave it: `name.llvm.123`.
    package var renamed: [String] = []
    /// What the compiler made of the function: `name.isra.0`, `name.constprop.0`.
    package var clones: [String] = []
    /// Pieces of the function, which are entered only at times: `name.part.0`.
    package var parts: [String] = []
    /// Functions by which the kernel enters the system call of that name: `__x64_sys_name`.
    package var entries: [String] = []
    /// Names that differ in a letter or two, or else begin with the name.
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
    let wanted = Array(name.utf8)
    var survey = Survey()
    var near = NearNames(to: wanted)
    let call = Array(
      name.droppingPrefixes(["__x64_sys_", "__arm64_sys_", "__se_sys_", "sys_"]).utf8)
    let entries = KernelSymbols.entryPrefixes.map { Array($0.utf8) + call }
    forEachFunction { address, function, module in
      if function.starts(with: wanted) {
        if function.byteCount == wanted.count {
          survey.exact.append(
            Survey.Place(address: address, module: module.isEmpty ? nil : module.text))
          return
        }
        if function.load(UInt8.self, at: wanted.count) == UInt8(ascii: ".") {
          survey.addVariant(function.text, suffix: String(function.text.dropFirst(name.count)))
          return
        }
      }
      if !call.isEmpty, entries.contains(where: { function.equals($0) }) {
        survey.entries.append(function.text)
      } else {
        near.consider(function)
      }
    }
    survey.near = near.names
    return survey
  }

  private static let entryPrefixes = [
    "__x64_sys_", "__arm64_sys_", "__s390x_sys_", "__riscv_sys_",
  ]
}

extension KernelSymbols.Survey {
  fileprivate mutating func addVariant(_ name: String, suffix: String) {
    let marks = suffix.split(separator: ".")
    if marks.contains("cold") { return }
    if marks.contains("part") {
      parts.append(name)
    } else if marks.first == "llvm" || marks.first == "lto_priv" {
      renamed.append(name)
    } else {
      clones.append(name)
    }
  }
}

extension String {
  fileprivate func droppingPrefixes(_ prefixes: [String]) -> Substring {
    for prefix in prefixes where hasPrefix(prefix) { return dropFirst(prefix.count) }
    return self[...]
  }
}
