import BTF

/// What the externs of an object are on one kernel.
struct ExternAnswers {
  /// What became of an extern.
  enum Answer {
    /// A value of the kernel's configuration.
    case value([UInt8])
    /// A value of a configuration that was not recorded; it can be any.
    case unknownValue
    /// The kernel has the symbol, at an address that is not 0.
    case present
    /// The kernel does not have it, and the object can do without.
    case absent(String)
    /// The kernel does not have it, or not as it was declared.
    case failed(String)
  }

  private var answers: [Int: Answer] = [:]

  init(_ survey: ObjectSurvey, _ target: TargetKernel, _ tables: TargetTables) {
    let object = survey.object
    let facts = KernelFacts(object, target)
    let symbols = SymbolResolver(object, target, tables, externs: Set(survey.externs.map(\.index)))
    for use in survey.externs {
      let item = object.externs[use.index]
      do throws(ObjectError) {
        answers[use.index] =
          item.kind == .kconfig
          ? try ExternAnswers.value(of: item, facts, target, object)
          : try ExternAnswers.symbol(symbols.resolution(of: use.index), item)
      } catch {
        answers[use.index] = .failed(error.detail)
      }
    }
  }

  private static func value(
    of item: ExternSpec, _ facts: KernelFacts, _ target: TargetKernel, _ object: ObjectFile
  ) throws(ObjectError) -> Answer {
    let isRecorded =
      item.name.hasPrefix("CONFIG_")
      ? target.configuration != nil : item.name != "LINUX_KERNEL_VERSION" || target.version != nil
    guard isRecorded else { return .unknownValue }
    guard let value = try facts.value(of: item) else {
      return .value([UInt8](repeating: 0, count: item.size))
    }
    return .value(value.bytes(size: item.size, object.byteOrder))
  }

  private static func symbol(_ resolution: SymbolResolver.Resolution, _ item: ExternSpec) -> Answer
  {
    switch resolution {
    case .address, .type: .present
    case .absent:
      .absent("the kernel has no \(item.kind.construct) '\(item.name)' as it is declared")
    }
  }

  /// The answer for the extern at a place; those that no program refers to count as present.
  subscript(index: Int) -> Answer { answers[index] ?? .present }

  /// The calls of an extern, as functions and instructions in them.
  func calls(of index: Int, _ survey: ObjectSurvey) -> [(function: Int, instruction: Int)] {
    survey.linked.flatMap { program in
      program.references.compactMap { reference in
        guard case .externCall(index) = reference.target,
          let (function, start) = program.function(around: reference.place)
        else { return nil }
        return (function, reference.place - start)
      }
    }
  }
}
