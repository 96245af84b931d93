/// A Swift value that can be read from the bytes of a C value, because every pattern of bits is a
/// value: integers, floating-point numbers, and ``CStruct``s and `InlineArray`s made of them.
///
/// `Bool` and enumerations are not: a byte of 2 where a `Bool` is expected is undefined behaviour.
/// Read them as the integer that C stores.
public protocol CValue: BitwiseCopyable, Sendable {
  /// What the bytes of the value mean; checked against BTF.
  static var shape: CShape { get }
}

/// How the bytes of a ``CValue`` are divided.
public indirect enum CShape: Sendable {
  /// A number of some bytes.
  case scalar(size: Int)
  /// Equal elements at equal distances.
  case array(CShape, count: Int, stride: Int)
  /// Named fields; the size in bytes does not count padding at the end.
  case structure(name: String, size: Int, fields: [Field])

  /// A field of a structure.
  public struct Field: Sendable {
    /// The name in C; with dots for a member of a member.
    public let name: String
    /// Where the field begins, in bytes; `nil` for a property that is not stored in the struct.
    public let offset: Int?
    /// What the field is.
    public let shape: CShape
  }

  /// The size in bytes.
  var size: Int {
    switch self {
    case .scalar(let size), .structure(_, let size, _): size
    // The padding of the last element counts in Swift as in C.
    case .array(_, let count, let stride): count * stride
    }
  }
}

extension CValue where Self: FixedWidthInteger {
  /// A number.
  public static var shape: CShape { .scalar(size: MemoryLayout<Self>.size) }
}

extension CValue where Self: BinaryFloatingPoint {
  /// A number.
  public static var shape: CShape { .scalar(size: MemoryLayout<Self>.size) }
}

extension Int8: CValue {}
extension Int16: CValue {}
extension Int32: CValue {}
extension Int64: CValue {}
extension UInt8: CValue {}
extension UInt16: CValue {}
extension UInt32: CValue {}
extension UInt64: CValue {}
extension Float: CValue {}
extension Double: CValue {}

extension InlineArray: CValue where Element: CValue {
  /// Equal elements.
  public static var shape: CShape {
    .array(Element.shape, count: count, stride: MemoryLayout<Element>.stride)
  }
}
