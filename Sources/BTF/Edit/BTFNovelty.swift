/// What BTF gained over time; kernels refuse the whole of BTF for one thing that they do not know.
package enum BTFNovelty: Sendable, Hashable, CaseIterable {
  /// Functions and their prototypes (Linux 5.0).
  case function
  /// Functions that are not static (Linux 5.6).
  case globalFunction
  /// Variables and data sections (Linux 5.2).
  case dataSection
  /// Floating-point numbers (Linux 5.13).
  case float
  /// Tags of declarations (Linux 5.16).
  case declarationTag
  /// Tags of types (Linux 5.17).
  case typeTag
  /// Enumerations of 64 bits, and signed ones of 32 (Linux 6.0).
  case enum64
  /// Names of data sections that begin with a question mark (Linux 6.9).
  case questionMark
  /// A layout: the sizes of each kind's records (Linux 7.1).
  case layout
}
