internal import Bytes
internal import SystemPackage

/// An XDP program that was set by netlink.
final class XDPAttachment: Attachment {
  private let program: Program
  private let netlink: Netlink
  private let interface: UInt32
  private let mode: XDPMode
  private let target: String

  init(program: Program, netlink: Netlink, interface: UInt32, mode: XDPMode, target: String) {
    self.program = program
    self.netlink = netlink
    self.interface = interface
    self.mode = mode
    self.target = target
  }

  /// Sets a program, or nothing, if the old one is there, or nothing is.
  func set(_ program: Program?, replacing old: Program?) throws(NetlinkFailure) {
    var structure = [UInt8](repeating: 0, count: 16)
    structure.store(word: interface, at: 4, .host)
    var request = NetlinkRequest(.setLink, [], structure: structure)
    let condition: UInt32 = old == nil ? 1 : 16  // UPDATE_IF_NOEXIST, REPLACE
    request.nest(43) { xdp in
      xdp.add(1, descriptor: program?.descriptor.rawValue ?? -1)
      xdp.add(3, mode.rawValue | condition)
      if let old { xdp.add(8, descriptor: old.descriptor.rawValue) }
    }
    _ = try netlink.exchange(request)
  }

  func detach() throws(BPFError) {
    do throws(NetlinkFailure) { try set(nil, replacing: program) } catch {
      // Another program took its place, or the interface is gone.
      if [.resourceBusy, .fileExists, .operationNotSupportedByDevice].contains(error.errno) {
        return
      }
      // Kernels before 5.7 do not know the condition, and then nobody else can have come between.
      throw program.kernel.failure(
        .setLink, error, "detach program \"\(program.name)\" from \(target)",
        program: program.name)
    }
  }
}
