public import BTF

/// The value of a struct_ops map as a kernel takes it.
public struct StructOpsPlan: Sendable, Hashable {
  /// The kernel's struct of the functions: `tcp_congestion_ops`.
  public let kernelType: ProgramPlan.AttachTarget
  /// The struct of the map's value, which has that one in it: `bpf_struct_ops_tcp_congestion_ops`.
  public let valueType: TypeID
  /// The value; zeros where the functions are.
  public let contents: [UInt8]
  /// The functions in the order of the object's members.
  public let functions: [Function]

  /// A function, for which the descriptor of a program stands in the value.
  public struct Function: Sendable, Hashable {
    /// The name of the member.
    public let member: String
    /// The member's place in the kernel's struct, which the program is verified for.
    public let memberIndex: Int
    /// Where in the value the descriptor goes, as a number of 8 bytes.
    public let offset: Int
    /// The name of the program.
    public let program: String
  }
}
