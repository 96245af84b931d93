public import BTF
public import Bytes
public import CORE

/// Everything that will be asked of a kernel to load an object, before any of it is asked.
///
/// A pure function of the object and the target's types. What only a running kernel knows, the
/// descriptors of maps, stands in each program's ``ProgramPlan/references``.
public struct LoadPlan: Sendable {
  /// The object's name.
  public let name: String
  /// The byte order of the target.
  public let byteOrder: ByteOrder
  /// The licence that the kernel is told.
  public let license: String
  /// The version that the kernel is told, when the object asks for one.
  public let kernelVersion: UInt32?
  /// The types to load before maps and programs.
  public let types: BTFTable?
  /// The maps to create, in the object's order.
  public let maps: [MapPlan]
  /// The programs to load.
  public let programs: [ProgramPlan]
  /// One outcome for each CO-RE relocation.
  public let relocations: [RelocationOutcome]
  /// The modules that were looked at, which ``ProgramPlan/AttachTarget/module`` and references count
  /// from 1; empty when the kernel itself has everything.
  public let modules: [TargetModule]
  /// The modules whose functions programs call, as places in ``modules`` from 1: what an instruction
  /// calls by its offset, which counts these from 1.
  package let calledModules: [Int]

  let relocator: CORERelocator?
  let lines: LineTable
}

/// A map to create.
public struct MapPlan: Sendable, Hashable {
  /// The object's map, with the sizes that the kernel will accept.
  public let spec: MapSpec
  /// The name that the kernel is told: at most 15 letters, digits, `_` and `.`.
  public let kernelName: String
  /// The value that the only entry of a data section's map holds at first, or the variables of an
  /// arena; `nil` for zeros, which new maps are full of, and for other maps.
  public let contents: [UInt8]?
  /// Where in an arena its variables stand, in bytes; 0 for other maps.
  public var contentsOffset: UInt64 = 0
  /// The value of a struct_ops map, which registers it with the kernel; `nil` for other maps.
  public var structOps: StructOpsPlan?
}

/// A program to load: its instructions with those of its subprograms behind them.
public struct ProgramPlan: Sendable, Hashable {
  /// The object's program.
  public internal(set) var spec: ProgramSpec
  /// The final instructions, but for ``references``.
  public internal(set) var instructions: [Instruction]
  /// The instructions that refer to maps and to the kernel.
  public internal(set) var references: [Reference]
  /// What is not there, by the instructions that need it, which became calls of what no kernel knows.
  ///
  /// The kernel takes them as long as the verifier finds that the program never gets there.
  public internal(set) var absences: [Int: Absence] = [:]
  /// The tables of the program's indirect jumps, for each of which an instruction array is made.
  public let jumpTables: [JumpTable]
  /// Where each function begins.
  public let functions: [Function]
  /// `func_info` as the kernel takes it; empty when there is none.
  public let functionInfo: InfoRecords
  /// `line_info` as the kernel takes it; empty when there is none.
  public let lineInfo: InfoRecords
  /// The function, hook, tracepoint or struct of functions in the kernel's BTF that the program
  /// attaches to.
  public internal(set) var attachTarget: AttachTarget?

  /// An instruction that refers to a map or to something of the kernel.
  ///
  /// What only a running kernel knows is 0 in ``ProgramPlan/instructions``.
  public struct Reference: Sendable, Hashable {
    /// The place of the instruction; of the first half of a wide load.
    public let instruction: Int
    /// What is referred to.
    public let target: Target

    /// What an instruction refers to.
    public enum Target: Sendable, Hashable {
      /// The map with a place in ``LoadPlan/maps``; needs its descriptor.
      case map(Int)
      /// An address in the only value of a map; needs its descriptor.
      case mapValue(Int)
      /// A symbol without a type, and its address when it is known.
      case symbol(name: String, address: UInt64?)
      /// The address of a variable or function in the BTF of the kernel (0), or of a module, whose
      /// descriptor is then needed.
      case kernelType(name: String, module: Int)
      /// A table of jumps with a place in ``ProgramPlan/jumpTables``; needs the descriptor of the
      /// instruction array that is made of it.
      case jumpTable(Int)
      /// A call of a function in the BTF of the kernel (0) or of a module.
      case kernelFunction(name: String, module: Int)
    }

