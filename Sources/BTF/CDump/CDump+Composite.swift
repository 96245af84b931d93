import Bytes

/// Structs and unions.
extension CDump {
  mutating func appendDefinition(ofComposite type: BTFType) throws(BTFError) {
    try appendTag(type)
    append(" ")
    try appendBraces(type, depth: 1, indent: 0)
    append(";\n\n")
  }

  /// A struct without a name, where it is used.
  mutating func appendBody(
    ofComposite type: BTFType, depth: Int, indent: Int
  ) throws(BTFError) {
    append(type.kind == .struct ? "struct " : "union ")
    try appendBraces(type, depth: depth, indent: indent)
  }

  private mutating func appendBraces(
    _ type: BTFType, depth: Int, indent: Int
  ) throws(BTFError) {
    let shape = order.layouts.shape(of: type)
    let outside = scope
    let isShared = sharesScope
    sharesScope = false
    if !isShared { scope = [] }
    defer { if !isShared { scope = outside } }
    append("{\n")
    if shape.isScattered {
      try appendScattered(type, depth: depth, indent: indent + 1)
    } else {
      try appendMembers(type, shape, depth: depth, indent: indent + 1)
    }
    self.indent(indent)
    append("}")
    if shape.isPacked { append(" __attribute__((packed))") }
    if shape.attribute > 0 {
      append(" __attribute__((aligned(")
      append(shape.attribute)
      append(")))")
    }
    try appendTags(of: type.id)
  }

  private mutating func appendMembers(
    _ type: BTFType, _ shape: CShape, depth: Int, indent: Int
  ) throws(BTFError) {
    let slots = try order.layouts.slots(of: type, in: table)
    let size = UInt64(type.statedSize) &* 8
    let alignedSize = shape.isPacked ? nil : size
    var end: UInt64 = 0
    for slot in slots {
      var attribute: UInt32 = 0
      if type.kind == .struct {
        let alignment = slot.unit > 0 ? 1 : shape.isPacked ? 8 : slot.alignment
        let gap = CGap(from: end, to: slot.offset, alignment: alignment, size: alignedSize)
        appendGap(gap, from: end, to: slot.offset, shape, indent: indent)
        if case .aligned(let bytes) = gap { attribute = bytes }
        end = slot.end
      } else {
        end = max(end, slot.end)
      }
      try append(slot, of: type, alignedTo: attribute, depth: depth, indent: indent)
    }
    if slots.count < type.count { try appendOmissions(type, slots, indent: indent) }
    guard shape.attribute == 0 else { return }
    let alignment = UInt64(shape.alignment) &* 8
    if type.kind == .struct {
      appendGap(
        CGap(from: end, to: size, alignment: alignment, size: nil), from: end, to: size, shape,
        indent: indent)
    } else if end.roundedUp(to: alignment) != size {
      // All members of a union begin at its start: one bitfield has to reach to the end.
      let whole = CShape(alignment: 8)
      appendGap(size <= 64 ? .bits : .bytes, from: 0, to: size, whole, indent: indent)
    }
  }

  /// One member, with its line.
  private mutating func append(
    _ slot: CSlot, of type: BTFType, alignedTo attribute: UInt32 = 0, depth: Int, indent: Int
  ) throws(BTFError) {
    let member = try table.member(slot.index, of: type)
    self.indent(indent)
    let composite = try unnamedComposite(member)
    let isTypedef = try isTypedef(member.type)
    if let composite, isTypedef || !composite.isAnonymous {
      // A struct that has a name, or a typedef's, as a member that has none: an extension of Microsoft's, which
      // Linux has used since 6.19. Its members in place of it need no flag of the compiler's.
      sharesScope = true
      try appendBody(ofComposite: composite, depth: depth + 1, indent: indent)
    } else {
      sharesScope = composite != nil
      let expandsOutside = expandsVariadicLists
      expandsVariadicLists = try holdsVariadicList(member.type)
      defer { expandsVariadicLists = expandsOutside }
      try appendPrefix(member.type, depth: depth + 1, indent: indent)
      if composite == nil { try append(nameOf: member, slot.index) }
      try appendSuffix(member.type, depth: depth + 1)
    }
    if slot.unit > 0 {
      append(" : ")
      append(slot.width)
    }
    if attribute > 0 {
      append(" __attribute__((aligned(")
      append(attribute)
      append(")))")
    }
    try appendTags(of: type.id, component: Int32(truncatingIfNeeded: slot.index))
    append(";\n")
  }

  private mutating func append(nameOf member: Member, _ index: Int) throws(BTFError) {
    appendSpace()
    switch try verdict(on: member.nameOffset) {
    case .legal:
      try append(stringAt: member.nameOffset)
      // No compiler has two of a name; what reads the text must not be the first to complain.
      if !scope.insert(member.nameOffset).inserted {
        append("_")
        append(index)
      }
    case .keyword:
      try append(stringAt: member.nameOffset)
      append("_")
    case .illegal:
      let name = CIdentifier.legalized(try table.nameBytes(at: member.nameOffset))
      out.append(contentsOf: name)
      // Also what no compiler emits has to have a name of its own.
      if name.count == 1 { append(index) }
    }
  }

