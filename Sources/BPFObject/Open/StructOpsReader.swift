import BTF
import Bytes

/// Reads the variables of one section of struct_ops maps.
struct StructOpsReader {
  let types: BTFTable
  let section: String
  let contents: Bytes
  /// The layout of each struct that was met: variables of one struct share it.
  private var layouts: [TypeID: Layout] = [:]
  private var variables: [(start: UInt64, end: UInt64, type: TypeID)] = []

  private struct Layout {
    var members: [StructOps.Member] = []
    /// The first member at each offset.
    var places: [UInt64: Int] = [:]
  }

  init(types: BTFTable, section: String, contents: Bytes) {
    self.types = types
    self.section = section
    self.contents = contents
  }

  /// The map that a variable is; to be asked for in ascending order of the variables' offsets.
  mutating func map(of entry: SectionVariable) throws(ObjectError) -> MapSpec {
    let (name, type, typeName) = try readingBTF { () throws(BTFError) in
      let variable = try types.type(entry.type)
      let type = try types.resolved(variable.referent)
      return (try types.name(of: variable), type, try types.name(of: type))
    }
    func malformed(_ detail: String) -> ObjectError {
      ObjectError(.malformedMap, detail, map: name, section: section)
    }
    guard type.kind == .struct, !typeName.isEmpty else {
      throw malformed("a struct_ops map is a variable of a struct with a name")
    }
    let start = UInt64(entry.offset)
    guard start >= variables.last?.end ?? 0,
      let value = contents.slice(at: Int(entry.offset), count: Int(type.statedSize))
    else { throw malformed("the variable reaches beyond its section or into another one") }
    if layouts[type.id] == nil { layouts[type.id] = try layout(of: type, malformed) }
    variables.append((start, start + UInt64(type.statedSize), type.id))
    var map = MapSpec(
      name: name, origin: .structOps(section: section), type: .structOps, keySize: 4,
      valueSize: type.statedSize, maxEntries: 1,
      flags: section.hasSuffix(".link") ? .link : [], extra: 0, numaNode: 0, pinning: .none,
      keyType: .void, valueType: type.id, inner: [], slots: [], contents: nil)
    map.autocreate = !section.hasPrefix("?")
    map.structOps = StructOps(
      type: type.id, typeName: typeName, members: layouts[type.id]?.members ?? [],
      byteOrder: types.byteOrder, contents: value.array)
    return map
  }

  /// The variable and its member that stand at an offset in the section.
  func member(at offset: UInt64) -> (variable: Int, member: Int)? {
    let after = variables.partitionPoint { $0.start > offset }
    guard after > 0 else { return nil }
    let variable = variables[after - 1]
    guard let place = layouts[variable.type]?.places[offset - variable.start] else { return nil }
    return (after - 1, place)
  }

  private func layout(
    of type: BTFType, _ malformed: (String) -> ObjectError
  ) throws(ObjectError) -> Layout {
    var layout = Layout()
    for index in 0..<type.count {
      let (member, name, size, isFunction) = try readingBTF { () throws(BTFError) in
        let member = try types.member(index, of: type)
        let pointer = try types.resolved(member.type)
        let isFunction = try types.isFunctionPointer(pointer)
        return (
          member, try types.name(of: member), try types.size(of: member.type), isFunction
        )
      }
      let offset = UInt64(member.bitOffset / 8)
      guard size <= UInt64(type.statedSize), offset <= UInt64(type.statedSize) - size else {
        throw malformed("member '\(name)' reaches beyond its struct")
      }
      let isBitfield = member.bitSize != 0 || !member.bitOffset.isMultiple(of: 8)
      if !isBitfield, layout.places[offset] == nil { layout.places[offset] = index }
      layout.members.append(
        StructOps.Member(
          name: name, offset: Int(offset), size: Int(size), isFunction: isFunction,
          isBitfield: isBitfield, type: member.type))
    }
    return layout
  }
}

extension BTFTable {
  /// Whether a type, behind no modifiers, is a pointer to a function.
  func isFunctionPointer(_ type: BTFType) throws(BTFError) -> Bool {
    guard type.kind == .pointer else { return false }
    return try resolved(type.referent).kind == .functionPrototype
  }
}
