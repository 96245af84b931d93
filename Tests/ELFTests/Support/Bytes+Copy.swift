import Bytes

extension Bytes {
  /// A copy of the bytes, for expectations.
  var array: [UInt8] { span.array }
}
