internal import SystemPackage

/// A mounted file system, as `/proc/self/mountinfo` has it.
struct MountPoint: Sendable, Hashable {
  /// The folder of the file system that stands at the mount point.
  var root: String
  /// Where it is mounted.
  var path: String
  /// The type, such as `cgroup2`.
  var type: String

  /// The mounts that a process sees, in the order in which they were made.
  static func all(_ calls: some SystemCalls) -> [MountPoint] {
    guard let table = try? calls.readFile("/proc/self/mountinfo") else { return [] }
    return table.split(separator: UInt8(ascii: "\n")).compactMap { MountPoint(line: $0) }
  }

  /// `36 35 98:0 /root /path rw,noatime master:1 - ext3 /dev/root rw`; how many fields stand before
  /// the hyphen, varies.
  private init?(line: ArraySlice<UInt8>) {
    let fields = line.split(separator: UInt8(ascii: " "))
    guard let hyphen = fields.firstIndex(where: { $0.elementsEqual("-".utf8) }), hyphen >= 6,
      fields.count > hyphen + 1
    else { return nil }
    root = MountPoint.unescape(fields[3])
    path = MountPoint.unescape(fields[4])
    type = MountPoint.unescape(fields[hyphen + 1])
  }

  /// Decodes the octal escapes: a space is `\040`.
  private static func unescape(_ field: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var rest = field
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"),
        let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
      {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
