/// The instruction set that a file is for (`e_machine`).
public struct Machine: RawRepresentable, Sendable, Hashable {
  /// The value of `e_machine`.
  public let rawValue: UInt16

  /// Any value, known or not.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// `EM_NONE`: what old LLVM wrote into BPF objects.
  public static let none = Machine(rawValue: 0)
  /// `EM_PPC64`.
  public static let powerPC64 = Machine(rawValue: 21)
  /// `EM_S390`.
  public static let s390 = Machine(rawValue: 22)
  /// `EM_X86_64`.
  public static let x86_64 = Machine(rawValue: 62)
  /// `EM_AARCH64`.
  public static let arm64 = Machine(rawValue: 183)
  /// `EM_RISCV`.
  public static let riscv = Machine(rawValue: 243)
  /// `EM_BPF`.
  public static let bpf = Machine(rawValue: 247)
  /// `EM_LOONGARCH`.
  public static let loongArch = Machine(rawValue: 258)
}

extension Machine: CustomStringConvertible {
  /// The C constant, or the number where there is none.
  public var description: String {
    switch self {
    case .none: "EM_NONE"
    case .powerPC64: "EM_PPC64"
    case .s390: "EM_S390"
    case .x86_64: "EM_X86_64"
    case .arm64: "EM_AARCH64"
    case .riscv: "EM_RISCV"
    case .bpf: "EM_BPF"
    case .loongArch: "EM_LOONGARCH"
    default: "e_machine \(rawValue)"
    }
  }
}
