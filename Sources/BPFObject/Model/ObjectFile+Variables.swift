import Bytes

/// Values of global variables before the object is loaded.
extension ObjectFile {
  /// The bytes that a global variable holds when the object is loaded.
  ///
  /// - Throws: ``ObjectError/Code/noSuchVariable``.
  public func variableBytes(_ name: String) throws(ObjectError) -> [UInt8] {
    let variable = try variable(name)
    guard let contents = maps[variable.mapIndex].contents else {
      return [UInt8](repeating: 0, count: variable.size)
    }
    return Array(contents.dropFirst(variable.offset).prefix(variable.size))
  }

  /// Sets the bytes that a global variable holds when the object is loaded.
  ///
  /// Constants (`const volatile`) are how a program is configured: the verifier knows their values
  /// and removes what they rule out.
  ///
  /// - Throws: ``ObjectError/Code/noSuchVariable``, or ``ObjectError/Code/wrongSize`` when the
  ///   number of bytes is not that of the variable.
  public mutating func setVariable(_ name: String, bytes: [UInt8]) throws(ObjectError) {
    let variable = try variable(name)
    guard bytes.count == variable.size else {
      throw ObjectError(
        .wrongSize, "variable '\(name)' has \(variable.size) bytes, not \(bytes.count)",
        section: variable.sectionName)
    }
    var map = maps[variable.mapIndex]
    var contents = map.contents ?? [UInt8](repeating: 0, count: Int(map.valueSize))
    guard variable.offset + bytes.count <= contents.count else {
      throw ObjectError(
        .wrongSize, "variable '\(name)' reaches beyond its section", section: variable.sectionName)
    }
    contents.replaceSubrange(variable.offset..<(variable.offset + bytes.count), with: bytes)
    map.contents = contents
    maps.elements[variable.mapIndex] = map
  }

  /// Sets the integer that a global variable holds when the object is loaded.
  ///
  /// - Throws: ``ObjectError/Code/noSuchVariable``, or ``ObjectError/Code/wrongSize`` when the
  ///   variable does not have the size of `Value`.
  public mutating func setVariable<Value: FixedWidthInteger>(
    _ name: String, to value: Value
  ) throws(ObjectError) {
    let stored = byteOrder == .little ? value.littleEndian : value.bigEndian
    try setVariable(name, bytes: unsafe withUnsafeBytes(of: stored) { unsafe Array($0) })
  }

  private func variable(_ name: String) throws(ObjectError) -> VariableSpec {
    guard let variable = variables[name] else {
      throw ObjectError(
        .noSuchVariable, "the object has no global variable '\(name)'",
        advice: variables.isEmpty
          ? "it has none at all"
          : "it has \(variables.map(\.name).joined(separator: ", "))")
    }
    return variable
  }
}
