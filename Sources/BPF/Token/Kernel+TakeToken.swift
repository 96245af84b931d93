internal import BPFObject
internal import CLinuxBPF

/// Where calls of the kernel take a token from; see ``Token``.
extension Kernel {
  func take(_ attributes: inout lbpf_prog_load) {
    guard let token = tokenDescriptor, attributes.prog_flags & ProgramFlags.token.rawValue == 0
    else { return }
    attributes.prog_token_fd = token
    attributes.prog_flags |= ProgramFlags.token.rawValue
  }

  func take(_ attributes: inout lbpf_map_create) {
    guard let token = tokenDescriptor, attributes.map_flags & MapFlags.token.rawValue == 0
    else { return }
    attributes.map_token_fd = token
    attributes.map_flags |= MapFlags.token.rawValue
  }

  func take(_ attributes: inout lbpf_btf_load) {
    guard let token = tokenDescriptor, attributes.btf_flags & Kernel.btfTokenFlag == 0
    else { return }
    attributes.btf_token_fd = token
    attributes.btf_flags |= Kernel.btfTokenFlag
  }

  /// `BPF_F_TOKEN_FD`.
  private static let btfTokenFlag: UInt32 = 1 << 16
}
