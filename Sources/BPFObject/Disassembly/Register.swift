public import CORE

extension Instruction {
  /// A register of the BPF machine: r0 to r10, and r11, which only the kernel's own rewriting uses.
  ///
  /// Source: RFC 9669; `BPF_REG_AX` for r11.
  public struct Register: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The register's number.
    public let rawValue: UInt8

    /// Makes a register of its number; `nil` above 11.
    @inlinable
    public init?(rawValue: UInt8) {
      guard rawValue <= 11 else { return nil }
      self.rawValue = rawValue
    }

    @inlinable
    init(known rawValue: UInt8) { self.rawValue = rawValue }

    /// `r0` and so on.
    public var description: String { "r\(rawValue)" }
  }
}

extension Instruction.Register {
  /// The result of calls and of the program.
  public static var r0: Self { Self(known: 0) }
  /// The first argument of calls, and the context when the program starts.
  public static var r1: Self { Self(known: 1) }
  /// The second argument of calls.
  public static var r2: Self { Self(known: 2) }
  /// The third argument of calls.
  public static var r3: Self { Self(known: 3) }
  /// The fourth argument of calls.
  public static var r4: Self { Self(known: 4) }
  /// The fifth argument of calls.
  public static var r5: Self { Self(known: 5) }
  /// The first of the four registers that calls leave as they are.
  public static var r6: Self { Self(known: 6) }
  /// A register that calls leave as it is.
  public static var r7: Self { Self(known: 7) }
  /// A register that calls leave as it is.
  public static var r8: Self { Self(known: 8) }
  /// A register that calls leave as it is.
  public static var r9: Self { Self(known: 9) }
  /// The end of the function's stack; it cannot be written.
  public static var framePointer: Self { Self(known: 10) }
}

extension Instruction {
  /// Some of the registers.
  public struct RegisterSet: OptionSet, Sendable, Hashable, CustomStringConvertible {
    /// A bit for each register, that of r0 the lowest.
    public var rawValue: UInt16

    /// Makes a set of its bits.
    @inlinable
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The set of one register.
    @inlinable
    public init(_ register: Register) { rawValue = 1 << UInt16(register.rawValue) }

    /// r1 to r5.
    public static var arguments: Self { Self(rawValue: 0x3e) }
    /// r0 to r5, which a call leaves without their former values.
    public static var clobberedByCalls: Self { Self(rawValue: 0x3f) }

    /// Whether a register is among them.
    @inlinable
    public func contains(_ register: Register) -> Bool { !isDisjoint(with: RegisterSet(register)) }

    /// The registers, the lowest first.
    public var registers: [Register] {
      (0...11).lazy.map { Register(known: $0) }.filter { self.contains($0) }
    }

    /// The registers' names, separated by blanks.
    public var description: String { registers.map(\.description).joined(separator: " ") }
  }
}
