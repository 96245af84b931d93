/// A number of an enumeration of the kernel's, such as a type of maps or programs.
///
/// A value that this library has no name for survives: it is carried, compared and passed to the
/// kernel like any other.
public protocol KernelConstant: RawRepresentable<UInt32>, Sendable, Hashable,
  CustomStringConvertible
{
  /// Makes a value of the kernel's number, whether it has a name here or not.
  init(rawValue: UInt32)

  /// The names of the enumeration.
  static var table: KernelNames { get }
}

/// The names of consecutive constants of the kernel's, and the first Linux that has each.
public struct KernelNames: Sendable {
  let prefix: String
  let names: [String]
  let firstKernels: [String]
  /// Whether the names in C have small letters, too.
  let keepsCase: Bool

  init(prefix: String, names: [String], firstKernels: [String], keepsCase: Bool = false) {
    self.prefix = prefix
    self.names = names
    self.firstKernels = firstKernels
    self.keepsCase = keepsCase
  }

  fileprivate func value(_ list: [String], _ rawValue: UInt32) -> String? {
    guard rawValue < UInt32(clamping: list.count) else { return nil }
    let value = list[Int(rawValue)]
    return value.isEmpty ? nil : value
  }
}

extension KernelConstant {
  /// Finds a value by its ``name``.
  public init?(name: String) {
    guard let index = Self.table.names.firstIndex(of: name) else { return nil }
    self.init(rawValue: UInt32(index))
  }

  /// The name in BPF's own tools, such as `ringbuf`; a value without a name is its number.
  public var name: String {
    Self.table.value(Self.table.names, rawValue) ?? String(rawValue)
  }

  /// The constant's name in C; a value without a name is written as its number.
  public var cName: String {
    let table = Self.table
    guard let name = table.value(table.names, rawValue) else { return String(rawValue) }
    return table.prefix + (table.keepsCase ? name : name.uppercased())
  }

  /// The first Linux that has it, such as `5.8`; `nil` for a value without a name.
  public var firstKernel: String? { Self.table.value(Self.table.firstKernels, rawValue) }

  /// The ``name``.
  public var description: String { name }
}

extension KernelConstant {
  /// Every value that has a name and a first kernel, in the order of their numbers.
  public static var all: [Self] {
    table.names.indices.map { Self(rawValue: UInt32($0)) }.filter { $0.firstKernel != nil }
  }
}
