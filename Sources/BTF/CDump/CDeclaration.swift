/// Something that stands for itself in a header.
struct CDeclaration {
  enum Form: UInt8 {
    /// `struct name;`
    case announcement
    /// A struct, union or enum with its members; a typedef.
    case definition
  }

  let id: TypeID
  let form: Form
}

/// What is known of each type while declarations are put in order.
struct CTypeState: OptionSet {
  let rawValue: UInt8

  /// What it needs is being declared.
  static let isVisiting = CTypeState(rawValue: 1)
  /// It is defined; nothing that it needs is missing.
  static let isDone = CTypeState(rawValue: 2)
  /// Its tag is declared.
  static let isAnnounced = CTypeState(rawValue: 4)
  /// An array behind a pointer whose element's type cannot be complete at that place: it is said to
  /// be the element.
  static let isDecayed = CTypeState(rawValue: 8)
  /// Leads to the compiler's own `__builtin_va_list`.
  static let isVariadicList = CTypeState(rawValue: 16)
  /// An integer or floating-point type whose name is C's own.
  static let isVerbatim = CTypeState(rawValue: 32)
}
