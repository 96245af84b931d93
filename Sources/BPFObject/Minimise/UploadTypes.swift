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
      try program.functionInfo.forEach(1, plan.byteOrder) { words throws(BTFError) in
        try needs.keepShape(TypeID(words[0]), in: 0)
      }
      try program.lineInfo.forEach(2, plan.byteOrder) { words throws(BTFError) in
        for word in words { selection.keep(stringAt: word) }
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

  /// A program's `func_info` with the types' numbers in ``table``.
  public func functionInfo(of program: ProgramPlan) -> ProgramPlan.InfoRecords {
    program.functionInfo.replacing(1, byteOrder) { self[TypeID($0)].rawValue }
  }

  /// A program's `line_info` with the strings' places in ``table``.
  public func lineInfo(of program: ProgramPlan) -> ProgramPlan.InfoRecords {
    program.lineInfo.replacing(2, byteOrder) { subset.offset(ofStringAt: $0) ?? 0 }
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

extension ProgramPlan.InfoRecords {
  /// Reads some words behind the first, the instruction, of each record.
  fileprivate func forEach(
    _ words: Int, _ order: ByteOrder, _ body: ([UInt32]) throws(BTFError) -> Void
  ) throws(BTFError) {
    for record in 0..<count {
      let start = record * recordSize + 4
      try body((0..<words).map { word(at: start + $0 * 4, order) })
    }
  }

  private func word(at offset: Int, _ order: ByteOrder) -> UInt32 {
    unsafe bytes.span.bytes.load(at: offset, swapped: order.isSwapped) ?? 0
  }

  /// The same records with some words behind the first one replaced.
  fileprivate func replacing(
    _ words: Int, _ order: ByteOrder, _ replacement: (UInt32) -> UInt32
  ) -> ProgramPlan.InfoRecords {
    var copy = bytes
    for record in 0..<count {
      for index in 0..<words {
        let place = record * recordSize + 4 + index * 4
        guard place + 4 <= copy.count else { continue }
        let new = replacement(word(at: place, order))
        let stored = order.isSwapped ? new.byteSwapped : new
        unsafe withUnsafeBytes(of: stored) {
          unsafe copy.replaceSubrange(place..<place + 4, with: $0)
        }
      }
    }
    return ProgramPlan.InfoRecords(recordSize: recordSize, bytes: copy)
  }
}
