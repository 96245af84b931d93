import Bytes

/// Enums, typedefs and types that C has no name for.
extension CDump {
  mutating func appendDefinition(ofEnum type: BTFType) throws(BTFError) {
    let isBoolean = type.isAnonymous ? try isBoolean(type) : false
    // These words are the language's own since C23.
    if isBoolean { append("#if __STDC_VERSION__ < 202311L\n") }
    try appendBody(ofEnum: type, indent: 0)
    append(";\n")
    if isBoolean { append("#endif\n") }
    append("\n")
  }

  /// An enum with its enumerators.
  mutating func appendBody(ofEnum type: BTFType, indent: Int) throws(BTFError) {
    append("enum ")
    if !type.isAnonymous {
      try appendName(of: type)
      append(" ")
    }
    append("{\n")
    var (smallest, largest): (Int64, UInt64) = (0, 0)
    for index in 0..<type.count {
      try spend()
      let enumerator = try table.enumerator(index, of: type)
      self.indent(indent + 1)
      if let name = names.changedName(of: type.id, enumerator: index) {
        out.append(contentsOf: name)
      } else {
        try append(stringAt: enumerator.nameOffset)
      }
      append(" = ")
      if type.kindFlag, Int64(bitPattern: enumerator.value) < 0 {
        let value = Int64(bitPattern: enumerator.value)
        smallest = min(smallest, value)
        append(negative: value)
      } else {
        let value = type.kind == .enum ? enumerator.value & 0xffff_ffff : enumerator.value
        largest = max(largest, value)
        append(value)
        let suffix = suffix(of: value, isSigned: type.kindFlag)
        append(suffix)
      }
      append(",\n")
    }
    self.indent(indent)
    append("}")
    appendMode(of: type, smallest, largest)
    try appendTags(of: type.id)
  }

  private func suffix(of value: UInt64, isSigned: Bool) -> StaticString {
    value <= 0x7fff_ffff
      ? "" : isSigned ? "LL" : value <= 0xffff_ffff ? "U" : "ULL"
  }

  private mutating func append(negative value: Int64) {
    // C has no negative constants: the least would be the negation of one that does not fit.
    if value == .min {
      append("-9223372036854775807LL - 1")
    } else {
      append(value)
      if value < Int64(Int32.min) { append("LL") }
    }
  }

  /// The size, where it is not the one that the values alone would give.
  private mutating func appendMode(of type: BTFType, _ smallest: Int64, _ largest: UInt64) {
    let isWide =
      smallest < Int64(Int32.min) || largest > 0xffff_ffff
      || (smallest < 0 && largest > 0x7fff_ffff)
    let natural: UInt32 = isWide ? 8 : 4
    guard type.statedSize != natural else { return }
    switch type.statedSize {
    case 1: append(" __attribute__((mode(QI)))")
    case 2: append(" __attribute__((mode(HI)))")
    case 4: append(" __attribute__((mode(SI)))")
    case 8: append(" __attribute__((mode(DI)))")
    default: break
    }
  }

  private func isBoolean(_ type: BTFType) throws(BTFError) -> Bool {
    for index in 0..<type.count {
      let name = try table.nameBytes(at: table.enumerator(index, of: type).nameOffset)
      guard name.spells("false") || name.spells("true") else { return false }
    }
    return true
  }

  // MARK: - Typedefs

  mutating func appendDefinition(ofTypedef type: BTFType) throws(BTFError) {
    let condition = try compilersOwn(type)
    if let condition { append(condition) }
    append("typedef ")
    if try isArrayWithoutSize(type.referent) {
      append("void ")
      try appendName(of: type)
    } else {
      try appendPrefix(type.referent, depth: 1)
      appendSpace()
      try appendName(of: type)
      try appendSuffix(type.referent, depth: 1)
      try appendTags(of: type.id)
    }
    append(";\n")
    if condition != nil { append("#endif\n") }
    append("\n")
  }

  /// The condition under which a name is not the compiler's own already.
  private func compilersOwn(_ type: BTFType) throws(BTFError) -> StaticString? {
    let name = try table.nameBytes(at: type.nameOffset)
    if name.spells("bool") { return "#if __STDC_VERSION__ < 202311L\n" }
    // Vectors of ARM: programs for BPF need what compilers for ARM know.
    let isVector = ["__SV", "__Poly", "__mfp8", "__clang_sv"].contains { name.begins(with: $0) }
    return isVector ? "#ifndef __aarch64__\n" : nil
  }

  /// Whether a type is an array of something that has no size, which C does not have.
  private func isArrayWithoutSize(_ id: TypeID) throws(BTFError) -> Bool {
    var type = try table.type(id)
    for _ in 0...BTFTable.maximumDepth {
      switch type.kind {
      case .const, .volatile, .restrict, .typeTag: type = try table.type(type.referent)
      case .array: return try order.layouts.storage(of: type.id, in: table) == nil
      default: return false
      }
    }
    throw table.tooDeep(id)
  }

  // MARK: - Scalars

  /// An integer or floating-point type that C knows under another name, or only as bytes.
  mutating func appendDefinition(ofScalar type: BTFType) throws(BTFError) {
    let condition = try compilersOwn(type)
    if let condition { append(condition) }
    append("typedef ")
    let size = type.statedSize
    if type.kind == .int,
      let word = CScalar.integer(size, isSigned: try table.intEncoding(of: type).isSigned)
    {
      append(word)
    } else if type.kind == .float, let word = CScalar.floatingPoint(size) {
      append(word)
    } else {
      append("struct {\n\tunsigned char bytes[")
      append(size)
      append("];\n}")
      if type.kind == .float, CScalar.alignment(ofOpaque: size) > 1 {
        append(" __attribute__((aligned(")
        append(CScalar.alignment(ofOpaque: size))
        append(")))")
      }
    }
    append(" ")
    try appendName(of: type)
    append(";\n")
    if condition != nil { append("#endif\n") }
    append("\n")
  }
}
