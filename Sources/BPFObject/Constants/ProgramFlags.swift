/// How a program is loaded (`prog_flags` of `BPF_PROG_LOAD`).
public struct ProgramFlags: OptionSet, Sendable, Hashable, CustomStringConvertible {
  /// The kernel's bits.
  public var rawValue: UInt32

  /// Makes a set of the kernel's bits, whether they have names here or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The C names of the bits, joined by `|`; bits without a name are written in hexadecimal.
  public var description: String { Self.names.description(ofBits: rawValue) }
}

extension ProgramFlags {
  /// Memory accesses must be aligned, on every machine (`BPF_F_STRICT_ALIGNMENT`, Linux 4.12).
  public static var strictAlignment: Self { Self(rawValue: 1 << 0) }
  /// Memory accesses need no alignment; only for tests (`BPF_F_ANY_ALIGNMENT`, Linux 5.0).
  public static var anyAlignment: Self { Self(rawValue: 1 << 1) }
  /// Upper halves of registers are filled with noise; only for tests.
  ///
  /// `BPF_F_TEST_RND_HI32`, Linux 5.3.
  public static var testRandomHigh32: Self { Self(rawValue: 1 << 2) }
  /// The verifier saves states as often as it can; only for tests.
  ///
  /// `BPF_F_TEST_STATE_FREQ`, Linux 5.4.
  public static var testStateFrequency: Self { Self(rawValue: 1 << 3) }
  /// The program may sleep (`BPF_F_SLEEPABLE`, Linux 5.10).
  public static var sleepable: Self { Self(rawValue: 1 << 4) }
  /// The XDP program handles frames in several buffers (`BPF_F_XDP_HAS_FRAGS`, Linux 5.18).
  public static var xdpHasFragments: Self { Self(rawValue: 1 << 5) }
  /// The XDP program is bound to one device, for its metadata.
  ///
  /// `BPF_F_XDP_DEV_BOUND_ONLY`, Linux 6.3.
  public static var xdpDeviceBoundOnly: Self { Self(rawValue: 1 << 6) }
  /// The verifier checks its own invariants; only for tests.
  ///
  /// `BPF_F_TEST_REG_INVARIANTS`, Linux 6.8.
  public static var testRegisterInvariants: Self { Self(rawValue: 1 << 7) }
  /// A BPF token is given (`BPF_F_TOKEN_FD`, Linux 6.9).
  public static var token: Self { Self(rawValue: 1 << 16) }

  private static let names: [(bit: UInt32, name: String)] = [
    (0, "BPF_F_STRICT_ALIGNMENT"),
    (1, "BPF_F_ANY_ALIGNMENT"),
    (2, "BPF_F_TEST_RND_HI32"),
    (3, "BPF_F_TEST_STATE_FREQ"),
    (4, "BPF_F_SLEEPABLE"),
    (5, "BPF_F_XDP_HAS_FRAGS"),
    (6, "BPF_F_XDP_DEV_BOUND_ONLY"),
    (7, "BPF_F_TEST_REG_INVARIANTS"),
    (16, "BPF_F_TOKEN_FD"),
  ]
}
