extension RelocationMatrix {
  /// Something that programs need, and what each kernel makes of it.
  public struct Row: Sendable, Hashable {
    /// What is needed, and where.
    public let need: Need
    /// The answers, in the order of the matrix's kernels.
    public let cells: [Cell]
    /// Whether it may be missing, by ``RelocationMatrix/allowing(missing:)``.
    public internal(set) var isAllowed = false

    /// Whether a program cannot be loaded on some kernel.
    public var isBroken: Bool { cells.contains { $0.outcome.isBroken } }
    /// Whether some kernel lacks it and no program needs it there.
    public var isGuarded: Bool { cells.contains { $0.outcome.isGuarded } }
    /// The causes for which programs cannot be loaded, each with the kernels where it is the one.
    public var causes: [Cause] {
      var causes: [Cause] = []
      for cell in cells {
        guard case .broken(let breakage) = cell.outcome else { continue }
        // Kernels number their types differently, which makes no other cause.
        if let index = causes.firstIndex(where: { $0.breakage.isLike(breakage) }) {
          causes[index].kernels.append(cell.kernel)
        } else {
          causes.append(Cause(breakage: breakage, kernels: [cell.kernel]))
        }
      }
      return causes
    }
    /// The names of the kernels on which a program cannot be loaded.
    public var brokenKernels: [String] { cells.filter { $0.outcome.isBroken }.map(\.kernel) }
  }

  /// The answer of one kernel.
  public struct Cell: Sendable, Hashable {
    /// The kernel's name.
    public let kernel: String
    /// The answer.
    public let outcome: Outcome
  }

  /// What a kernel makes of a need.
  public enum Outcome: Sendable, Hashable {
    /// The kernel has it.
    case resolved
    /// The kernel lacks it, and no program reaches what needs it.
    case guarded(Guard)
    /// The kernel lacks it, and some programs cannot be loaded therefore.
    case broken(Breakage)

    /// Whether it is ``broken(_:)``.
    public var isBroken: Bool { if case .broken = self { true } else { false } }
    /// Whether it is ``guarded(_:)``.
    public var isGuarded: Bool { if case .guarded = self { true } else { false } }
  }

  /// Why what a kernel lacks does no harm.
  public enum Guard: String, Sendable, Hashable {
    /// A check whose answer the kernel decides: `bpf_core_field_exists()` and those like it, its
    /// version, its configuration, a weak symbol.
    case check
    /// A constant of `.rodata` that has the value it was compiled with; user space can set another.
    case constant
    /// No program that was followed calls the function.
    case unused
  }

  /// Why programs cannot be loaded.
  public struct Breakage: Sendable, Hashable {
    /// What is wrong, in a sentence.
    public let reason: String
    /// The programs.
    public let programs: [String]
  }

  /// A breakage and the kernels on which it is the same.
  public struct Cause: Sendable, Hashable {
    /// Why programs cannot be loaded.
    public let breakage: Breakage
    /// The names of the kernels.
    public internal(set) var kernels: [String]
  }

  /// Something that a kernel must have.
  public struct Need: Sendable, Hashable {
    /// What kind of thing it is.
    public enum Kind: Sendable, Hashable {
      /// What a CO-RE relocation asks for.
      case relocation(RelocationKind)
      /// The function, tracepoint or hook that a program attaches to.
      case attachTarget
      /// A function of the kernel that is called.
      case kernelFunction
      /// A variable of the kernel.
      case kernelVariable
      /// An option or fact of the kernel's build.
      case configuration
      /// That the program can be put together at all.
      case preparation
    }

    /// What kind of thing it is.
    public let kind: Kind
    /// What it is: `struct task_struct`, `enum bpf_map_type`, or the name of a function or option.
    public let type: String
    /// The field or enumerator in it, `se.vruntime`; `nil` where the type itself is meant.
    public let field: String?
    /// The program or subprogram that needs it.
    public let function: String
    /// The ELF section of that function.
    public let section: String
    /// The instruction, counted from the start of the function; `nil` where none is meant.
    public let instruction: Int?
    /// The line of C.
    public let source: SourceLine?

    /// The thing in C's words: `struct task_struct.pid`, `enum bpf_map_type::BPF_MAP_TYPE_HASH`.
    public var subject: String {
      guard let field else { return type }
      return type + (type.hasPrefix("enum ") ? "::" : field.hasPrefix("[") ? "" : ".") + field
    }
  }
}

extension RelocationMatrix.Breakage {
  /// Whether the reason is the same but for the numbers of types.
  func isLike(_ other: RelocationMatrix.Breakage) -> Bool {
    func words(_ reason: String) -> [Substring] {
      reason.split(separator: " ").filter { !$0.contains("[") }
    }
    return programs == other.programs && words(reason) == words(other.reason)
  }
}
