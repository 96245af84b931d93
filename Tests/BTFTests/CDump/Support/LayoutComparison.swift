import BTF

/// Holds what a compiler made of a dump against the types that were dumped.
struct LayoutComparison {
  let dump: CDump
  let original: BTFTable
  let compiled: BTFTable

  /// What was compared.
  private(set) var composites = 0
  private(set) var members = 0
  private(set) var bitfields = 0
  private(set) var enums = 0
  private(set) var enumerators = 0
  /// What static assertions held against BTF.
  private(set) var assertions = 0
  /// Members that C cannot have, and that a comment stands for.
  private(set) var omitted: [String] = []
  /// What is not the same.
  private(set) var differences: [String] = []
  private var seen: Set<UInt64> = []

  init(_ dump: CDump, of original: BTFTable, with compiled: BTFTable) {
    self.dump = dump
    self.original = original
    self.compiled = compiled
  }

  /// Compares the types of the variables of a program.
  mutating func compare(_ program: LayoutProgram) throws {
    var variables: [String: TypeID] = [:]
    for id in compiled.ownIDs {
      let type = try compiled.type(TypeID(id))
      if type.kind == .variable { variables[try compiled.name(of: type)] = type.referent }
    }
    assertions = program.assertions
    for id in program.ids {
      guard let other = variables["v_\(id.rawValue)"] else {
        differences.append("\(id): has no variable")
        continue
      }
      try compareDefinitions(original.resolved(id), compiled.resolved(other), "\(id)")
    }
  }

  // MARK: - Definitions

  private mutating func compareDefinitions(
    _ a: BTFType, _ b: BTFType, _ path: String
  ) throws {
    let path = path + " " + (try original.name(of: a))
    guard seen.insert(UInt64(a.id.rawValue) << 32 | UInt64(b.id.rawValue)).inserted else { return }
    guard a.kind == b.kind || a.kind.isEnumeration && b.kind.isEnumeration else {
      return differences.append("\(path): \(a.kind) became \(b.kind)")
    }
    if a.statedSize != b.statedSize {
      differences.append("\(path): size \(a.statedSize) became \(b.statedSize)")
    }
    if a.kind.isComposite {
      try compareMembers(a, b, path)
    } else if a.kind.isEnumeration {
      try compareEnumerators(a, b, path)
    }
  }

  private mutating func compareMembers(_ a: BTFType, _ b: BTFType, _ path: String) throws {
    composites += 1
    var expected: [(Member, String)] = []
    for index in 0..<a.count {
      let member = try original.member(index, of: a)
      let name = try original.name(of: member)
      if try hasStorage(member.type) {
        expected.append((member, name))
      } else {
        omitted.append("\(path).\(name)")
      }
    }
    guard expected.count == b.count else {
      return differences.append("\(path): \(expected.count) members became \(b.count)")
    }
    for (index, (member, name)) in expected.enumerated() {
      let other = try compiled.member(index, of: b)
      let path = "\(path).\(name)"
      members += 1
      if member.bitSize > 0 { bitfields += 1 }
      if member.bitOffset != other.bitOffset {
        differences.append("\(path): bit \(member.bitOffset) became \(other.bitOffset)")
      }
      if member.bitSize != other.bitSize {
        differences.append("\(path): \(member.bitSize) bits became \(other.bitSize)")
      }
      let otherName = try compiled.name(of: other)
      // A keyword has an underscore behind it.
      if otherName != name, otherName != name + "_" {
        differences.append("\(path): became \(otherName)")
      }
      try compareTypes(member.type, other.type, path, isUnnamedMember: name.isEmpty)
    }
  }

  private func hasStorage(_ id: TypeID) throws -> Bool {
    let type = try original.resolved(id)
    switch type.kind {
    case .void, .forward, .functionPrototype: return false
    case .array: return try hasStorage(original.arrayShape(of: type).element)
    default: return true
    }
  }

