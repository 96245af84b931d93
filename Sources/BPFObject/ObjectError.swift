public import BTF
public import CORE
public import ELF

/// Why an object could not be opened, changed or prepared for a kernel.
public struct ObjectError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    private enum Value: String, Sendable {
      case unreadable, notELF, notBPF, foreignByteOrder, malformedSection, malformedBTF, missingBTF
      case malformedProgram, staticProgram, unknownSection, malformedRelocation, missingFunction
      case malformedMap, legacyMaps, malformedExtern, unresolvedExtern, missingTarget, relocation
      case noSuchProgram, noSuchVariable, wrongSize, unsupported, missingAttachTarget
      case noSuchMember, wrongKind, ambiguousAttachTarget, malformedTarget, missingKernelStruct,
        incompatibleKernelStruct
    }
    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// The file could not be read.
    public static var unreadable: Code { Code(.unreadable) }
    /// The bytes are not a well-formed 64-bit ELF file.
    public static var notELF: Code { Code(.notELF) }
    /// An ELF file, but not a relocatable one for BPF.
    public static var notBPF: Code { Code(.notBPF) }
    /// An object of the other byte order cannot be loaded into this machine's kernel.
    public static var foreignByteOrder: Code { Code(.foreignByteOrder) }
    /// A section's content does not agree with what its name promises.
    public static var malformedSection: Code { Code(.malformedSection) }
    /// `.BTF` or `.BTF.ext` cannot be read.
    public static var malformedBTF: Code { Code(.malformedBTF) }
    /// The object needs BTF and has none: compile with `-g`.
    public static var missingBTF: Code { Code(.missingBTF) }
    /// A function's symbol does not agree with its section.
    public static var malformedProgram: Code { Code(.malformedProgram) }
    /// A `static` function in a section of its own.
    public static var staticProgram: Code { Code(.staticProgram) }
    /// The section name says nothing about the type of program.
    public static var unknownSection: Code { Code(.unknownSection) }
    /// A relocation against something that cannot be referred to.
    public static var malformedRelocation: Code { Code(.malformedRelocation) }
    /// A call or function pointer whose target is not in the object.
    public static var missingFunction: Code { Code(.missingFunction) }
    /// A map definition that cannot be understood.
    public static var malformedMap: Code { Code(.malformedMap) }
    /// Map definitions of the time before BTF, in a section `maps`.
    public static var legacyMaps: Code { Code(.legacyMaps) }
    /// An `extern` without type information, or of a type that it cannot have.
    public static var malformedExtern: Code { Code(.malformedExtern) }
    /// A strong `extern` that nothing defines.
    public static var unresolvedExtern: Code { Code(.unresolvedExtern) }
    /// Preparing needs the BTF of the kernel, and none was given.
    public static var missingTarget: Code { Code(.missingTarget) }
    /// A CO-RE relocation that has no answer.
    public static var relocation: Code { Code(.relocation) }
    /// No program of that name.
    public static var noSuchProgram: Code { Code(.noSuchProgram) }
    /// No global variable of that name.
    public static var noSuchVariable: Code { Code(.noSuchVariable) }
    /// A value whose size is not that of the variable.
    public static var wrongSize: Code { Code(.wrongSize) }
    /// A construct that this version cannot load yet.
    public static var unsupported: Code { Code(.unsupported) }
    /// The function or hook that a program attaches to is not in the kernel's BTF.
    public static var missingAttachTarget: Code { Code(.missingAttachTarget) }
    /// Several modules have what a program attaches to.
    public static var ambiguousAttachTarget: Code { Code(.ambiguousAttachTarget) }
    /// What a program attaches to is not written in the form that its section's name asks for.
    public static var malformedTarget: Code { Code(.malformedTarget) }

    /// No member of that name in a struct_ops map.
    public static var noSuchMember: Code { Code(.noSuchMember) }
    /// A function where something else is meant, or the other way round.
    public static var wrongKind: Code { Code(.wrongKind) }
    /// The kernel does not have the struct that a struct_ops map stands for.
    public static var missingKernelStruct: Code { Code(.missingKernelStruct) }
    /// The kernel's struct cannot take the values of a struct_ops map.
    public static var incompatibleKernelStruct: Code { Code(.incompatibleKernelStruct) }

    /// The code's name.
    public var description: String { value.rawValue }
  }

  /// The layer below that failed.
  public enum Cause: Sendable {
    /// Reading ELF.
    case elf(ELFError)
    /// Reading BTF.
    case btf(BTFError)
    /// CO-RE.
    case core(COREError)
  }

  /// What kind of failure it is.
  public let code: Code
  /// What is wrong, in a few words.
  public let detail: String
  /// The program in question.
  public internal(set) var program: String?
  /// The map in question.
  public internal(set) var map: String?
  /// The ELF section in question.
  public internal(set) var section: String?
  /// The instruction in question, counted from the start of its program.
  public internal(set) var instruction: Int?
  /// What the instruction does, in the verifier's notation: `r1 = *(u32 *)(r2 + 8)`.
  public internal(set) var operation: String?
  /// What to do about it.
  public internal(set) var advice: String?
  /// The layer below that failed.
  public internal(set) var cause: Cause?

  init(
    _ code: Code, _ detail: String, program: String? = nil, map: String? = nil,
    section: String? = nil, instruction: Int? = nil, advice: String? = nil, cause: Cause? = nil
  ) {
    self.code = code
    self.detail = detail
    self.program = program
    self.map = map
    self.section = section
    self.instruction = instruction
    self.advice = advice
    self.cause = cause
  }

  init(_ error: ELFError) {
    self.init(.notELF, error.description, cause: .elf(error))
  }

  init(_ error: BTFError) {
    self.init(.malformedBTF, error.description, cause: .btf(error))
  }

  /// What failed, where, and what to do.
  public var description: String {
    var place: [String] = []
    if let program { place.append("program '\(program)'") }
    if let map { place.append("map '\(map)'") }
    if let section { place.append("section '\(section)'") }
    if let instruction {
      place.append("instruction \(instruction)" + (operation.map { " `\($0)`" } ?? ""))
    }
    var text = place.isEmpty ? detail : place.joined(separator: ", ") + ": " + detail
    if let advice { text += "; \(advice)" }
    return text
  }
}
