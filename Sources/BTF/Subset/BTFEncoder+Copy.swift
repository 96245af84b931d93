import Bytes

extension BTFEncoder {
  /// Adds a copy of a type with some of its elements.
  ///
  /// - Parameters:
  ///   - type: the type.
  ///   - elements: the indices of the elements to copy, in order.
  ///   - table: the table that has the type.
  ///   - numbers: the new numbers of the types that are copied.
  ///   - selection: which elements of tagged types are copied.
  mutating func copy(
    _ type: BTFType, _ elements: [Int], of table: BTFTable, _ numbers: [TypeID: TypeID],
    _ selection: BTFSelection
  ) throws(BTFError) {
    func number(_ id: TypeID) throws(BTFError) -> UInt32 {
      guard let new = numbers[id] else {
        throw BTFError(.noSuchType, "a type that is kept refers to one that is not", type: id)
      }
      return new.rawValue
    }
    let name = try place(of: table.nameBytes(at: type.nameOffset).array)
    var count = type.count
    var word = type.sizeOrType
    var data: [UInt32] = []
    switch type.kind {
    case .int: data = [try table.intEncoding(of: type).rawValue]
    case .forward, .float: break
    case .pointer: word = numbers[type.referent]?.rawValue ?? 0
    case .typedef, .volatile, .const, .restrict, .typeTag, .function:
      word = try number(type.referent)
    case .variable:
      word = try number(type.referent)
      data = [try table.linkage(of: type).rawValue]
    case .declarationTag:
      word = try number(type.referent)
      let component = Int(try table.tagComponent(of: type))
      let tagged = try table.type(type.referent)
      let place =
        tagged.kind.isComposite && component >= 0
        ? selection.indices(of: tagged).firstIndex(of: component) ?? component : component
      data = [UInt32(truncatingIfNeeded: place)]
    case .array:
      let shape = try table.arrayShape(of: type)
      data = [try number(shape.element), try number(shape.index), shape.count]
    case .struct, .union:
      count = elements.count
      for index in elements {
        let member = try table.member(index, of: type)
        data.append(try place(of: table.nameBytes(at: member.nameOffset).array))
        data.append(try number(member.type))
        data.append(type.kindFlag ? member.bitSize << 24 | member.bitOffset : member.bitOffset)
      }
    case .enum, .enum64:
      count = elements.count
      for index in elements {
        let enumerator = try table.enumerator(index, of: type)
        data.append(try place(of: table.nameBytes(at: enumerator.nameOffset).array))
        data.append(UInt32(truncatingIfNeeded: enumerator.value))
        if type.kind == .enum64 { data.append(UInt32(truncatingIfNeeded: enumerator.value >> 32)) }
      }
    case .functionPrototype:
      word = try number(type.referent)
      for index in 0..<type.count {
        let parameter = try table.parameter(index, of: type)
        data.append(try place(of: table.nameBytes(at: parameter.nameOffset).array))
        data.append(try number(parameter.type))
      }
    case .dataSection:
      count = elements.count
      for index in elements {
        let variable = try table.sectionVariable(index, of: type)
        data += [try number(variable.type), variable.offset, variable.size]
      }
    default:
      throw BTFError(.wrongKind, "a \(type.kind) cannot be copied", type: type.id)
    }
    add(type.kind, name: name, flag: type.kindFlag, count: count, sizeOrType: word, data)
  }
}
