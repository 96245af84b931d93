public import BTF

/// Something that the object declares and the kernel defines.
public struct ExternSpec: NamedSpec, Hashable {
  /// The name in C.
  public let name: String
  /// Where it is looked for.
  public let kind: Kind
  /// Whether the object can do without.
  public let isWeak: Bool
  /// The type of the variable, or the function, in the object's BTF.
  public let type: TypeID
  /// The variable or function in the object's BTF.
  package let declaration: TypeID
  /// The size of a value of the kernel's configuration, in bytes; 0 for symbols.
  public let size: Int
  /// The offset of a value of the kernel's configuration in the map `.kconfig`, in bytes.
  package let offset: Int
  /// Whether only the address is asked for, and not what is there (`extern const void`).
  package let isTypeless: Bool

  /// Whether it is looked for in the BTF of the kernel and its modules.
  package var isInKernelTypes: Bool { kind != .kconfig && !isTypeless }

  /// What the kernel calls it: functions can be declared several times, told apart by a suffix that
  /// begins with three underscores.
  package var kernelName: String {
    kind == .kernelFunction ? EssentialName.of(name) : name
  }

  /// Where an extern is looked for.
  public enum Kind: Sendable, Hashable {
    /// The kernel's configuration and facts like it (`__kconfig`).
    case kconfig
    /// A variable of the kernel (`__ksym`).
    case kernelVariable
    /// A function of the kernel that programs may call (`__ksym`, a kfunc).
    case kernelFunction
  }
}

extension ExternSpec.Kind {
  /// What it is called in messages.
  var construct: String {
    switch self {
    case .kconfig: "kernel configuration option"
    case .kernelVariable: "variable"
    case .kernelFunction: "function"
    }
  }
}
