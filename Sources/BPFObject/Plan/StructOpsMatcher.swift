import BTF

/// Carries the values of an object's struct over to the kernel's, member by member.
struct StructOpsMatcher {
  let map: MapSpec
  let structOps: StructOps
  let local: BTFTable
  let kernel: KernelStructs.Match

  /// More bytes than any value has; kernels allow a few pages.
  private static let sizeLimit: UInt32 = 1 << 20

  /// The value for the kernel.
  ///
  /// - Throws: ``ObjectError/Code/incompatibleKernelStruct`` naming the member.
  func match() throws(ObjectError) -> StructOpsPlan {
    let size = kernel.value.statedSize
    guard size <= StructOpsMatcher.sizeLimit else {
      throw incompatible("the kernel's value has \(size) bytes")
    }
    var contents = [UInt8](repeating: 0, count: Int(size))
    var functions: [StructOpsPlan.Function] = []
    let members = try kernelMembers()
    for (place, member) in structOps.members.enumerated() {
      let value = structOps.contents[member.offset..<(member.offset + member.size)]
      let isZero = value.allSatisfy { $0 == 0 }
      let program = structOps.programs[place]
      guard let index = members[member.name] else {
        // What the kernel does not know does no harm as long as it is not used.
        guard isZero, program == nil else {
          throw incompatible(
            "the kernel's struct \(structOps.kernelTypeName) has no member '\(member.name)', and "
              + "it is set",
            advice: "leave it unset for this kernel, or give the struct a flavour without it")
        }
        continue
      }
      let target = try target(of: member, at: index)
      guard !target.isPointer else {
        guard isZero else {
          throw incompatible("member '\(member.name)' is a pointer, and set to no program")
        }
        guard let program else { continue }
        guard target.isFunction else {
          throw incompatible("the kernel's member '\(member.name)' is no function")
        }
        functions.append(
          StructOpsPlan.Function(
            member: member.name, memberIndex: index, offset: target.offset, program: program))
        continue
      }
      guard target.size == UInt64(member.size), target.offset + member.size <= contents.count
      else {
        throw incompatible(
          "member '\(member.name)' has \(member.size) bytes, the kernel's \(target.size)")
      }
      contents.replaceSubrange(target.offset..<(target.offset + member.size), with: value)
    }
    return StructOpsPlan(
      kernelType: ProgramPlan.AttachTarget(
        name: structOps.kernelTypeName, id: kernel.type.id, module: kernel.module),
      valueType: kernel.value.id, contents: contents, functions: functions)
  }

  /// The places of the kernel's members by their names; of two of one name, the first.
  private func kernelMembers() throws(ObjectError) -> [String: Int] {
    try readingBTF { () throws(BTFError) in
      var places: [String: Int] = [:]
      for index in 0..<kernel.type.count {
        let name = try kernel.types.name(of: kernel.types.member(index, of: kernel.type))
        if places[name] == nil { places[name] = index }
      }
      return places
    }
  }

  private struct Target {
    /// Where the member stands in the value.
    let offset: Int
    let size: UInt64
    let isPointer: Bool
    let isFunction: Bool
  }

  private func target(of member: StructOps.Member, at index: Int) throws(ObjectError) -> Target {
    let (found, type, size, isFunction, ownKind) = try readingBTF { () throws(BTFError) in
      let found = try kernel.types.member(index, of: kernel.type)
      let type = try kernel.types.resolved(found.type)
      let isFunction = try kernel.types.isFunctionPointer(type)
      let size = try type.kind == .pointer ? 8 : kernel.types.size(of: found.type)
      return (found, type, size, isFunction, try local.resolved(member.type).kind)
    }
    guard !member.isBitfield, found.bitSize == 0, found.bitOffset.isMultiple(of: 8) else {
      throw incompatible("member '\(member.name)' is a bitfield, which no loader can carry over")
    }
    guard type.kind == ownKind else {
      throw incompatible(
        "member '\(member.name)' is of the kind \(ownKind), the kernel's of \(type.kind)")
    }
    let offset = kernel.offset + Int(found.bitOffset / 8)
    guard offset + (type.kind == .pointer ? 8 : 0) <= Int(kernel.value.statedSize) else {
      throw incompatible("the kernel's member '\(member.name)' lies outside the value")
    }
    return Target(
      offset: offset, size: size, isPointer: type.kind == .pointer, isFunction: isFunction)
  }

  private func incompatible(_ detail: String, advice: String? = nil) -> ObjectError {
    ObjectError(
      .incompatibleKernelStruct, detail, map: map.name, section: map.sectionName, advice: advice)
  }
}
