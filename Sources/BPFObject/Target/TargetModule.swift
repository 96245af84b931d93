public import BTF

/// The types of a module of the kernel.
public struct TargetModule: Sendable {
  /// The module's name, as in `/proc/modules`; empty when it is not known.
  public let name: String
  /// Its types, split over those of the kernel.
  public let types: BTFTable
  /// The number of its BTF in the running kernel; 0 for types from a file.
  package let kernelID: UInt32

  /// A module of types that were read from a file.
  public init(name: String, types: BTFTable) {
    self.init(name: name, types: types, kernelID: 0)
  }

  /// A module of the running kernel.
  package init(name: String, types: BTFTable, kernelID: UInt32) {
    self.name = name
    self.types = types
    self.kernelID = kernelID
  }
}
