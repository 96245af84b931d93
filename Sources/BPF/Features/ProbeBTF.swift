internal import BTF
internal import Bytes

/// The smallest BTFs that need a feature of the kernel's BTF checker.
enum ProbeBTF {
  static func table(for feature: Feature) throws(BTFError) -> BTFTable {
    var types = BTFEncoder()
    if feature == .btfFloat || feature == .btfEnum64 {
      types.add(
        feature == .btfFloat ? .float : .enum64, named: "x",
        sizeOrType: feature == .btfFloat ? 4 : 8)
      return try types.finish()
    }
    // BTF_INT_SIGNED, 32 bits.
    let int = types.add(.int, named: "x", sizeOrType: 4, [1 << 24 | 32])
    switch feature {
    case .btfFunction: addFunction(to: &types, int, .static)
    case .btfGlobalFunction: addFunction(to: &types, int, .global)
    case .btfDataSection: addSection(to: &types, ".data", int)
    case .btfQuestionMark: addSection(to: &types, "?.data", int)
    case .btfDeclarationTag:
      let variable = types.add(
        .variable, named: "x", sizeOrType: int.rawValue, [Linkage.static.rawValue])
      // On the variable as a whole: component -1.
      types.add(.declarationTag, named: "tag", sizeOrType: variable.rawValue, [.max])
    case .btfTypeTag:
      let tag = types.add(.typeTag, named: "tag", sizeOrType: int.rawValue)
      types.add(.pointer, sizeOrType: tag.rawValue)
    // Of the first two kinds: nothing behind the head, and one word.
    case .btfLayout: return try types.finish(layout: [0, 4])
    default: break
    }
    return try types.finish()
  }

  /// `void x(int a)`.
  private static func addFunction(
    to types: inout BTFEncoder, _ int: TypeID, _ linkage: Linkage
  ) {
    let prototype = types.add(
      .functionPrototype, count: 1, [types.place(of: "a"), int.rawValue])
    types.add(
      .function, named: "x", count: Int(linkage.rawValue), sizeOrType: prototype.rawValue)
  }

  /// A section of one variable.
  private static func addSection(to types: inout BTFEncoder, _ name: String, _ int: TypeID) {
    let variable = types.add(
      .variable, named: "x", sizeOrType: int.rawValue, [Linkage.static.rawValue])
    types.add(.dataSection, named: name, count: 1, sizeOrType: 4, [variable.rawValue, 0, 4])
  }

  /// The types of ``ProbePrograms/contextParameter``, and its functions as `func_info` has them: `int
  /// x(void *)`, static, and a global one whose parameter is tagged.
  static func contextParameter() throws(BTFError) -> (types: BTFTable, functions: [UInt8]) {
    var types = BTFEncoder()
    let int = types.add(.int, named: "x", sizeOrType: 4, [1 << 24 | 32])
    let pointer = types.add(.pointer)
    let prototype = types.add(
      .functionPrototype, count: 1, sizeOrType: int.rawValue,
      [types.place(of: "a"), pointer.rawValue])
    let entry = types.add(.function, named: "x", sizeOrType: prototype.rawValue)
    let tagged = types.add(
      .function, named: "a", count: Int(Linkage.global.rawValue), sizeOrType: prototype.rawValue)
    types.add(.declarationTag, named: "arg:ctx", sizeOrType: tagged.rawValue, [0])
    var functions: [UInt8] = []
    for word in [0, entry.rawValue, 2, tagged.rawValue] { functions.append(word: word, .host) }
    return (try types.finish(), functions)
  }
}
