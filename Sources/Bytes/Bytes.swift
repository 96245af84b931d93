/// Immutable bytes that many views share: an array, or a mapped or read region, and a window on it.
///
/// Copies and slices share the same storage. The storage is never written after it was made, which
/// is why values of this type can cross between tasks.
public struct Bytes: Sendable {
  private enum Storage: Sendable {
    case array([UInt8])
    case region(MemoryRegion)
  }

  private let storage: Storage
  private let start: Int
  /// The number of bytes in the window.
  public let count: Int

  /// Takes the bytes of an array; nothing is copied.
  public init(_ array: [UInt8]) {
    storage = .array(array)
    start = 0
    count = array.count
  }

  init(region: MemoryRegion) {
    storage = .region(region)
    start = 0
    count = region.count
  }

  private init(storage: Storage, start: Int, count: Int) {
    self.storage = storage
    self.start = start
    self.count = count
  }

  /// The bytes, borrowed for as long as this value is.
  public var span: RawSpan {
    @_lifetime(borrow self)
    borrowing get {
      switch storage {
      case .array(let array):
        let whole = unsafe array.span.bytes
        let window = whole.extracting(start..<(start &+ count))
        // The array's buffer is kept alive, and unchanged, by `self`.
        return unsafe _overrideLifetime(window, borrowing: self)
      case .region(let region):
        let window = region.span.extracting(start..<(start &+ count))
        return unsafe _overrideLifetime(window, borrowing: self)
      }
    }
  }

  /// A copy of the bytes.
  public var array: [UInt8] { span.array }

  /// The bytes as text; bytes that are not UTF-8 become U+FFFD.
  public var text: String { span.text }

  /// A window on part of the bytes; nothing is copied.
  ///
  /// - Returns: `nil` when the part does not lie wholly inside.
  public func slice(at offset: Int, count: Int) -> Bytes? {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count &- offset else {
      return nil
    }
    return Bytes(storage: storage, start: start &+ offset, count: count)
  }
}
