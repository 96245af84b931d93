import Bytes

/// The types of a table as C: what `vmlinux.h` is made of.
///
/// Clang, compiling the text for BPF, gives every struct, union and enum back with the size,
/// offsets and values that BTF states. What BTF cannot say (attributes, `[]` against `[0]`) is
/// chosen so that this holds. Declarations come in an order that C can read, and one at a time, so
/// that whoever writes them somewhere needs no room for all:
///
///     var dump = try CDump(of: table)
///     var text: [UInt8] = []
///     while try dump.append(to: &text) { … }
///
/// Names that C cannot take are changed: a second `struct x` is `struct x___2`, which CO-RE takes
/// for a flavour of the first; keywords end in `___c`; characters that no name in C has, as in
/// types of Rust, become underscores.
public struct CDump: Sendable {
  /// What is written, and around what.
  public struct Options: Sendable {
    /// The types to write, with all that they need; `nil` for all of the table, without its base.
    public var types: [TypeID]?
    /// The macro that keeps the text from being read twice; `nil` for none.
    public var includeGuard: String? = "__VMLINUX_H__"
    /// Whether accesses to the structs become CO-RE relocations: the attribute
    /// `preserve_access_index`, which `BPF_NO_PRESERVE_ACCESS_INDEX` takes away.
    public var preservesAccessIndex = true
    /// Whether prototypes of the functions that BPF programs can call are written behind the types
    /// (tag `bpf_kfunc`, kernel 6.10); `BPF_NO_KFUNC_PROTOTYPES` takes them away.
    public var kernelFunctions = true

    /// Everything.
    public init() {}
  }

  /// The number of declarations, those around the types not counted.
  public var declarationCount: Int { order.declarations.count + functions.count }

  /// What a type is called in the text; empty for a type without a name.
  ///
  /// - Throws: ``BTFError/Code/noSuchType``, ``BTFError/Code/noSuchString``.
  public func name(of id: TypeID) throws(BTFError) -> String {
    let named = names.definitions[id.rawValue] ?? id
    if let name = names.changedName(of: named) { return String(decoding: name, as: UTF8.self) }
    return try table.name(of: table.type(named))
  }

  /// What an enumerator is called in the text.
  ///
  /// - Throws: ``BTFError/Code/noSuchType``, ``BTFError/Code/noSuchElement``,
  ///   ``BTFError/Code/noSuchString``.
  public func name(of id: TypeID, enumerator index: Int) throws(BTFError) -> String {
    let enumerator = try table.enumerator(index, of: table.type(id))
    if let name = names.changedName(of: id, enumerator: index) {
      return String(decoding: name, as: UTF8.self)
    }
    return try table.name(of: enumerator)
  }

  /// Whether a type is defined in the text, under its name or within others.
  ///
  /// Of integers, those whose names C does not know are defined.
  public func defines(_ id: TypeID) -> Bool {
    id.rawValue < table.count && order[id].contains(.isDone)
  }

  let table: BTFTable
  let options: Options
  let tags: CTags
  let order: COrder
  let functions: [TypeID]
  var names: CNames
  var out: [UInt8] = []
  /// Where in the text the next piece is.
  private var position = 0
  /// Enums without a name that were written where they are used.
  var embeddedEnums: Set<TypeID> = []
  private var looseEnums: [TypeID]?
  /// What may still be written: types without a name are written wherever they are used, and a few
  /// of them that use each other twice would make a text without end.
  var budget: Int
  /// The names of members that are taken in the struct that is being written.
  var scope: Set<UInt32> = []
  /// Whether the next struct without a name shares the names of the one around it.
  var sharesScope = false
  /// Whether typedefs that lead to the compiler's variadic list are written out.
  var expandsVariadicLists = false

  /// Puts the types in order and finds out what they are called.
  ///
  /// - Throws: ``BTFError`` when a type cannot be read, or contains itself.
  public init(of table: BTFTable, _ options: Options = Options()) throws(BTFError) {
    self.table = table
    self.options = options
    tags = try CTags(table)
    let functions =
      options.kernelFunctions && options.types == nil ? tags.kernelFunctions : []
    names = try CNames(table, functions: functions)
    var order = COrder(table)
    if let types = options.types {
      for id in types { try order.add(id, in: table, names) }
    } else {
      for id in table.ownIDs where try CDump.standsAlone(table.type(TypeID(id))) {
        try order.add(TypeID(id), in: table, names)
      }
    }
    for id in functions {
      try order.add(table.type(id).referent, for: .nameInPrototype, in: table, names)
    }
    self.order = order
    self.functions = functions
    budget = 65536 &+ table.bytes.count &* 4 &+ (table.base?.bytes.count ?? 0) &* 4
  }

  /// Whether a type has a place of its own in C.
  private static func standsAlone(_ type: BTFType) -> Bool {
    switch type.kind {
    case .struct, .union, .enum, .enum64, .forward, .typedef: !type.isAnonymous
    case .int, .float: true
    default: false
    }
  }

  /// The whole text.
  ///
  /// - Throws: ``BTFError`` as ``append(to:)`` does.
  public static func text(
    of table: BTFTable, _ options: Options = Options()
  ) throws(BTFError) -> String {
    var dump = try CDump(of: table, options)
    var bytes: [UInt8] = []
    while try dump.append(to: &bytes) {}
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the next piece: a declaration, or what stands before and behind all.
  ///
  /// - Returns: `false` once nothing is left.
  /// - Throws: ``BTFError`` when a type cannot be read; ``BTFError/Code/tooDeep`` and
  ///   ``BTFError/Code/tooLarge`` when types nest as no compiler's do.
  public mutating func append(to bytes: inout [UInt8]) throws(BTFError) -> Bool {
    // What is appended to must not be copied.
    swap(&bytes, &out)
    defer { swap(&bytes, &out) }
    let place = position
    position += 1
    let declarations = order.declarations
    guard place > 0 else {
      appendHeader()
      return true
    }
    if place <= declarations.count {
      try append(declarations[place - 1])
      return true
    }
    if looseEnums == nil { looseEnums = try findLooseEnums() }
    let loose = looseEnums ?? []
    let behind = place - 1 - declarations.count
    if behind < loose.count {
      try append(CDeclaration(id: loose[behind], form: .definition))
      return true
    }
    let function = behind - loose.count
    if function < functions.count {
      if function == 0 { appendFunctionMacros() }
      try append(function: functions[function])
      return true
    }
    if function == functions.count {
      appendFooter()
      return true
    }
    return false
  }

  /// Enums without a name that nothing has: their enumerators are constants.
  private func findLooseEnums() throws(BTFError) -> [TypeID] {
    guard options.types == nil else { return [] }
    var ids: [TypeID] = []
    for id in table.ownIDs {
      let type = try table.type(TypeID(id))
      if type.kind.isEnumeration, type.isAnonymous, type.count > 0,
        !embeddedEnums.contains(type.id)
      {
        ids.append(type.id)
      }
    }
    return ids
  }

  private mutating func append(_ declaration: CDeclaration) throws(BTFError) {
    let type = try table.type(declaration.id)
    switch type.kind {
    case _ where declaration.form == .announcement:
      try appendTag(type)
      append(";\n\n")
    case .struct, .union: try appendDefinition(ofComposite: type)
    case .enum, .enum64: try appendDefinition(ofEnum: type)
    case .typedef: try appendDefinition(ofTypedef: type)
    default: try appendDefinition(ofScalar: type)
    }
  }
}
