import BPFObject
import BTF
import Bytes
import CORE
import TestSupport
import Testing

/// The part of an object's types that a kernel is told.
@Suite struct UploadTypesTests {
  private func words(_ info: ProgramPlan.InfoRecords, _ index: Int, _ order: ByteOrder) -> [UInt32]
  {
    let bytes = Bytes(info.bytes)
    return (0..<info.count).compactMap {
      bytes.span.load(at: $0 * info.recordSize + index * 4, swapped: order.isSwapped)
    }
  }

  @Test(arguments: [
    "many", "maps", "globals", "ring_events", "mapinmap", "subprogs", "eb/many", "eb/maps",
  ])
  func everythingThatIsReferredToIsThere(_ name: String) throws {
    let object = try Objects.openWithoutAttachTargets(name)
    let plan = try object.plan(for: Objects.emptyKernel(object.byteOrder))
    let whole = try #require(plan.types)
    let upload = try #require(try plan.uploadTypes())
    let part = upload.table
    #expect(part.byteOrder == object.byteOrder)
    #expect(part.bytes.count < whole.bytes.count)
    for program in plan.programs {
      let order = plan.byteOrder
      let info = upload.functionInfo(of: program)
      #expect(info.recordSize == program.functionInfo.recordSize)
      #expect(words(info, 0, order) == words(program.functionInfo, 0, order))
      for (new, old) in zip(words(info, 1, order), words(program.functionInfo, 1, order)) {
        let function = try part.type(TypeID(new))
        #expect(function.kind == .function)
        #expect(try part.name(of: function) == whole.name(of: whole.type(TypeID(old))))
        #expect(
          try part.type(function.referent).count
            == whole.type(whole.type(TypeID(old)).referent).count)
      }
      let lines = upload.lineInfo(of: program)
      for index in [0, 3] {
        #expect(words(lines, index, order) == words(program.lineInfo, index, order))
      }
      for index in [1, 2] {
        let texts = try words(lines, index, order).map { try part.string(at: $0) }
        #expect(
          try texts == words(program.lineInfo, index, order).map { try whole.string(at: $0) })
      }
    }
    for map in plan.maps {
      for id in [map.spec.keyType, map.spec.valueType] where id != .void {
        let new = upload[id]
        #expect(try part.type(new).count == whole.type(id).count)
        #expect(try part.size(of: new) == whole.size(of: id))
        #expect(try part.name(of: part.type(new)) == whole.name(of: whole.type(id)))
      }
    }
  }

  /// Types that only relocations ask about stay at home.
  @Test func typesOfRelocationsAreLeftOut() throws {
    let object = try Objects.open("core_fields")
    let plan = try object.plan(for: Objects.kernel("target_a"))
    let upload = try #require(try plan.uploadTypes())
    let whole = try #require(plan.types)
    #expect(upload.table.ownIDs.count < whole.ownIDs.count)
  }

  @Test func numbersInInstructionsForbidIt() throws {
    let object = try Objects.open("core_types")
    let plan = try object.plan(
      for: Objects.kernel("target_a"), programs: Set(object.programs.map(\.name)))
    #expect(plan.relocations.contains { $0.outcome.kind == .typeIDLocal })
    #expect(try plan.uploadTypes()?.table.count == nil)
    // The kernel refuses BTF without types.
    let none = try Objects.open("minimal").plan(for: Objects.emptyKernel(), programs: [])
    #expect(try none.types != nil && none.maps.isEmpty && none.uploadTypes()?.table.count == nil)
    let bare = try Objects.open("no_btf").plan(for: Objects.emptyKernel())
    #expect(try bare.uploadTypes()?.table.count == nil)
  }
}
