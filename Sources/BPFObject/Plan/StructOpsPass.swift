import BTF

/// Finds the kernel's structs for struct_ops maps, and what each of their programs is verified for.
struct StructOpsPass {
  /// The values of the maps that are created, by the maps' places in the object.
  private(set) var plans: [Int: StructOpsPlan] = [:]
  /// What the programs stand for, by their names.
  private var roles: [String: Role] = [:]

  private struct Role {
    let map: String
    let kernelType: ProgramPlan.AttachTarget
    let member: String
    let memberIndex: Int
  }

  init(
    _ object: ObjectFile, _ tables: TargetTables, _ selection: Selection
  ) throws(ObjectError) {
    let chosen = Set(selection.programs.filter { $0.type == .structOps }.map(\.name))
    let all = object.maps.indices.filter { object.maps[$0].structOps != nil }
    let created = all.filter { selection.createsMap[$0] }
    guard let types = object.types, !created.isEmpty || !chosen.isEmpty else { return }
    let structs = KernelStructs(
      tables, names: Set(all.compactMap { object.maps[$0].structOps?.kernelTypeName }))
    for place in created {
      plans[place] = try plan(object.maps[place], object, types, structs)
    }
    // A program that was asked for by name may stand only in maps that are not created.
    for place in all where !selection.createsMap[place] {
      guard let programs = object.maps[place].structOps?.programs.values,
        programs.contains(where: { chosen.contains($0) && roles[$0] == nil })
      else { continue }
      _ = try plan(object.maps[place], object, types, structs)
    }
  }

  private mutating func plan(
    _ map: MapSpec, _ object: ObjectFile, _ types: BTFTable, _ structs: KernelStructs
  ) throws(ObjectError) -> StructOpsPlan? {
    guard let structOps = map.structOps else { return nil }
    let plan: StructOpsPlan
    do throws(ObjectError) {
      plan = try StructOpsMatcher(
        map: map, structOps: structOps, local: types,
        kernel: structs.find(structOps.kernelTypeName)
      ).match()
    } catch {
      var error = error
      error.map = map.name
      error.section = map.sectionName
      throw error
    }
    for function in plan.functions {
      func malformed(_ detail: String) -> ObjectError {
        ObjectError(
          .incompatibleKernelStruct, detail, program: function.program, map: map.name,
          section: map.sectionName)
      }
      guard object.programs[function.program]?.type == .structOps else {
        throw malformed("what stands for '\(function.member)' is no struct_ops program")
      }
      let role = Role(
        map: map.name, kernelType: plan.kernelType, member: function.member,
        memberIndex: function.memberIndex)
      if let known = roles[function.program],
        known.kernelType != role.kernelType || known.memberIndex != role.memberIndex
      {
        throw malformed(
          "it stands for '\(function.member)' here and for '\(known.member)' of "
            + "'\(known.map)', and can be verified only for one function")
      }
      roles[function.program] = role
    }
    return plan
  }

  /// A program plan with what the program is verified for, where it is one of struct_ops.
  ///
  /// - Throws: ``ObjectError/Code/missingAttachTarget`` for one that stands for no function.
  func settle(_ plan: ProgramPlan) throws(ObjectError) -> ProgramPlan {
    guard plan.spec.type == .structOps else { return plan }
    guard let role = roles[plan.spec.name] else {
      throw ObjectError(
        .missingAttachTarget, "no struct_ops map has it as one of its functions",
        program: plan.spec.name, section: plan.spec.sectionName,
        advice: "set it in a variable of SEC(\".struct_ops\"), or do not load it")
    }
    var plan = plan
    plan.spec.expectedAttachType = AttachType(
      rawValue: UInt32(truncatingIfNeeded: role.memberIndex))
    plan.attachTarget = role.kernelType
    return plan
  }
}
