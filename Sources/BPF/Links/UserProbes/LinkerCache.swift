internal import Bytes

/// The dynamic linker's list of libraries (`/etc/ld.so.cache`), in the form that glibc has written since
/// 2.32.
enum LinkerCache {
  private static let magic = "glibc-ld.so.cache1.1"
  private static let headerSize = 48
  private static let entrySize = 24

  /// The paths of the libraries whose names a closure accepts.
  static func paths(in cache: Bytes, where accepts: (String) -> Bool) -> [String] {
    let span = cache.span
    guard let head = span.part(at: 0, count: magic.utf8.count), head.text == magic,
      let count: UInt32 = span.load(at: 20)
    else { return [] }
    var paths: [String] = []
    var place = headerSize
    for _ in 0..<count {
      guard let key: UInt32 = span.load(at: place &+ 4),
        let value: UInt32 = span.load(at: place &+ 8), place &+ entrySize <= cache.count
      else { break }
      place &+= entrySize
      guard let name = string(span, at: key), accepts(name), let path = string(span, at: value)
      else {
        continue
      }
      paths.append(path)
    }
    return paths
  }

  /// Names are short; a cache that says otherwise is none.
  private static func string(_ span: RawSpan, at offset: UInt32) -> String? {
    guard
      let window = span.part(
        at: Int(offset), count: min(4096, max(0, span.byteCount - Int(offset)))),
      let length = window.lengthOfCString(at: 0)
    else { return nil }
    return window.extracting(0..<length).text
  }
}
