import BTF

/// Sections of variables whose last one is an array, as long as the machine needs it.
extension ObjectFile {
  /// Sets the number of elements of an array that is the last variable of its section.
  ///
  /// What the array held stays as far as it fits; new elements are zero. The object's types change
  /// with it, so that tools see the length.
  ///
  /// - Throws: ``ObjectError/Code/noSuchVariable``; ``ObjectError/Code/wrongKind`` when the variable
  ///   is no array or not the last one; ``ObjectError/Code/wrongSize``.
  public mutating func resizeArray(_ name: String, to count: Int) throws(ObjectError) {
    guard let variable = variables[name] else {
      throw ObjectError(.noSuchVariable, "the object has no global variable '\(name)'")
    }
    let element = try lastArray(inMap: variable.mapIndex, named: name).elementSize
    let (size, overflow) = count.multipliedReportingOverflow(by: element)
    let (end, overflow2) = size.addingReportingOverflow(variable.offset)
    guard count >= 0, !overflow, !overflow2 else {
      throw ObjectError(
        .wrongSize, "'\(name)' cannot have \(count) elements", section: variable.sectionName)
    }
    try resize(map: variable.mapIndex, to: end)
  }

  /// Sets the size of the map of a data section, whose last variable, an array, takes up the
  /// difference (`bpf_map__set_value_size` in C).
  ///
  /// - Parameters:
  ///   - section: the name of the ELF section: `.bss`, `.data.slots`.
  ///   - size: in bytes.
  /// - Throws: ``ObjectError/Code/noSuchVariable`` when the object has no such section of variables;
  ///   ``ObjectError/Code/wrongKind`` when its last variable is no array;
  ///   ``ObjectError/Code/wrongSize`` when the array would not have whole elements. Where the types
  ///   do not matter, ``MapSpec/valueSize`` can be set instead.
  public mutating func resizeSection(_ section: String, to size: Int) throws(ObjectError) {
    guard let map = maps.firstIndex(where: { $0.isInternal && $0.sectionName == section }) else {
      throw ObjectError(
        .noSuchVariable, "the object has no section of variables '\(section)'",
        advice:
          "it has \(maps.filter(\.isInternal).compactMap(\.sectionName).joined(separator: ", "))"
      )
    }
    try resize(map: map, to: size)
  }

  private struct LastArray {
    let section: BTFType
    let variables: [SectionVariable]
    let variable: BTFType
    let shape: ArrayShape
    let elementSize: Int
  }

  /// The last variable of a map's section.
  private func lastArray(inMap index: Int, named name: String? = nil) throws(ObjectError)
    -> LastArray
  {
    let map = maps[index]
    func wrong(_ detail: String) -> ObjectError {
      ObjectError(.wrongKind, detail, map: map.name, section: map.sectionName)
    }
    guard map.isInternal, let types, map.valueType != .void else {
      throw wrong("it is no section of variables with types")
    }
    let (section, entries) = try readingBTF { () throws(BTFError) in
      let section = try types.type(map.valueType)
      var entries: [SectionVariable] = []
      for place in 0..<section.count {
        entries.append(try types.sectionVariable(place, of: section))
      }
      return (section, entries)
    }
    guard let last = entries.last else { throw wrong("the section has no variables") }
    let (variable, text, array) = try readingBTF { () throws(BTFError) in
      let variable = try types.type(last.type)
      return (variable, try types.name(of: variable), try types.resolved(variable.referent))
    }
    guard name == nil || name == text else {
      throw wrong("'\(name ?? "")' is not the last variable of its section, which is '\(text)'")
    }
    guard array.kind == .array else { throw wrong("the last variable, '\(text)', is no array") }
    let (shape, size) = try readingBTF { () throws(BTFError) in
      let shape = try types.arrayShape(of: array)
      return (shape, try types.size(of: shape.element))
    }
    guard size > 0, let elementSize = Int(exactly: size) else {
      throw wrong("the elements of '\(text)' have \(size) bytes")
    }
    return LastArray(
      section: section, variables: entries, variable: variable, shape: shape,
      elementSize: elementSize)
  }

  private mutating func resize(map index: Int, to size: Int) throws(ObjectError) {
    let last = try lastArray(inMap: index)
    var map = maps[index]
    guard let types, let entry = last.variables.last, let valueSize = UInt32(exactly: size),
      valueSize <= UInt32(Int32.max), size >= Int(entry.offset),
      (size - Int(entry.offset)).isMultiple(of: last.elementSize),
      let arraySize = UInt32(exactly: size - Int(entry.offset)), valueSize > 0
    else {
      throw ObjectError(
        .wrongSize,
        "\(size) bytes do not end with whole elements of \(last.elementSize) bytes behind byte "
          + "\(last.variables.last?.offset ?? 0)", map: map.name, section: map.sectionName)
    }
    let count = arraySize / UInt32(last.elementSize)
    var entries = last.variables
    entries[entries.count - 1] = SectionVariable(
      type: entry.type, offset: entry.offset, size: arraySize)
    let (array, resized) = try readingBTF { () throws(BTFError) in
      var editor = try BTFEditor(types)
      let array = editor.addArray(of: last.shape.element, index: last.shape.index, count: count)
      try editor.setType(array, of: last.variable)
      try editor.setSection(last.section, size: valueSize, variables: entries)
      let finished = editor
      return (array, try finished.finish())
    }
    self.types = resized
    map.valueSize = valueSize
    map.contents = map.contents.map { $0.resized(to: size) }
    maps.elements[index] = map
    for place in variables.indices
    where variables[place].mapIndex == index && variables[place].offset == Int(entry.offset)
      && variables[place].type == last.variable.referent
    {
      variables.elements[place].size = Int(arraySize)
      variables.elements[place].type = array
    }
  }
}

extension [UInt8] {
  /// The bytes cut off, or followed by zeros, to a number.
  func resized(to count: Int) -> [UInt8] {
    count <= self.count
      ? Array(prefix(count)) : self + [UInt8](repeating: 0, count: count - self.count)
  }
}
