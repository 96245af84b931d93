/// The name of the map that a section of variables becomes: libbpf's, so that tools find it.
enum InternalMapName {
  /// What `BPF_OBJ_NAME_LEN` leaves beside the NUL.
  static let limit = 15

  /// A prefix from the object's name and the section's name, in at most 15 bytes together.
  ///
  /// Room for seven bytes is always kept for the section, so that `.bss` and `.rodata` of one object
  /// get the same prefix. A section with a second dot goes by its whole name.
  static func make(object: String, section: String) -> String {
    let sectionBytes = Array(section.utf8)
    if sectionBytes.dropFirst().contains(UInt8(ascii: ".")) { return section }
    let suffixCount = min(max(7, sectionBytes.count), limit)
    let prefixCount = min(limit - suffixCount, object.utf8.count)
    let name = object.utf8.prefix(prefixCount) + sectionBytes.prefix(limit - prefixCount)
    return String(decoding: name.map(cleaned), as: UTF8.self)
  }

  /// The name as the kernel takes it: 15 bytes of letters, digits, `_` and `.`.
  static func kernelName(_ name: String) -> String {
    String(decoding: name.utf8.prefix(limit).map(cleaned), as: UTF8.self)
  }

  private static func cleaned(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
      byte
    default: UInt8(ascii: "_")
    }
  }
}

extension MapSpec {
  /// The name that the kernel is told: at most 15 letters, digits, `_` and `.`.
  package var kernelName: String { InternalMapName.kernelName(name) }
}
