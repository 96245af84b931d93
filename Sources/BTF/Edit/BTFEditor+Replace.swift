/// Newer types written as older ones, for kernels that refuse BTF with what they do not know.
///
/// Each stand-in has the size of what it stands for, and its record the length, so that every number
/// and offset stays. What is lost is only what the kernel could show to people.
extension BTFEditor {
  /// Writes everything that a kernel does not know as something that it does.
  ///
  /// Kernels without 64-bit enumerations also refuse the flag of signed ones. A layout stays where
  /// nothing else tells the sizes of records that are unknown here.
  package mutating func replace(_ unknown: Set<BTFNovelty>) throws(BTFError) {
    var placeholder: TypeID?
    for id in table.ownIDs {
      let type = try table.type(TypeID(id))
      switch type.kind {
      case .function: replaceFunction(type, unknown)
      case .functionPrototype where unknown.contains(.function):
        // A parameter is as long as an enumerator: its name stays.
        rewrite(type, as: .enum, count: type.count)
        store(4, at: type.dataOffset &- 4)
      case .variable where unknown.contains(.dataSection): becomeByte(type)
      case .dataSection: try replaceSection(type, unknown)
      case .float where unknown.contains(.float):
        // Structs without members have any size; no name, because C has none such for a struct.
        rewrite(type, as: .struct, named: 0)
      // Nothing refers to it; a byte is not larger than what was tagged.
      case .declarationTag where unknown.contains(.declarationTag): becomeByte(type)
      case .typeTag where unknown.contains(.typeTag): rewrite(type, as: .const, named: 0)
      case .enum where type.kindFlag && unknown.contains(.enum64):
        rewrite(type, as: .enum, count: type.count)
      case .enum64 where unknown.contains(.enum64):
        let member = placeholder ?? addByte(named: "enum64_value")
        placeholder = member
        rewrite(type, as: .union, count: type.count)
        // A member is as long as an enumerator: the name stays, then a type and offset 0.
        for index in 0..<type.count {
          let place = type.dataOffset &+ index &* 12
          store(member.rawValue, at: place &+ 4)
          store(0, at: place &+ 8)
        }
      default: break
      }
    }
    if unknown.contains(.layout) { dropsLayout = true }
  }

  private mutating func replaceFunction(_ type: BTFType, _ unknown: Set<BTFNovelty>) {
    if unknown.contains(.function) {
      rewrite(type, as: .typedef)
    } else if unknown.contains(.globalFunction), type.count == Int(Linkage.global.rawValue) {
      rewrite(type, as: .function)
    }
  }

  private mutating func replaceSection(
    _ type: BTFType, _ unknown: Set<BTFNovelty>
  ) throws(BTFError) {
    let name = try table.name(of: type)
    guard unknown.contains(.dataSection) else {
      if unknown.contains(.questionMark), name.hasPrefix("?") {
        let renamed = addString("_" + name.dropFirst())
        rewrite(type, as: .dataSection, count: type.count, named: renamed)
      }
      return
    }
    let identifier = String(name.map { $0 == "." || $0 == "?" ? "_" : $0 })
    let renamed = addString(identifier)
    rewrite(type, as: .struct, count: type.count, named: renamed)
    // A member is as long as an entry: name, type and offset in bits for type, offset and size.
    for index in 0..<type.count {
      let entry = try table.sectionVariable(index, of: type)
      let place = type.dataOffset &+ index &* 12
      store(try table.type(entry.type).nameOffset, at: place)
      store(entry.type.rawValue, at: place &+ 4)
      store(entry.offset &* 8, at: place &+ 8)
    }
  }

  /// Makes a type of one word behind its head an integer of one byte.
  private mutating func becomeByte(_ type: BTFType) {
    rewrite(type, as: .int)
    store(1, at: type.dataOffset &- 4)
    store(8, at: type.dataOffset)
  }

  private mutating func rewrite(
    _ type: BTFType, as kind: TypeKind, count: Int = 0, named name: UInt32? = nil
  ) {
    store(
      UInt32(kind.rawValue) << 24 | UInt32(truncatingIfNeeded: count) & 0xff_ffff,
      at: type.dataOffset &- 8)
    if let name { store(name, at: type.dataOffset &- 12) }
  }
}
