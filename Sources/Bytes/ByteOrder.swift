/// The order in which a multi-byte integer stands in memory.
///
/// BPF objects and kernel BTF exist in both orders: `bpfel` and `bpfeb`.
public enum ByteOrder: Sendable, Hashable {
  /// Least significant byte first (`ELFDATA2LSB`).
  case little
  /// Most significant byte first (`ELFDATA2MSB`).
  case big

  /// The order of the machine that runs this code.
  public static var host: ByteOrder {
    #if _endian(little)
    .little
    #else
    .big
    #endif
  }

  /// Whether integers in this order must be byte-swapped to be read on this machine.
  @inlinable public var isSwapped: Bool { self != .host }
}
