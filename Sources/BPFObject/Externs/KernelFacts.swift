import BTF

/// The values of the externs of `.kconfig`: options of the kernel's build, and facts like them.
struct KernelFacts {
  private let object: ObjectFile
  private let target: TargetKernel
  /// The options that the object asks for, as far as they are set.
  private let options: [String: String]

  init(_ object: ObjectFile, _ target: TargetKernel) {
    self.object = object
    self.target = target
    options = target.configuration?.values(of: object.configurationOptions) ?? [:]
  }

  /// The content of the map `.kconfig`.
  ///
  /// Values that no chosen program reads may be unknown; they stay zero.
  func contents(size: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    for item in object.externs where item.kind == .kconfig {
      guard let value = try? value(of: item) else { continue }
      for (place, byte) in value.bytes(size: item.size, object.byteOrder).enumerated()
      where item.offset + place < bytes.count {
        bytes[item.offset + place] = byte
      }
    }
    return bytes
  }

  /// The value of an extern; `nil` for a weak one that the kernel does not have.
  func value(of item: ExternSpec) throws(ObjectError) -> ConfigurationValue? {
    guard let types = object.types else { return nil }
    let type = try readingBTF { () throws(BTFError) in try ConfigurationType(item.type, in: types) }
    guard let type else {
      throw ObjectError(
        .malformedExtern, "'\(item.name)' has a type that no option has", section: ".kconfig",
        advice: "use bool, char, an integer, enum libbpf_tristate or an array of char")
    }
    do throws(ConfigurationValue.Misfit) {
      if let text = options[item.name] {
        return try ConfigurationValue(parsing: text, as: type, size: item.size)
      }
      if let fact = fact(item.name) {
        return try ConfigurationValue(number: fact, as: type, size: item.size)
      }
    } catch {
      throw ObjectError(
        .malformedExtern, "extern '\(item.name)': \(error.reason)", section: ".kconfig",
        advice: "declare it with a type that holds the value")
    }
    if item.isWeak, item.name.hasPrefix("CONFIG_") || item.name.hasPrefix("LINUX_") { return nil }
    throw unresolved(item.name)
  }

  /// What the kernel is, told by names that are no options of its build.
  private func fact(_ name: String) -> UInt64? {
    switch name {
    case "LINUX_KERNEL_VERSION": target.version.map { UInt64($0.code) }
    case "LINUX_HAS_BPF_COOKIE": target.has(.attachCookie) ? 1 : 0
    case "LINUX_HAS_SYSCALL_WRAPPER": target.has(.systemCallWrapper) ? 1 : 0
    default: nil
    }
  }

  private func unresolved(_ name: String) -> ObjectError {
    let detail: String
    let advice: String
    if !name.hasPrefix("CONFIG_") {
      let isKnown = name == "LINUX_KERNEL_VERSION"
      detail =
        isKnown
        ? "the target's version is not known, which '\(name)' asks"
        : "no fact about kernels is called '\(name)'"
      advice =
        isKnown
        ? "give the kernel's version"
        : "known are LINUX_KERNEL_VERSION, LINUX_HAS_BPF_COOKIE and LINUX_HAS_SYSCALL_WRAPPER"
    } else if target.configuration == nil {
      detail = "'\(name)' is an option of the kernel's build, and those are not known"
      advice = "give the kernel's configuration (/boot/config-*), or declare it __weak"
    } else {
      detail = "the kernel was built without '\(name)'"
      advice = "declare it __weak when 0 is a fair value for kernels without it"
    }
    return ObjectError(.unresolvedExtern, detail, section: ".kconfig", advice: advice)
  }
}

extension ObjectFile {
  /// The options of the kernel's build that the object asks for (`CONFIG_…`).
  package var configurationOptions: Set<String> {
    Set(externs.lazy.filter { $0.kind == .kconfig && $0.name.hasPrefix("CONFIG_") }.map(\.name))
  }
}
