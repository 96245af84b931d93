import ELF

/// A section of an object that takes room in memory (`SHF_ALLOC`).
public struct SectionSummary: Sendable, Hashable {
  /// The name.
  public let name: String
  /// The size in bytes.
  public let size: UInt64
  /// Whether it holds instructions (`SHF_EXECINSTR`).
  public let isExecutable: Bool
  /// Whether it holds variables (`SHF_WRITE`).
  public let isWritable: Bool
  /// Whether it is all zeros, of which the file holds none (`SHT_NOBITS`).
  public let isZeroed: Bool
}

extension ObjectFile {
  /// The sections that take room in memory, in the file's order.
  public var sections: [SectionSummary] {
    elfSections.filter { $0.flags.contains(.alloc) }.map { section in
      SectionSummary(
        name: section.name, size: section.size, isExecutable: section.flags.contains(.executable),
        isWritable: section.flags.contains(.write), isZeroed: section.type == .noBits)
    }
  }
}
