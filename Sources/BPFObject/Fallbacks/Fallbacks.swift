import BTF
import CORE

/// What a kernel that lacks features is given instead.
///
/// Nothing is changed for a kernel that lacks nothing that the object uses.
struct Fallbacks {
  private let target: TargetKernel
  private var contexts: ContextParameters?
  private let original: BTFTable?

  init(_ object: ObjectFile, _ target: TargetKernel) throws(ObjectError) {
    self.target = target
    original = object.types
    if !target.has(.argumentContextTag), let types = object.types,
      ContextParameters.areTagged(in: types)
    {
      contexts = try readingBTF { () throws(BTFError) in try ContextParameters(types) }
    }
  }

  /// The instructions as the kernel takes them.
  func settle(_ instructions: inout [Instruction]) {
    if !target.has(.probeReadKernel) { ReadHelpers.replace(in: &instructions) }
  }

  /// The program as the kernel takes it.
  func settle(_ program: inout ProgramSpec) {
    if !target.has(.expectedAttachType),
      program.definition?.flags.contains(.attachTypeOptional) == true
    {
      program.expectedAttachType = AttachType(rawValue: 0)
    }
  }

  /// The map as the kernel takes it.
  func settle(_ map: inout MapSpec) {
    if map.isInternal, !target.has(.mappableArray) { map.flags.remove(.mappable) }
  }

  /// The records about functions as the kernel takes them.
  mutating func settle(
    _ records: ProgramPlan.InfoRecords, for program: ProgramSpec
  ) throws(ObjectError) -> ProgramPlan.InfoRecords {
    guard var contexts else { return records }
    do {
      let settled = try contexts.settle(records, for: program.type)
      self.contexts = contexts
      return settled
    } catch { throw ObjectError(error) }
  }

  /// The object's types as the kernel takes them; `nil` when it takes none.
  func types() throws(ObjectError) -> BTFTable? {
    guard let original, target.has(.btf) else { return nil }
    do {
      let types = try contexts?.finish() ?? original
      return try types.without(target.missing) ?? types
    } catch { throw ObjectError(error) }
  }
}
