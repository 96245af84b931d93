public import BTF
import Bytes
import CORE

/// The part of an object's types that a kernel needs to load it.
///
/// Clang describes every type that a program's source mentions; the kernel looks at those of maps,
/// functions, and source lines. Of what a function's parameters point to, it looks at name and size.
public struct UploadTypes: Sendable {
  private let subset: BTFSubset
  private let byteOrder: ByteOrder

  /// The types to load.
  public var table: BTFTable { subset.table }

  /// The number in ``table`` of a type of a map; `void` for one that no map has.
  public subscript(_ id: TypeID) -> TypeID { subset[id] ?? .void }

  /// Chooses the types of a plan.
  init(_ plan: LoadPlan, _ types: BTFTable) throws(BTFError) {
    var needs = CORENeeds(target: types, modules: [])
    var whole: [TypeID] = []
    for map in plan.maps where map.structOps == nil {
      whole += [map.spec.keyType, map.spec.valueType]
      for inner in map.spec.inner { whole += [inner.keyType, inner.valueType] }
    }
    var selection = BTFSelection()
    for program in plan.programs {
      let (functions, lines) = (program.functionInfo, program.lineInfo)
      for record in 0..<functions.count {
        try needs.keepShape(TypeID(functions.word(1, of: record, plan.byteOrder)), in: 0)
      }
      for record in 0..<lines.count {
        for place in UploadTypes.strings {
          selection.keep(stringAt: lines.word(place, of: record, plan.byteOrder))
        }
      }
    }
    selection.formUnion(needs.selections[0])
    try UploadTypes.keepAll(whole, of: types, &selection)
    try UploadTypes.keepTags(of: types, &selection)
    subset = try types.subset(keeping: selection)
    byteOrder = plan.byteOrder
  }

  /// Keeps types with everything that can be reached from them.
  private static func keepAll(
    _ ids: [TypeID], of types: BTFTable, _ selection: inout BTFSelection
  ) throws(BTFError) {
    var known: Set<TypeID> = []
    var work = ids
    while let id = work.popLast() {
      guard id != .void, known.insert(id).inserted else { continue }
      selection.keepAll(of: id)
      work += try types.references(of: types.type(id))
    }
  }

  /// Keeps what is said about types and functions that are kept (`BTF_KIND_DECL_TAG`).
  private static func keepTags(
    of types: BTFTable, _ selection: inout BTFSelection
  ) throws(BTFError) {
    for id in types.ownIDs {
      let type = try types.type(TypeID(id))
      if type.kind == .declarationTag, selection.contains(type.referent) { selection.keep(type.id) }
    }
  }

  /// The words of a line's record that are places of strings: the file's name and the text.
  private static let strings = [1, 2]

  /// A program's `func_info` with the types' numbers in ``table``.
  public func functionInfo(of program: ProgramPlan) -> ProgramPlan.InfoRecords {
    replacing([1], of: program.functionInfo) { self[TypeID($0)].rawValue }
  }

  /// A program's `line_info` with the strings' places in ``table``.
  public func lineInfo(of program: ProgramPlan) -> ProgramPlan.InfoRecords {
    replacing(UploadTypes.strings, of: program.lineInfo) {
      subset.offset(ofStringAt: $0) ?? 0
    }
  }

  private func replacing(
    _ places: [Int], of records: ProgramPlan.InfoRecords, _ replacement: (UInt32) -> UInt32
  ) -> ProgramPlan.InfoRecords {
    var copy = records
    for record in 0..<records.count {
      for place in places {
        let word = replacement(records.word(place, of: record, byteOrder))
        copy.setWord(place, of: record, to: word, byteOrder)
      }
    }
    return copy
  }
}

extension LoadPlan {
  /// The part of the object's types that a kernel needs to load the object.
  ///
  /// - Returns: `nil` when the kernel needs none, since it refuses BTF without types, and when
  ///   instructions hold the number of a type (`bpf_core_type_id_local()`, `bpf_obj_new()`), which
  ///   would be another one.
  /// - Throws: ``ObjectError/Code/malformedBTF`` when the object's types are damaged.
  public func uploadTypes() throws(ObjectError) -> UploadTypes? {
    guard let types, !relocations.contains(where: { $0.outcome.kind == .typeIDLocal }) else {
      return nil
    }
    let upload = try readingBTF { () throws(BTFError) in try UploadTypes(self, types) }
    return upload.table.ownIDs.isEmpty ? nil : upload
  }
}
