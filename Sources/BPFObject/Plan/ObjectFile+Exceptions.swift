import BTF

extension ObjectFile {
  /// The place of the function that a program names for its exceptions (Linux 6.7); `nil` when it names
  /// none.
  ///
  /// The verifier finds the function by the same tag and demands that it is a part of the program.
  func exceptionCallback(of program: ProgramSpec) throws(ObjectError) -> Int? {
    // Of two, the verifier says what is wrong.
    guard let names = exceptionCallbacks[program.name], names.count == 1 else { return nil }
    let name = names[0]
    guard let place = functions.firstIndex(where: { $0.name == name && $0.programIndex == nil })
    else {
      throw ObjectError(
        .missingFunction, "the exception callback '\(name)' is not in the object",
        program: program.name, section: program.sectionName,
        advice: "define it as a global function without SEC()")
    }
    let isGlobal = try readingBTF { () throws(BTFError) -> Bool in
      guard let types, let type = try types.firstType(named: name, where: { $0 == .function })
      else { return false }
      return try types.linkage(of: type) == .global
    }
    guard isGlobal else {
      throw ObjectError(
        .missingFunction, "the exception callback '\(name)' is static or hidden",
        program: program.name, section: program.sectionName,
        advice: "make it a global function: the verifier checks it by itself")
    }
    return place
  }
}
