import Bytes

/// Split tables that bring what they need of their base with them.
///
/// The BTF of a module that is built outside of the kernel's tree stands on a *distilled* base, its
/// section `.BTF.base`: names, sizes and kinds of the types that it uses. With it the module's types
/// find their places in the types of any kernel that has them (kernel 6.11, pahole 1.28).
extension BTFTable {
  /// The split table over a real base in place of its distilled one.
  ///
  /// A type of the distilled base is the one of the same name and kind, integers and enumerations of
  /// the same size too. Structs and unions must have the same size when one of the split table's own
  /// holds them by value, and when several of the name have to be told apart.
  ///
  /// - Parameter base: the types of the kernel.
  /// - Throws: ``BTFError``; ``BTFError/Code/missingBaseType`` and
  ///   ``BTFError/Code/ambiguousBaseType`` name the type. ``BTFError/Code/wrongKind`` when the
  ///   table's base is not a distilled one, or there is none.
  public func relocated(onto base: BTFTable) throws(BTFError) -> BTFTable {
    guard let distilled = self.base, distilled.base == nil else {
      throw BTFError(.wrongKind, "the table does not stand on a distilled base")
    }
    guard base.byteOrder == byteOrder else {
      throw BTFError(.malformedHeader, "a split table must have its base's byte order", at: 0)
    }
    var numbers = try DistilledBase(of: self, distilled).places(in: base)
    // Own strings come first where a search looks, and a kernel has a hundred thousand of its own.
    var encoder = BTFEncoder(base: base, sharesStrings: false)
    var all = BTFSelection()
    for (place, id) in ownIDs.enumerated() {
      all.keepAll(of: TypeID(id))
      numbers[TypeID(id)] = TypeID(base.endID.rawValue &+ UInt32(truncatingIfNeeded: place))
    }
    for id in ownIDs {
      let type = try type(TypeID(id))
      for other in try references(of: type) where numbers[other] == nil {
        throw BTFError(.noSuchType, "a type refers to one that is not there", type: other)
      }
      try encoder.copy(type, all.indices(of: type), of: self, numbers, all)
    }
    return try encoder.finish()
  }
}

/// The types of a base that a split table needs, as far as it must know them.
private struct DistilledBase {
  private let table: BTFTable
  /// The structs and unions that the split table's own hold by value.
  private var embedded: Set<TypeID> = []

  init(of split: BTFTable, _ table: BTFTable) throws(BTFError) {
    self.table = table
    for id in split.ownIDs {
      let type = try split.type(TypeID(id))
      guard type.kind.isComposite else { continue }
      for index in 0..<type.count {
        let held = try DistilledBase.value(of: split.member(index, of: type).type, in: split)
        if held.kind.isComposite, held.id < split.firstID { embedded.insert(held.id) }
      }
    }
  }

  /// What a member holds, behind typedefs, qualifiers and arrays.
  private static func value(of id: TypeID, in table: BTFTable) throws(BTFError) -> BTFType {
    var type = try table.resolved(id)
    for _ in 0...BTFTable.maximumDepth {
      guard type.kind == .array else { return type }
      type = try table.resolved(table.arrayShape(of: type).element)
    }
    throw table.tooDeep(id)
  }

  /// The number in a real base of each type.
  func places(in base: BTFTable) throws(BTFError) -> [TypeID: TypeID] {
    var types: [BTFType] = []
    var names: [[UInt8]] = []
    for id in table.ownIDs {
      let type = try table.type(TypeID(id))
      let name = try table.nameBytes(at: type.nameOffset).array
      switch type.kind {
      case .int, .float, .enum, .struct, .union,
        .forward where !name.isEmpty:
        break
      default:
        throw BTFError(
          .wrongKind,
          "a \(name.isEmpty ? "nameless " : "")\(type.kind) cannot be part of a distilled base",
          type: type.id)
      }
      types.append(type)
      names.append(name)
    }
    let kinds = BTFTable.Kinds { kind in
      kind == .int || kind == .float || kind == .forward || kind.isEnumeration || kind.isComposite
    }
    let found = base.search(bytes: names, .exact, kinds: kinds)
    var places: [TypeID: TypeID] = [.void: .void]
    for (type, ids) in zip(types, found) {
      places[type.id] = try place(of: type, among: ids, in: base)
    }
    return places
  }

  private func place(
    of type: BTFType, among ids: [TypeID], in base: BTFTable
  ) throws(BTFError) -> TypeID {
    var candidates: [BTFType] = []
    for id in ids { candidates.append(try base.type(id)) }
    let isOneOfMany = candidates.count { $0.kind.isComposite } > 1
    let needsSize = embedded.contains(type.id) || isOneOfMany && type.kind != .forward
    var matches: [BTFType] = []
    for candidate in candidates {
      let hasSize = candidate.statedSize == type.statedSize
      switch type.kind {
      case .int:
        guard candidate.kind == .int, hasSize,
          try base.intEncoding(of: candidate).rawValue >> 24
            == table.intEncoding(of: type).rawValue >> 24
        else { continue }
      case .float: guard candidate.kind == .float, hasSize else { continue }
      // Enumerations of 64 bits are distilled to ones of 8 bytes.
      case .enum: guard candidate.kind.isEnumeration, hasSize else { continue }
      case .forward:
        guard candidate.kind == (type.isForwardUnion ? TypeKind.union : .struct) else { continue }
      default: guard candidate.kind == type.kind, hasSize || !needsSize else { continue }
      }
      matches.append(candidate)
    }
    if matches.isEmpty, type.kind == .forward || type.kind.isComposite, !needsSize {
      // Of a type that is only pointed to, a declaration will do.
      let isUnion = type.kind == .union || type.isForwardUnion
      matches = candidates.filter { $0.kind == .forward && $0.isForwardUnion == isUnion }
    }
    guard let match = matches.first else {
      throw BTFError(
        .missingBaseType,
        "the base has no \(try describe(type))" + (needsSize ? " of that size" : ""),
        type: type.id)
    }
    // Which of several equal integers or declarations it is makes no difference.
    guard matches.count == 1 || !match.kind.isComposite && !match.kind.isEnumeration else {
      throw BTFError(
        .ambiguousBaseType,
        "the base has several types that may be \(try describe(type)): "
          + matches.map(\.id.description).joined(separator: ", "), type: type.id)
    }
    return match.id
  }

  private func describe(_ type: BTFType) throws(BTFError) -> String {
    "\(type.kind) '\(try table.name(of: type))'"
      + (type.kind == .forward ? "" : " (\(type.statedSize) bytes)")
  }
}
