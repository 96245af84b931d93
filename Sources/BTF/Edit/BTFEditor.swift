import Bytes

/// Changes to encoded BTF that keep every type's number, and every record where it is.
///
/// Compilers leave to the loader what only the final ELF file knows: sizes of data sections, places
/// of variables, linkage of hidden symbols. All of it is words inside records, so that a copy of the
/// bytes can be mended in place; new types and strings go behind the old ones.
package struct BTFEditor: Sendable {
  let table: BTFTable
  private var bytes: [UInt8]
  /// Where the type section starts in `bytes`.
  private let typesStart: Int
  private var newTypes: [UInt8] = []
  private var newStrings: [UInt8] = []
  private var newCount: UInt32 = 0
  /// Whether the layout goes even when nothing is added.
  var dropsLayout = false

  /// Starts from a copy of a table's bytes.
  package init(_ table: BTFTable) throws(BTFError) {
    self.table = table
    bytes = table.bytes.array
    typesStart = try BTFHeader(table.bytes.span).types.lowerBound
  }

  mutating func store(_ word: UInt32, at offset: Int) {
    bytes.store(word: word, at: typesStart &+ offset, table.byteOrder)
  }

  private func requireOwn(_ type: BTFType, _ kind: TypeKind) throws(BTFError) {
    guard type.kind == kind, type.id >= table.firstID else {
      throw BTFError(.wrongKind, "a \(type.kind) cannot be mended as a \(kind)", type: type.id)
    }
  }

  /// Sets the size of a data section and all its variables, in ascending order of their offsets.
  package mutating func setSection(
    _ type: BTFType, size: UInt32, variables: [SectionVariable]
  ) throws(BTFError) {
    try requireOwn(type, .dataSection)
    guard variables.count == type.count else {
      throw BTFError(.noSuchElement, "\(variables.count) of \(type.count) variables", type: type.id)
    }
    store(size, at: type.dataOffset &- 4)
    for (index, variable) in variables.enumerated() {
      let place = type.dataOffset &+ index &* 12
      store(variable.type.rawValue, at: place)
      store(variable.offset, at: place &+ 4)
      store(variable.size, at: place &+ 8)
    }
  }

  /// Sets the linkage of a variable or function.
  package mutating func setLinkage(_ linkage: Linkage, of type: BTFType) throws(BTFError) {
    if type.kind == .variable {
      try requireOwn(type, .variable)
      store(linkage.rawValue, at: type.dataOffset)
    } else {
      try requireOwn(type, .function)
      let info = UInt32(type.kind.rawValue) << 24 | linkage.rawValue & 0xffff
      store(info | (type.kindFlag ? 1 << 31 : 0), at: type.dataOffset &- 8)
    }
  }

  /// Sets the type of a variable.
  package mutating func setType(_ id: TypeID, of variable: BTFType) throws(BTFError) {
    try requireOwn(variable, .variable)
    store(id.rawValue, at: variable.dataOffset &- 4)
  }

  /// Gives the parameters of a function prototype that have none a name.
  package mutating func nameParameters(
    of prototype: BTFType, _ nameOffset: UInt32
  ) throws(BTFError) {
    try requireOwn(prototype, .functionPrototype)
    for index in 0..<prototype.count {
      let parameter = try table.parameter(index, of: prototype)
      // Without a type and a name, the last parameter stands for `...`.
      guard parameter.nameOffset == 0, parameter.type != .void else { continue }
      store(nameOffset, at: prototype.dataOffset &+ index &* 8)
    }
  }

  // MARK: - New records

  /// Appends a string and gives its place.
  package mutating func addString(_ text: String) -> UInt32 {
    let place = table.firstString &+ table.stringBytes.count &+ newStrings.count
    newStrings += text.utf8
    newStrings.append(0)
    return UInt32(truncatingIfNeeded: place)
  }

  /// Appends a variable.
  package mutating func addVariable(
    name: UInt32, type: TypeID, _ linkage: Linkage
  ) -> TypeID {
    add(.variable, name, type.rawValue, [linkage.rawValue])
  }

  /// Appends the type `int`.
  package mutating func addInt() -> TypeID {
    // BTF_INT_SIGNED, 32 bits.
    add(.int, addString("int"), 4, [1 << 24 | 32])
  }

  /// Appends an unsigned integer of one byte, the smallest that can stand for anything.
  mutating func addByte(named name: String) -> TypeID {
    add(.int, addString(name), 1, [8])
  }

  /// Appends a struct without members.
  package mutating func addStruct(named name: String) -> TypeID {
    add(.struct, addString(name), 0, [])
  }

  /// Appends a pointer.
  package mutating func addPointer(to type: TypeID) -> TypeID {
    add(.pointer, 0, type.rawValue, [])
  }

  /// Appends a function.
  package mutating func addFunction(
    named name: UInt32, prototype: TypeID, _ linkage: Linkage
  ) -> TypeID {
    add(.function, name, prototype.rawValue, [], count: linkage.rawValue)
  }

  /// Appends an array.
  package mutating func addArray(of element: TypeID, index: TypeID, count: UInt32) -> TypeID {
    add(.array, 0, 0, [element.rawValue, index.rawValue, count])
  }

  /// Appends a copy of a function prototype in which some parameters have another type.
  package mutating func addCopy(
    ofPrototype prototype: BTFType, parameters: [Int], type: TypeID
  ) throws(BTFError) -> TypeID {
    var data: [UInt32] = []
    for index in 0..<prototype.count {
      let parameter = try table.parameter(index, of: prototype)
      data.append(parameter.nameOffset)
      data.append(parameters.contains(index) ? type.rawValue : parameter.type.rawValue)
    }
    return add(
      .functionPrototype, 0, prototype.sizeOrType, data,
      count: UInt32(truncatingIfNeeded: prototype.count))
  }

  private mutating func add(
    _ kind: TypeKind, _ name: UInt32, _ sizeOrType: UInt32, _ data: [UInt32], count: UInt32 = 0
  ) -> TypeID {
    for word in [name, UInt32(kind.rawValue) << 24 | count & 0xff_ffff, sizeOrType] + data {
      newTypes.append(word: word, table.byteOrder)
    }
    newCount &+= 1
    return TypeID(table.endID.rawValue &+ newCount &- 1)
  }

  /// The mended table.
  package consuming func finish() throws(BTFError) -> BTFTable {
    guard dropsLayout || !newTypes.isEmpty || !newStrings.isEmpty else {
      return try BTFTable(replacingBytesOf: table, with: Bytes(bytes))
    }
    let header = unsafe try BTFHeader(bytes.span.bytes)
    let types = Array(bytes[header.types]) + newTypes
    let strings = Array(bytes[header.strings]) + newStrings
    // The layout, which kernels before 7.1 refuse, stays only where kinds that are unknown here can
    // be passed over by nothing else; behind the types it is aligned.
    var hasNewerKinds = false
    try table.forEachOwnType { type in
      if type.kind.trailing == nil { hasNewerKinds = true }
    }
    let layout = hasNewerKinds ? header.layout.map { Array(bytes[$0]) } ?? [] : []
    // A longer header with an empty layout stays as long: every kernel takes zeroes at its end.
    let isLong = !layout.isEmpty || header.layout?.isEmpty ?? false && !dropsLayout
    var whole = Array(bytes.prefix(4))
    whole.append(word: isLong ? 32 : 24, table.byteOrder)
    let afterTypes = types.count &+ layout.count
    var sections = [0, types.count, afterTypes, strings.count]
    if isLong { sections += [layout.isEmpty ? 0 : types.count, layout.count] }
    for word in sections {
      whole.append(word: UInt32(truncatingIfNeeded: word), table.byteOrder)
    }
    return try BTFTable(Bytes(whole + types + layout + strings), base: table.base)
  }
}
