import BTF

/// What there is to say about one type, apart from how it is written down.
struct TypeEntry {
  /// A number or word with what it stands for.
  struct Fact {
    let key: StaticString
    let value: Value
  }

  /// What stands behind a key.
  enum Value {
    case number(Int64)
    case unsigned(UInt64)
    case word(String)

    var text: String {
      switch self {
      case .number(let number): String(number)
      case .unsigned(let number): String(number)
      case .word(let word): word
      }
    }
  }

  /// A member, enumerator, parameter or variable.
  struct Item {
    /// Empty for one without; `nil` where items have no names.
    var name: String?
    var facts: [Fact]
  }

  let id: TypeID
  /// The kind in capitals, as `bpftool` writes it.
  let kind: String
  /// Empty for a type without.
  let name: String
  private(set) var facts: [Fact] = []
  /// What the items are; `nil` for a kind that has none.
  private(set) var itemsKey: StaticString?
  private(set) var items: [Item] = []

  /// Decodes a type and all that follows its head.
  init(_ type: BTFType, in table: BTFTable) throws(BTFError) {
    id = type.id
    kind = type.kind.description.uppercased()
    name = try table.name(of: type)
    switch type.kind {
    case .int: try describeInt(type, table)
    case .array:
      let shape = try table.arrayShape(of: type)
      add("type_id", shape.element)
      add("index_type_id", shape.index)
      add("nr_elems", UInt64(shape.count))
    case .struct, .union: try describeMembers(type, table)
    case .enum, .enum64: try describeEnumerators(type, table)
    case .forward: add("fwd_kind", type.isForwardUnion ? "union" : "struct")
    case .function:
      add("type_id", type.referent)
      add("linkage", try table.linkage(of: type).word)
    case .functionPrototype: try describeParameters(type, table)
    case .variable:
      add("type_id", type.referent)
      add("linkage", try table.linkage(of: type).word)
    case .dataSection: try describeVariables(type, table)
    case .float: add("size", UInt64(type.statedSize))
    case .declarationTag:
      add("type_id", type.referent)
      facts.append(
        Fact(key: "component_idx", value: .number(Int64(try table.tagComponent(of: type)))))
      if type.kindFlag { add("attribute", "yes") }
    case .typeTag:
      add("type_id", type.referent)
      if type.kindFlag { add("attribute", "yes") }
    case .pointer, .typedef, .volatile, .const, .restrict: add("type_id", type.referent)
    default: add("vlen", UInt64(type.count))
    }
  }

  private mutating func add(_ key: StaticString, _ id: TypeID) {
    facts.append(Fact(key: key, value: .unsigned(UInt64(id.rawValue))))
  }
  private mutating func add(_ key: StaticString, _ number: UInt64) {
    facts.append(Fact(key: key, value: .unsigned(number)))
  }
  private mutating func add(_ key: StaticString, _ word: String) {
    facts.append(Fact(key: key, value: .word(word)))
  }

  private mutating func describeInt(_ type: BTFType, _ table: BTFTable) throws(BTFError) {
    let encoding = try table.intEncoding(of: type)
    add("size", UInt64(type.statedSize))
    add("bits_offset", UInt64(encoding.bitOffset))
    add("nr_bits", UInt64(encoding.bitCount))
    add(
      "encoding",
      encoding.isSigned
        ? "SIGNED" : encoding.isCharacter ? "CHAR" : encoding.isBool ? "BOOL" : "(none)")
  }

  private mutating func describeMembers(_ type: BTFType, _ table: BTFTable) throws(BTFError) {
    add("size", UInt64(type.statedSize))
    add("vlen", UInt64(type.count))
    itemsKey = "members"
    items.reserveCapacity(type.count)
    for index in 0..<type.count {
      let member = try table.member(index, of: type)
      var facts = [
        Fact(key: "type_id", value: .unsigned(UInt64(member.type.rawValue))),
        Fact(key: "bits_offset", value: .unsigned(UInt64(member.bitOffset))),
      ]
      if member.bitSize != 0 {
        facts.append(Fact(key: "bitfield_size", value: .unsigned(UInt64(member.bitSize))))
      }
      items.append(Item(name: try table.name(of: member), facts: facts))
    }
  }

  private mutating func describeEnumerators(_ type: BTFType, _ table: BTFTable) throws(BTFError) {
    add("encoding", type.kindFlag ? "SIGNED" : "UNSIGNED")
    add("size", UInt64(type.statedSize))
    add("vlen", UInt64(type.count))
    itemsKey = "values"
    items.reserveCapacity(type.count)
    for index in 0..<type.count {
      let enumerator = try table.enumerator(index, of: type)
      let value: Value =
        type.kindFlag
        ? .number(Int64(bitPattern: enumerator.value))
        : .unsigned(type.kind == .enum ? enumerator.value & 0xffff_ffff : enumerator.value)
      items.append(
        Item(name: try table.name(of: enumerator), facts: [Fact(key: "val", value: value)]))
    }
  }

  private mutating func describeParameters(_ type: BTFType, _ table: BTFTable) throws(BTFError) {
    add("ret_type_id", type.referent)
    add("vlen", UInt64(type.count))
    itemsKey = "params"
    for index in 0..<type.count {
      let parameter = try table.parameter(index, of: type)
      items.append(
        Item(
          name: try table.string(at: parameter.nameOffset),
          facts: [Fact(key: "type_id", value: .unsigned(UInt64(parameter.type.rawValue)))]))
    }
  }

  private mutating func describeVariables(_ type: BTFType, _ table: BTFTable) throws(BTFError) {
    add("size", UInt64(type.statedSize))
    add("vlen", UInt64(type.count))
    itemsKey = "vars"
    for index in 0..<type.count {
      let variable = try table.sectionVariable(index, of: type)
      items.append(
        Item(
          name: nil,
          facts: [
            Fact(key: "type_id", value: .unsigned(UInt64(variable.type.rawValue))),
            Fact(key: "offset", value: .unsigned(UInt64(variable.offset))),
            Fact(key: "size", value: .unsigned(UInt64(variable.size))),
          ]))
    }
  }
}

extension Linkage {
  /// The word for it; a number for one that is not known.
  fileprivate var word: String {
    switch self {
    case .static: "static"
    case .global: "global"
    case .extern: "extern"
    default: "\(rawValue)"
    }
  }
}
