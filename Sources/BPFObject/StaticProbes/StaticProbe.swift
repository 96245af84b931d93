package import ELF

/// One place of a statically defined probe (USDT), as a note of the file says.
package struct StaticProbe: Sendable, Hashable {
  /// Who defined the probe: `libc`.
  package let provider: String
  /// The name of the probe: `setjmp`.
  package let name: String
  /// Where the arguments are found, in the notation of the machine: `8@%rdi -4@-20(%rbp)`.
  package let arguments: String
  /// The address at which the place was linked.
  package let address: UInt64
  /// The byte offset of the place in the file; `nil` when no code is mapped from there.
  package let fileOffset: UInt64?
  /// The address of the counter of those who wait for the probe; 0 when there is none.
  package let semaphore: UInt64
  /// The byte offset of that counter in the file; `nil` when there is none, or nothing is mapped there.
  package let semaphoreOffset: UInt64?
}

extension ELFFile {
  /// The statically defined probes of the file (`.note.stapsdt`), in the order of their notes.
  ///
  /// - Throws: `ELFError` when the notes cannot be read; a note that makes no sense is left out.
  package func staticProbes() throws(ELFError) -> [StaticProbe] {
    guard let section = section(named: ".note.stapsdt") else { return [] }
    let base = self.section(named: ".stapsdt.base")?.address ?? 0
    var probes: [StaticProbe] = []
    for note in try notes(in: section) where note.type == 3 && note.name == "stapsdt" {
      if let probe = staticProbe(note, base: base) { probes.append(probe) }
    }
    return probes
  }

  private func staticProbe(_ note: Note, base: UInt64) -> StaticProbe? {
    let span = note.descriptor.span
    let swapped = byteOrder.isSwapped
    guard var address: UInt64 = span.load(at: 0, swapped: swapped),
      let linkedBase: UInt64 = span.load(at: 8, swapped: swapped),
      let semaphore: UInt64 = span.load(at: 16, swapped: swapped)
    else { return nil }
    // A prelinker moves the file but not what notes say: the section tells how far. It leaves
    // semaphores right.
    if base != 0, linkedBase != 0 { address = address &+ base &- linkedBase }
    var texts: [String] = []
    var offset = 24
    while texts.count < 3 {
      guard let length = span.lengthOfCString(at: offset) else { return nil }
      texts.append(span.extracting(offset..<(offset &+ length)).text)
      offset &+= length &+ 1
    }
    return StaticProbe(
      provider: texts[0], name: texts[1], arguments: texts[2], address: address,
      fileOffset: fileOffset(ofAddress: address, executable: true), semaphore: semaphore,
      semaphoreOffset: semaphore == 0 ? nil : fileOffset(ofAddress: semaphore, executable: false))
  }

  /// The byte offset of an address in a segment that is executed, or in one that is not.
  private func fileOffset(ofAddress address: UInt64, executable: Bool) -> UInt64? {
    for segment in segments where segment.type == .load && address >= segment.address {
      let distance = address &- segment.address
      guard distance < segment.memorySize, segment.flags.contains(.execute) == executable
      else { continue }
      let (offset, overflow) = segment.offset.addingReportingOverflow(distance)
      return overflow ? nil : offset
    }
    return nil
  }
}