    /// The map's place in ``LoadPlan/maps``; `nil` for references to the kernel.
    public var mapIndex: Int? {
      switch target {
      case .map(let index), .mapValue(let index): index
      default: nil
      }
    }

    /// Whether it is an address in the map's value rather than the map.
    public var isValue: Bool {
      if case .mapValue = target { true } else { false }
    }
  }

  /// Something that an instruction needs and the kernel, or the selection, does not have.
  public enum Absence: Sendable, Hashable, CustomStringConvertible {
    /// A function of the kernel, declared `__weak`.
    case kernelFunction(String)
    /// A map that is not created (``MapSpec/autocreate``).
    case map(String)

    /// Kind and name.
    public var description: String {
      switch self {
      case .kernelFunction(let name): "kernel function '\(name)'"
      case .map(let name): "map '\(name)'"
      }
    }
  }

  /// Where an indirect jump can go (`gotox`, Linux 6.19).
  public struct JumpTable: Sendable, Hashable {
    /// The instructions of the program, one for each index.
    public let instructions: [UInt32]
  }

  /// A function of the program.
  public struct Function: Sendable, Hashable {
    let spec: FunctionSpec
    /// Its place among the object's functions.
    let index: Int
    /// The first instruction.
    public let start: Int

    /// The name in C.
    public var name: String { spec.name }
    /// The number of instructions.
    public var count: Int { spec.count }
    /// The name of the ELF section that it comes from.
    public var section: String { spec.sectionName }
    /// The first instruction in that section.
    public var sectionStart: Int { spec.first }
  }

  /// A type in the BTF of the kernel, a module or a loaded program.
  public struct AttachTarget: Sendable, Hashable {
    /// The name with the prefix of its kind: `btf_trace_sched_switch`.
    public let name: String
    /// The type.
    public let id: TypeID
    /// 0 for the kernel itself, from 1 for its modules.
    public let module: Int
    /// Whether the type is in the BTF of a loaded program (``TargetKernel/programs``).
    public var isInProgram = false
  }
}

/// A CO-RE relocation of a function and what became of it.
public struct RelocationOutcome: Sendable, Hashable {
  /// What was decided; its instruction is counted from the start of the function.
  public let outcome: COREOutcome
  let function: FunctionSpec

  init(function: FunctionSpec, outcome: COREOutcome) {
    self.function = function
    self.outcome = outcome
  }

  /// The name of the program or subprogram.
  public var functionName: String { function.name }
}

extension LoadPlan {
  /// The source line that a relocation belongs to.
  public func sourceLine(of relocation: RelocationOutcome) -> SourceLine? {
    lines.line(
      section: relocation.function.sectionIndex,
      instruction: relocation.function.first + relocation.outcome.instructionIndex)
  }

  /// The source line that an instruction of a program belongs to.
  public func sourceLine(of instruction: Int, in program: ProgramPlan) -> SourceLine? {
    guard
      let function = program.functions.last(where: { $0.start <= instruction }),
      instruction < function.start + function.count
    else { return nil }
    return lines.line(
      section: function.spec.sectionIndex,
      instruction: function.sectionStart + instruction - function.start)
  }

  /// The access of a relocation in C's words: `<byte_off> [5] struct task_struct.pid (0:2 @ offset 8)`.
  public func specification(of relocation: RelocationOutcome) -> String {
    relocator?.specification(of: relocation.outcome.record) ?? ""
  }
  /// The types of the target that were considered for a relocation, in their order.
  public func candidates(of relocation: RelocationOutcome) -> [CORECandidate] {
    relocator?.candidates(of: relocation.outcome) ?? []
  }

  /// Why a relocation's instruction was poisoned, in a sentence; `nil` when it was not.
  public func poisonDescription(of relocation: RelocationOutcome) -> String? {
    relocator?.poisonDescription(of: relocation.outcome)
  }
}
