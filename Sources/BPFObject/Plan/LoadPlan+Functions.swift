public import BTF
import Bytes

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
    guard info.recordSize >= 8 else { return [] }
    return (0..<info.count).map { index in
      let type = TypeID(word(info, index * info.recordSize + 4))
      let name = types.flatMap { table in try? table.name(of: table.type(type)) }
      return FunctionType(
        instruction: Int(word(info, index * info.recordSize)), type: type, name: name ?? "")
    }
  }

  private func word(_ info: ProgramPlan.InfoRecords, _ offset: Int) -> UInt32 {
    unsafe info.bytes.span.bytes.load(at: offset, swapped: byteOrder.isSwapped) ?? 0
  }
}
