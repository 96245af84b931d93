internal import CLinuxBPF
internal import SystemPackage

extension Link {
  /// Puts the struct of another map in the place of a registered one, without a moment between.
  ///
  /// `BPF_LINK_UPDATE` of a `struct_ops` link, Linux 6.4; the kernel's subsystem must allow it, as that
  /// of congestion control does.
  ///
  /// - Parameters:
  ///   - map: of type `struct_ops`, made with ``BPFObject/MapFlags/link``, with its value set.
  ///   - old: what must be registered now (`BPF_F_REPLACE`), or the kernel refuses.
  public borrowing func replaceMap(with map: Map, expecting old: Map? = nil) throws(BPFError) {
    let link = try kernelLink(for: "update")
    do {
      // The fields of the programs hold the maps.
      try kernel.updateLink(
        link, program: map.descriptor.rawValue, expecting: old?.descriptor.rawValue)
    } catch {
      throw kernel.failure(
        .linkUpdate, error, "put \(map) in the place of what is registered for \(target)",
        map: map.name,
        reason: error == .notPermitted && old != nil
          ? "another map than the expected one is registered" : nil)
    }
  }

  /// Detaches the program for everybody who holds the link, pinned paths included
  /// (`BPF_LINK_DETACH`, Linux 5.9).
  ///
  /// The link stays, with nothing to do (``isDefunct()``). Only some kinds of links can: XDP, control
  /// groups, network namespaces, tcx, netkit, `struct_ops`.
  ///
  /// - Throws: ``BPFError``; ``BPFError/Code/unsupported`` for other kinds.
  public borrowing func detachEverywhere() throws(BPFError) {
    let link = try kernelLink(for: "detach")
    do { try kernel.detachLink(link) } catch {
      throw kernel.failure(
        .linkDetach, error, "detach program \"\(programName)\" from \(target)",
        program: programName)
    }
  }

  /// Whether what the program was attached to is gone, or it was detached by
  /// ``detachEverywhere()``, so that the link holds it for nothing.
  ///
  /// The kernel tells it of interfaces, control groups, network namespaces and socket maps.
  ///
  /// - Throws: ``BPFError``, among others where the kernel has no link for this attachment.
  public borrowing func isDefunct() throws(BPFError) -> Bool { try info().isDefunct }
}
