/// The name of the map that a section of variables becomes: libbpf's, so that tools find it.
enum InternalMapName {
  /// A prefix from the object's name and the section's name, in at most 15 bytes together.
  ///
  /// Room for seven bytes is always kept for the section, so that `.bss` and `.rodata` of one object
  /// get the same prefix. A section with a second dot goes by its whole name.
  static func make(object: String, section: String) -> String {
    let sectionBytes = Array(section.utf8)
    if sectionBytes.dropFirst().contains(UInt8(ascii: ".")) { return section }
    let suffixCount = min(max(7, sectionBytes.count), KernelName.limit)
    let prefixCount = min(KernelName.limit - suffixCount, object.utf8.count)
    let name = object.utf8.prefix(prefixCount) + sectionBytes.prefix(KernelName.limit - prefixCount)
    return String(decoding: name.map(KernelName.cleaned), as: UTF8.self)
  }
}
