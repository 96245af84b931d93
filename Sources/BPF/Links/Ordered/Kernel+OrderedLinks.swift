internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

// Attaching where programs have an order.
extension Kernel {
  /// Makes a link at a place in an order (`BPF_LINK_CREATE`).
  ///
  /// - Parameters:
  ///   - target: a descriptor, or the index of a network interface.
  ///   - flags: further ones (`BPF_F_*`).
  ///   - revision: what the number of changes must be now (`expected_revision`), or 0.
  func createLink(
    program: Int32, target: Int32, _ attachType: AttachType, order: AttachOrder,
    revision: UInt64 = 0, flags: UInt32 = 0
  ) throws(Errno) -> OwnedDescriptor {
    var attributes = lbpf_link_create_ordered()
    attributes.prog_fd = UInt32(bitPattern: program)
    attributes.target_fd = UInt32(bitPattern: target)
    attributes.attach_type = attachType.rawValue
    attributes.flags = order.encoded.flags | flags
    attributes.relative_fd = order.encoded.relative
    attributes.expected_revision = revision
    return try open(.linkCreate, &attributes)
  }

  /// Attaches a program without a link (`BPF_PROG_ATTACH`).
  ///
  /// - Parameters:
  ///   - target: a descriptor, or the index of a network interface.
  ///   - old: the program whose place it takes (`BPF_F_REPLACE`).
  func attachProgram(
    _ program: Int32, to target: Int32, _ attachType: AttachType,
    order: AttachOrder = .automatic, replacing old: Int32? = nil, revision: UInt64 = 0,
    flags: UInt32 = 0
  ) throws(Errno) {
    var attributes = lbpf_prog_attach()
    attributes.target_fd = UInt32(bitPattern: target)
    attributes.attach_bpf_fd = UInt32(bitPattern: program)
    attributes.attach_type = attachType.rawValue
    attributes.attach_flags = order.encoded.flags | flags
    attributes.relative_fd = order.encoded.relative
    attributes.expected_revision = revision
    if let old {
      attributes.replace_bpf_fd = UInt32(bitPattern: old)
      attributes.attach_flags |= 4
    }
    try call(.programAttach, &attributes)
  }

  /// Detaches a program that was attached without a link (`BPF_PROG_DETACH`).
  func detachProgram(
    _ program: Int32, from target: Int32, _ attachType: AttachType
  ) throws(Errno) {
    var attributes = lbpf_prog_attach()
    attributes.target_fd = UInt32(bitPattern: target)
    attributes.attach_bpf_fd = UInt32(bitPattern: program)
    attributes.attach_type = attachType.rawValue
    try call(.programDetach, &attributes)
  }
}