  private func verdict(on offset: UInt32) throws(BTFError) -> CIdentifier.Verdict {
    CIdentifier.judge(try table.nameBytes(at: offset)).verdict
  }

  /// The struct or union whose members are those of the one around it.
  private func unnamedComposite(_ member: Member) throws(BTFError) -> BTFType? {
    guard member.nameOffset == 0 else { return nil }
    let type = try table.resolved(member.type)
    return type.kind.isComposite ? type : nil
  }

  /// Whether a type is a typedef, behind qualifiers.
  private func isTypedef(_ id: TypeID) throws(BTFError) -> Bool {
    var type = try table.type(id)
    for _ in 0...BTFTable.maximumDepth where type.kind.isModifier && type.kind != .typedef {
      type = try table.type(type.referent)
    }
    return type.kind == .typedef
  }

  /// Whether a member is the compiler's variadic list, which has another size on other machines.
  private func holdsVariadicList(_ id: TypeID) throws(BTFError) -> Bool {
    var id = id
    for _ in 0...BTFTable.maximumDepth {
      if order[id].contains(.isVariadicList) { return true }
      let type = try table.type(id)
      switch type.kind {
      case .const, .volatile, .restrict, .typeTag: id = type.referent
      case .array: id = try table.arrayShape(of: type).element
      default: return false
      }
    }
    throw table.tooDeep(id)
  }

  // MARK: - What no member fills

  private mutating func appendGap(
    _ gap: CGap, from start: UInt64, to end: UInt64, _ shape: CShape, indent: Int
  ) {
    switch gap {
    case .none, .aligned: return
    case .bits:
      // No wider than what the struct is aligned to, whatever a compiler makes of them.
      let unit: UInt64 = shape.isPacked ? 64 : min(64, UInt64(shape.alignment) &* 8)
      var place = start
      while place < end {
        let bits = min(unit &- place % unit, end &- place)
        self.indent(indent)
        append(unit == 64 ? "long" : unit == 32 ? "int" : unit == 16 ? "short" : "char")
        append(" : ")
        append(bits)
        append(";\n")
        place &+= bits
      }
    case .bytes:
      self.indent(indent)
      append("unsigned char __btf_gap_")
      append(start / 8)
      append("[")
      append((end &- start.roundedUp(to: 8)) / 8)
      append("];\n")
    }
  }

  /// Says which members C cannot have.
  private mutating func appendOmissions(
    _ type: BTFType, _ slots: [CSlot], indent: Int
  ) throws(BTFError) {
    let written = Set(slots.map(\.index))
    for index in 0..<type.count where !written.contains(index) {
      try spend()
      let member = try table.member(index, of: type)
      self.indent(indent)
      append("/* ")
      let name = CIdentifier.legalized(try table.nameBytes(at: member.nameOffset))
      out.append(contentsOf: name)
      append(": no type of C has this place */\n")
    }
  }

  /// Members that lie over one another, each behind a gap of its own.
  private mutating func appendScattered(
    _ type: BTFType, depth: Int, indent: Int
  ) throws(BTFError) {
    let packed = CShape(isPacked: true)
    let isUnion = type.kind == .union
    if !isUnion {
      self.indent(indent)
      append("union {\n")
    }
    let inner = isUnion ? indent : indent + 1
    self.indent(inner)
    append("unsigned char __btf_bytes[")
    append(type.statedSize)
    append("];\n")
    let slots = try order.layouts.slots(of: type, in: table)
    for slot in slots {
      self.indent(inner)
      append("struct {\n")
      if slot.offset > 0 {
        let gap: CGap = slot.offset > CGap.limit ? .bytes : .bits
        var from: UInt64 = 0
        if gap == .bytes, !slot.offset.isMultiple(of: 8) {
          from = slot.offset & ~7
          appendScatteredBytes(slot, to: from, indent: inner + 1)
          appendGap(.bits, from: from, to: slot.offset, packed, indent: inner + 1)
        } else if gap == .bytes {
          appendScatteredBytes(slot, to: slot.offset, indent: inner + 1)
        } else {
          appendGap(.bits, from: from, to: slot.offset, packed, indent: inner + 1)
        }
      }
      try append(slot, of: type, depth: depth, indent: inner + 1)
      self.indent(inner)
      append("} __attribute__((packed));\n")
    }
    if !isUnion {
      self.indent(indent)
      append("};\n")
    }
    if slots.count < type.count { try appendOmissions(type, slots, indent: indent) }
  }

  private mutating func appendScatteredBytes(_ slot: CSlot, to end: UInt64, indent: Int) {
    self.indent(indent)
    append("unsigned char __btf_before_")
    append(slot.index)
    append("[")
    append(end / 8)
    append("];\n")
  }
}
