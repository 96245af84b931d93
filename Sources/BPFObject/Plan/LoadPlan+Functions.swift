public import BTF

extension LoadPlan {
  /// A record of `func_info`: the function type of the instructions from one on.
  public struct FunctionType: Sendable, Hashable {
    /// The first instruction.
    public let instruction: Int
    /// The type of kind `func` in ``LoadPlan/types``.
    public let type: TypeID
    /// The function's name.
    public let name: String
  }

  /// The records of `func_info` of a program, decoded.
  public func functionTypes(of program: ProgramPlan) -> [FunctionType] {
    let info = program.functionInfo
    return (0..<info.count).map { record in
      let type = TypeID(info.word(1, of: record, byteOrder))
      let name = types.flatMap { table in try? table.name(of: table.type(type)) }
      return FunctionType(
        instruction: Int(info.word(0, of: record, byteOrder)), type: type, name: name ?? "")
    }
  }
}
