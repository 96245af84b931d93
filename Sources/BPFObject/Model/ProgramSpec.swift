/// A program of an object, before it is loaded.
public struct ProgramSpec: NamedSpec, Hashable {
  /// The name of the C function.
  public let name: String
  /// The name of the ELF section, a leading `?` included.
  public let sectionName: String
  /// What the section's name says, when it says anything.
  public let definition: SectionDefinition?
  /// What the program attaches to, in the form of its section's name: `sched/sched_process_exec`.
  ///
  /// At first what follows the section's prefix, `nil` where nothing does. It may be set before the
  /// object is loaded: `file.programs["count"]?.target = "do_unlinkat"`.
  public var target: String?
  /// The type that the program is loaded as.
  public var type: ProgramType
  /// The attach type that the program is verified for (`expected_attach_type`).
  public var expectedAttachType: AttachType
  /// How the program is loaded (`prog_flags`).
  public var flags: ProgramFlags
  /// Whether the program is loaded with its object; false at first for sections that begin with `?`.
  public var autoload: Bool
  /// Whether the program is attached with its object; otherwise it waits to be attached by itself.
  public var autoattach = true

  /// The section's name without the `?` that only says not to load the program by default.
  public var plainSectionName: String {
    sectionName.hasPrefix("?") ? String(sectionName.dropFirst()) : sectionName
  }

  /// The flags that the section's name asks for.
  public var sectionFlags: ProgramFlags { definition?.programFlags ?? [] }

  /// The number of the ELF section.
  package let sectionIndex: Int
  /// The first instruction, counted from the start of the section.
  package let firstInstruction: Int
  /// The number of instructions, those of subprograms not counted.
  public let instructionCount: Int
}
