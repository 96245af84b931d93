/// A Swift struct whose stored properties lie where the members of a C struct do.
///
/// Swift's layout is not C's: Swift puts a property into the padding at the end of the one before,
/// C does not. So the properties are listed, and ``CLayout`` compares each with the type that the
/// BPF object was compiled with before anything is read:
///
///     struct ExecEvent: CStruct {
///       var pid: UInt32
///       var parent: UInt32
///       var name: [16 of UInt8]
///
///       static let fields: [CField<Self>] = [
///         .init("pid", \.pid), .init("ppid", \.parent), .init("comm", \.name),
///       ]
///     }
///
/// The struct may leave out members at the end. All stored properties must be ``CValue``s, those
/// that only stand for padding too.
public protocol CStruct: CValue {
  /// The stored properties with their names in C.
  static var fields: [CField<Self>] { get }
}

extension CStruct {
  /// The fields.
  public static var shape: CShape {
    .structure(
      name: String(describing: Self.self), size: MemoryLayout<Self>.size,
      fields: fields.map(\.field))
  }
}

/// A stored property of a ``CStruct`` and its name in C.
public struct CField<Struct>: Sendable {
  let field: CShape.Field

  /// Names a property.
  ///
  /// - Parameters:
  ///   - name: the member's name in C; dots lead to members of members, such as `status.code`.
  ///     Members of unnamed structs and unions are named as in C, as if they stood outside.
  ///   - property: the property; for a bitfield, the one that holds its bits.
  public init<Value: CValue>(_ name: String, _ property: KeyPath<Struct, Value>) {
    field = CShape.Field(
      name: name, offset: MemoryLayout<Struct>.offset(of: property), shape: Value.shape)
  }
}
