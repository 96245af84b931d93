import BTF

/// Reads the anonymous struct by which a map is declared: each member's type carries a value.
///
/// `__uint(max_entries, 16)` is a pointer to an array of 16; `__type(key, int)` a pointer to `int`;
/// `__array(values, …)` an array of pointers to what the slots hold.
struct MapDefinition {
  let types: BTFTable
  let mapName: String

  /// Reads the definition of a map.
  ///
  /// - Parameters:
  ///   - type: the struct.
  ///   - isInner: whether it defines what the slots of another map hold.
  func read(_ type: BTFType, isInner: Bool = false) throws(ObjectError) -> MapSpec {
    var draft = Draft()
    for index in 0..<type.count {
      let member = try reading { () throws(BTFError) in try types.member(index, of: type) }
      let field = try reading { () throws(BTFError) in try types.name(of: member) }
      try read(field, member, isLast: index == type.count - 1, isInner: isInner, into: &draft)
    }
    guard let mapType = draft.type else { throw malformed("the member 'type' is missing") }
    return MapSpec(
      name: isInner ? mapName + ".inner" : mapName, origin: .definition,
      type: MapType(rawValue: mapType), keySize: draft.keySize ?? 0,
      valueSize: draft.valueSize ?? 0, maxEntries: draft.maxEntries ?? 0,
      flags: MapFlags(rawValue: draft.flags ?? 0), extra: draft.extra ?? 0,
      numaNode: draft.numaNode ?? 0, pinning: draft.pinning, keyType: draft.keyType,
      valueType: draft.valueType, inner: draft.inner, slots: [], contents: nil)
  }

  private struct Draft {
    var type: UInt32?
    var keySize: UInt32?
    var valueSize: UInt32?
    var maxEntries: UInt32?
    var flags: UInt32?
    var extra: UInt64?
    var numaNode: UInt32?
    var pinning = MapSpec.Pinning.none
    var keyType = TypeID.void
    var valueType = TypeID.void
    var inner: [MapSpec] = []
  }

  private func read(
    _ field: String, _ member: Member, isLast: Bool, isInner: Bool, into draft: inout Draft
  ) throws(ObjectError) {
    switch field {
    case "type": draft.type = try number(field, member)
    case "max_entries": draft.maxEntries = try number(field, member)
    case "map_flags": draft.flags = try number(field, member)
    case "numa_node": draft.numaNode = try number(field, member)
    case "map_extra": draft.extra = try wideNumber(field, member)
    case "key_size":
      draft.keySize = try size(try number(field, member), field, agreesWith: draft.keySize)
    case "value_size":
      draft.valueSize = try size(try number(field, member), field, agreesWith: draft.valueSize)
    case "key":
      draft.keyType = try pointee(field, member)
      draft.keySize = try size(try size(of: draft.keyType, field), field, agreesWith: draft.keySize)
    case "value":
      draft.valueType = try pointee(field, member)
      draft.valueSize = try size(
        try size(of: draft.valueType, field), field, agreesWith: draft.valueSize)
    case "values":
      guard isLast else { throw malformed("the member 'values' must be the last one") }
      guard !isInner else { throw malformed("a map in a map cannot hold maps itself") }
      draft.valueSize = try size(4, field, agreesWith: draft.valueSize)
      draft.inner = try innerDefinition(member, of: draft.type.map(MapType.init))
    case "pinning":
      guard !isInner else { throw malformed("a map in a map cannot be pinned") }
      let value = try number(field, member)
      guard let pinning = MapSpec.Pinning(rawValue: value) else {
        throw malformed("pinning \(value) is neither 0 (none) nor 1 (by name)")
      }
      draft.pinning = pinning
    default:
      throw malformed(
        field.isEmpty ? "an unnamed member in the definition" : "unknown member '\(field)'",
        advice: "known are type, key, value, key_size, value_size, max_entries, map_flags, "
          + "map_extra, numa_node, pinning and values")
    }
  }

  private func number(_ field: String, _ member: Member) throws(ObjectError) -> UInt32 {
    let count = try reading { () throws(BTFError) -> UInt32? in
      let pointer = try types.resolved(member.type)
      guard pointer.kind == .pointer else { return nil }
      let array = try types.resolved(pointer.referent)
      guard array.kind == .array else { return nil }
      return try types.arrayShape(of: array).count
    }
    guard let count else { throw malformed("'\(field)' is not written with __uint()") }
    return count
  }

  /// A number of 64 bits is the only value of an anonymous enum (`__ulong`).
  private func wideNumber(_ field: String, _ member: Member) throws(ObjectError) -> UInt64 {
    let value = try reading { () throws(BTFError) -> UInt64? in
      let type = try types.resolved(member.type)
      guard type.kind.isEnumeration, type.count == 1 else { return nil }
      let value = try types.enumerator(0, of: type).value
      return type.kind == .enum ? UInt64(UInt32(truncatingIfNeeded: value)) : value
    }
    if let value { return value }
    return UInt64(try number(field, member))
  }

  private func pointee(_ field: String, _ member: Member) throws(ObjectError) -> TypeID {
    let type = try reading { () throws(BTFError) in try types.resolved(member.type) }
    guard type.kind == .pointer else { throw malformed("'\(field)' is not written with __type()") }
    return type.referent
  }

  private func size(of type: TypeID, _ field: String) throws(ObjectError) -> UInt32 {
    let size = try reading { () throws(BTFError) in try types.size(of: type) }
    guard let size = UInt32(exactly: size) else {
      throw malformed("the type of '\(field)' has \(size) bytes")
    }
    return size
  }

  private func size(
    _ size: UInt32, _ field: String, agreesWith earlier: UInt32?
  ) throws(ObjectError) -> UInt32 {
    if let earlier, earlier != size {
      throw malformed("'\(field)' says \(size) bytes where another member says \(earlier)")
    }
    return size
  }

  private func innerDefinition(
    _ member: Member, of type: MapType?
  ) throws(ObjectError) -> [MapSpec] {
    let element = try reading { () throws(BTFError) -> BTFType? in
      let array = try types.resolved(member.type)
      guard array.kind == .array else { return nil }
      let shape = try types.arrayShape(of: array)
      guard shape.count == 0 else { return nil }
      let pointer = try types.resolved(shape.element)
      guard pointer.kind == .pointer else { return nil }
      return try types.resolved(pointer.referent)
    }
    guard let element else { throw malformed("'values' is not written with __array()") }
    switch (element.kind, type) {
    case (.functionPrototype, .programArray): return []
    case (.struct, .arrayOfMaps), (.struct, .hashOfMaps):
      return [try read(element, isInner: true)]
    case (.functionPrototype, _), (.struct, _):
      throw malformed(
        "'values' holds a \(element.kind), which is not for a map of type "
          + (type?.name ?? "unspecified"),
        advice: "maps of maps hold maps, program arrays hold programs")
    default: throw malformed("'values' holds neither maps nor programs but a \(element.kind)")
    }
  }

  private func reading<T>(_ body: () throws(BTFError) -> T) throws(ObjectError) -> T {
    do { return try body() } catch {
      var error = ObjectError(error)
      error.map = mapName
      throw error
    }
  }

  private func malformed(_ detail: String, advice: String? = nil) -> ObjectError {
    ObjectError(.malformedMap, detail, map: mapName, section: ".maps", advice: advice)
  }
}
