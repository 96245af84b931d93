internal import BTF
internal import Bytes

/// Compares the shapes of Swift values with C types.
struct LayoutCheck {
  let types: BTFTable
  /// Members looked at so far.
  ///
  /// Unnamed members that hold others twice would double the work with
  /// each level; no real type comes near the limit.
  private var visits = 0
  private static let maximumVisits = 1 << 18

  init(types: BTFTable) { self.types = types }

  /// What differs first, as a sentence; `nil` when nothing does.
  mutating func difference(between shape: CShape, and id: TypeID) throws(BTFError) -> String? {
    guard case .structure(let name, _, _) = shape else { return nil }
    guard types.byteOrder == .host else { return "the type is of a machine of other byte order" }
    guard try types.resolved(id).kind.isComposite else {
      return "it is not a struct or union"
    }
    return try difference(shape, id, in: name, depth: 0)
  }

  /// Beyond this, fields nest deeper than any type that a compiler writes.
  private static let maximumDepth = 32

  private mutating func difference(
    _ shape: CShape, _ id: TypeID, in path: String, depth: Int
  ) throws(BTFError) -> String? {
    guard depth < Self.maximumDepth else { return "\(path) nests too deep" }
    let type = try types.resolved(id)
    switch shape {
    case .scalar: return nil
    case .array(let element, let count, let stride):
      // Other things of the same size may be read as an array too, such as a union as bytes.
      guard type.kind == .array else { return nil }
      let cShape = try types.arrayShape(of: type)
      let size = try types.size(of: cShape.element)
      // The elements of an array of arrays are rows.
      guard count == Int(cShape.count), stride == size else { return nil }
      return try difference(element, cShape.element, in: "\(path)[]", depth: depth + 1)
    case .structure(_, let size, let fields):
      guard type.kind.isComposite else { return "\(path) is not a struct in C" }
      guard size <= type.statedSize else {
        return "\(path) has \(size) bytes in Swift, and \(type.statedSize) in C"
      }
      for field in fields {
        if let found = try difference(field, type, in: path, depth) { return found }
      }
      return type.kind == .struct
        ? try unlisted(type, fields.map { $0.name[...] }, size, in: path, depth)
        : nil
    }
  }

  private mutating func difference(
    _ field: CShape.Field, _ type: BTFType, in path: String, _ depth: Int
  ) throws(BTFError) -> String? {
    let name = "\(path).\(field.name)"
    guard let offset = field.offset else {
      return "\(name) is not a stored property"
    }
    guard let place = try place(of: field.name[...], in: type, depth: 0) else {
      return "\"\(field.name)\" is not a member in C (\(name))"
    }
    let size = UInt64(field.shape.size)
    if place.bitSize != 0 {
      let bits = UInt64(offset) * 8..<(UInt64(offset) + size) * 8
      let member = place.bitOffset..<place.bitOffset + UInt64(place.bitSize)
      guard bits.lowerBound <= member.lowerBound, member.upperBound <= bits.upperBound else {
        return "\(name) has bits \(bits.lowerBound) to \(bits.upperBound) in Swift, and "
          + "\(member.lowerBound) to \(member.upperBound) in C"
      }
      return nil
    }
    let cSize = try types.size(of: place.type)
    guard place.bitOffset == UInt64(offset) * 8, size == cSize else {
      return "\(name) has offset \(offset) and \(size) bytes in Swift, and offset "
        + "\(place.bitOffset / 8) and \(cSize) bytes in C"
    }
    return try difference(field.shape, place.type, in: name, depth: depth + 1)
  }

  private struct Place {
    var type: TypeID
    var bitOffset: UInt64
    var bitSize: UInt32
  }

  /// Where a member is, from the start of a struct or union.
  private mutating func place(
    of path: Substring, in type: BTFType, depth: Int
  ) throws(BTFError) -> Place? {
    guard type.kind.isComposite, depth < Self.maximumDepth else { return nil }
    let name = path.firstComponent
    for index in 0..<type.count {
      visits += 1
      guard visits < Self.maximumVisits else { return nil }
      let member = try types.member(index, of: type)
      let memberName = try types.name(of: member)
      let rest: Substring
      if memberName.isEmpty {
        // The members of an unnamed struct are named as if they stood outside.
        rest = path
      } else if memberName == name {
        rest = path.dropFirst(name.count + 1)
        if rest.isEmpty {
          return Place(
            type: member.type, bitOffset: UInt64(member.bitOffset), bitSize: member.bitSize)
        }
      } else {
        continue
      }
      if var place = try place(of: rest, in: types.resolved(member.type), depth: depth + 1) {
        place.bitOffset += UInt64(member.bitOffset)
        return place
      }
    }
    return nil
  }

  /// A member that lies inside the Swift struct but belongs to none of its fields.
  ///
  /// The properties that hold its bytes were not compared with anything, and must not be trusted.
  /// Bitfields share the property of a neighbour, and are not asked for.
  private mutating func unlisted(
    _ type: BTFType, _ names: [Substring], _ size: Int, in path: String, _ depth: Int
  ) throws(BTFError) -> String? {
    guard depth < Self.maximumDepth else { return nil }
    for index in 0..<type.count {
      visits += 1
      guard visits < Self.maximumVisits else { return "\(path) has too many members" }
      let member = try types.member(index, of: type)
      let offset = Int(member.bitOffset / 8)
      guard member.bitSize == 0, offset < size, try types.size(of: member.type) > 0 else {
        continue
      }
      let name = try types.name(of: member)
      if names.contains(name[...]) { continue }
      // The names that lead into this member; all may, when it has no name itself.
      let inside =
        name.isEmpty
        ? names
        : names.compactMap { $0.hasPrefix(name + ".") ? $0.dropFirst(name.count + 1) : nil }
      let inner = try types.resolved(member.type)
      if inner.kind == .struct, !inside.isEmpty {
        let found = try unlisted(inner, inside, size - offset, in: path, depth + 1)
        if let found { return found }
        continue
      }
      // One member of a union is enough: the bytes are the same.
      if inner.kind == .union, try hasMember(inner, named: inside, depth) { continue }
      let what = name.isEmpty ? "an unnamed \(inner.kind)" : "the member \"\(name)\""
      return "\(what) at offset \(offset) in C is not among the fields of \(path)"
    }
    return nil
  }

  private mutating func hasMember(
    _ type: BTFType, named names: [Substring], _ depth: Int
  ) throws(BTFError) -> Bool {
    for name in names where try place(of: name, in: type, depth: depth) != nil { return true }
    return false
  }
}

extension StringProtocol {
  /// What stands before the first dot.
  fileprivate var firstComponent: String { String(prefix { $0 != "." }) }
}
