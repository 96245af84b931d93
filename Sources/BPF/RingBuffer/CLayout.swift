public import BTF

/// The proof that a ``CStruct`` lies in memory as a C type does, and the way to read it.
///
/// Made once, from the type information of the object that writes the values. Reading is then one
/// load of all bytes at once.
public struct CLayout<Value: CStruct>: Sendable {
  /// The name of the C type; empty for one without a name.
  public let cName: String
  /// Bytes that are read; the C type may have more.
  public var byteCount: Int { MemoryLayout<Value>.size }

  /// Compares a struct with a C type of a name.
  ///
  /// - Parameters:
  ///   - value: the struct.
  ///   - types: the types of the object that writes the values.
  ///   - name: of a struct or union, or of a typedef for one.
  /// - Throws: ``BPFError/Code/notFound`` without such a type; ``BPFError/Code/layoutMismatch``.
  public init(
    _ value: Value.Type = Value.self, in types: BTFTable, named name: String
  ) throws(BPFError) {
    let type: BTFType?
    do throws(BTFError) {
      if let found = try types.firstType(named: name, where: { $0.isComposite }) {
        type = found
      } else {
        type = try types.firstType(named: name) { $0 == .typedef }
      }
    } catch {
      throw BPFError(.corruptData, "look for the type \"\(name)\"", underlying: error)
    }
    guard let type else {
      throw BPFError(
        .notFound, "read \"\(name)\" as \(Value.self)",
        reason: "the BTF has no struct, union or typedef of that name",
        advice: "The compiler keeps a type only when a program, map or variable uses it")
    }
    try self.init(value, in: types, id: type.id)
  }

  /// Compares a struct with a C type of a number.
  ///
  /// - Throws: ``BPFError/Code/layoutMismatch`` with the first field that differs, and its offsets
  ///   and sizes on both sides.
  public init(
    _ value: Value.Type = Value.self, in types: BTFTable, id: TypeID
  ) throws(BPFError) {
    let difference: String?
    do throws(BTFError) {
      cName = try types.name(of: types.type(id))
      var check = LayoutCheck(types: types)
      difference = try check.difference(between: Value.shape, and: id)
    } catch {
      throw BPFError(.corruptData, "compare \(Value.self) with type \(id)", underlying: error)
    }
    if let difference {
      throw BPFError(
        .layoutMismatch, "read \"\(cName)\" as \(Value.self)", reason: difference,
        advice: "Declare the properties in the order and sizes of the C members, padding included")
    }
  }

  /// Reads a value from the bytes of a record.
  ///
  /// - Throws: ``BPFError/Code/corruptData`` when there are too few; more do not matter.
  @inlinable @inline(__always)
  public func load(from bytes: RawSpan) throws(BPFError) -> Value {
    guard bytes.byteCount >= MemoryLayout<Value>.size else { throw tooShort(bytes.byteCount) }
    // Every pattern of bits is a Value, and there are enough of them.
    return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: 0, as: Value.self)
  }

  @usableFromInline
  func tooShort(_ count: Int) -> BPFError {
    BPFError(
      .corruptData, "read \"\(cName)\" as \(Value.self)",
      reason: "the record has \(count) bytes, and \(byteCount) are needed")
  }
}

extension BPFError.Code {
  /// A Swift struct does not lie in memory as the C type that it is to stand for.
  public static var layoutMismatch: Self { Self("layout mismatch") }
}