  private mutating func compareEnumerators(_ a: BTFType, _ b: BTFType, _ path: String) throws {
    enums += 1
    guard a.count == b.count else {
      return differences.append("\(path): \(a.count) enumerators became \(b.count)")
    }
    for index in 0..<a.count {
      enumerators += 1
      let (mine, other) = (
        try original.enumerator(index, of: a), try compiled.enumerator(index, of: b)
      )
      let mask: UInt64 = a.kind == .enum ? 0xffff_ffff : .max
      if mine.value & mask != other.value & mask {
        differences.append("\(path): enumerator \(index) \(mine.value) became \(other.value)")
      }
      let name = try dump.name(of: a.id, enumerator: index)
      let otherName = try compiled.name(of: other)
      // Written more than once, an enum without a name has enumerators with suffixes.
      if otherName != name, !(a.isAnonymous && otherName.hasPrefix(name.prefix { $0 != "_" })) {
        differences.append("\(path): enumerator \(name) became \(otherName)")
      }
    }
  }

  // MARK: - Uses

  /// The type behind qualifiers and tags, and which qualifiers these were.
  private func unqualified(_ id: TypeID, in table: BTFTable) throws -> (BTFType, Set<UInt8>) {
    var type = try table.type(id)
    var qualifiers: Set<UInt8> = []
    while true {
      switch type.kind {
      case .const, .volatile, .restrict: qualifiers.insert(type.kind.rawValue)
      case .typeTag: break
      default: return (type, qualifiers)
      }
      type = try table.type(type.referent)
    }
  }

  private mutating func compareTypes(
    _ id: TypeID, _ other: TypeID, _ path: String, isUnnamedMember: Bool = false
  ) throws {
    let (a, qualifiers) = try unqualified(id, in: original)
    let (b, otherQualifiers) = try unqualified(other, in: compiled)
    guard seen.insert(UInt64(id.rawValue) << 32 | UInt64(other.rawValue) | 1 << 63).inserted else {
      return
    }
    // A qualifier of an array is one of its elements.
    if a.kind != .array, b.kind != .array, qualifiers != otherQualifiers {
      differences.append("\(path): qualifiers \(qualifiers) became \(otherQualifiers)")
    }
    switch (a.kind, b.kind) {
    case (.void, .void): return
    case (.int, .int), (.float, .float), (.int, .float), (.int, .struct), (.float, .struct):
      if a.statedSize != b.statedSize {
        differences.append("\(path): \(a.statedSize) bytes became \(b.statedSize)")
      }
    case (.int, .typedef), (.float, .typedef):
      try compareNames(a, b, path)
      try compareTypes(a.id, b.referent, path)
    case (.pointer, .pointer): try compareTypes(a.referent, b.referent, path + "*")
    case (.array, .array):
      let (shape, otherShape) = (try original.arrayShape(of: a), try compiled.arrayShape(of: b))
      if shape.count != otherShape.count {
        differences.append("\(path): \(shape.count) elements became \(otherShape.count)")
      }
      try compareTypes(shape.element, otherShape.element, path + "[]")
    case (.functionPrototype, .functionPrototype): try comparePrototypes(a, b, path)
    case (.typedef, .typedef): try compareNames(a, b, path)
    case (.typedef, _) where try original.resolved(a.id).kind != b.kind:
      differences.append("\(path): typedef became \(b.kind)")
    case (.typedef, _): try compareTypes(a.referent, b.id, path)
    default:
      if a.isAnonymous || isUnnamedMember {
        try compareDefinitions(a, b, path)
      } else if a.kind != b.kind, b.kind != .forward, a.kind != .forward,
        !(a.kind.isEnumeration && b.kind.isEnumeration)
      {
        differences.append("\(path): \(a.kind) became \(b.kind)")
      } else {
        try compareNames(a, b, path)
      }
    }
  }

  private mutating func comparePrototypes(_ a: BTFType, _ b: BTFType, _ path: String) throws {
    guard a.count == b.count else {
      return differences.append("\(path): \(a.count) parameters became \(b.count)")
    }
    try compareTypes(a.referent, b.referent, path + "()")
    for index in 0..<a.count {
      // A parameter that is an array or a function is a pointer; qualifiers do not count.
      let (mine, _) = try unqualified(original.parameter(index, of: a).type, in: original)
      let (other, _) = try unqualified(compiled.parameter(index, of: b).type, in: compiled)
      try compareTypes(mine.id, other.id, path + "(\(index))")
    }
  }

  private mutating func compareNames(_ a: BTFType, _ b: BTFType, _ path: String) throws {
    let (name, other) = (try dump.name(of: a.id), try compiled.name(of: b))
    if name != other { differences.append("\(path): \(name) became \(other)") }
  }
}
