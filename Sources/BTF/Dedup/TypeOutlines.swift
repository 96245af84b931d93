import Bytes

/// What types are without what they refer to, as words: those of two types are equal when nothing but
/// their references can tell the two apart.
struct TypeOutlines {
  private let table: BTFTable
  private var numbers: [[UInt8]: UInt32] = [:]

  init(_ table: BTFTable) { self.table = table }

  /// A number for a name, the same for the same text.
  private mutating func number(at offset: UInt32) throws(BTFError) -> UInt32 {
    let text = try table.nameBytes(at: offset).array
    if let known = numbers[text] { return known }
    let number = UInt32(truncatingIfNeeded: numbers.count)
    numbers[text] = number
    return number
  }

  mutating func outline(of type: BTFType) throws(BTFError) -> [UInt32] {
    var words = [
      UInt32(type.kind.rawValue) | (type.kindFlag ? 1 << 31 : 0),
      UInt32(truncatingIfNeeded: type.count), try number(at: type.nameOffset),
    ]
    switch type.kind {
    case .int: words += [type.statedSize, try table.intEncoding(of: type).rawValue]
    case .float: words.append(type.statedSize)
    case .array: words.append(try table.arrayShape(of: type).count)
    case .declarationTag: words.append(UInt32(bitPattern: try table.tagComponent(of: type)))
    case .struct, .union:
      words.append(type.statedSize)
      for index in 0..<type.count {
        let member = try table.member(index, of: type)
        words += [try number(at: member.nameOffset), member.bitOffset, member.bitSize]
      }
    case .enum, .enum64:
      words.append(type.statedSize)
      for index in 0..<type.count {
        let enumerator = try table.enumerator(index, of: type)
        words.append(try number(at: enumerator.nameOffset))
        words.append(UInt32(truncatingIfNeeded: enumerator.value))
        words.append(UInt32(truncatingIfNeeded: enumerator.value >> 32))
      }
    case .functionPrototype:
      for index in 0..<type.count {
        words.append(try number(at: table.parameter(index, of: type).nameOffset))
      }
    case .pointer, .typedef, .volatile, .const, .restrict, .typeTag, .function, .forward: break
    default:
      throw BTFError(.wrongKind, "a \(type.kind) cannot be compared", type: type.id)
    }
    return words
  }
}
