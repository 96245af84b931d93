internal import BPFObject
internal import SystemPackage

/// A program that was attached without a link (`BPF_PROG_ATTACH`), to be detached by its owner.
final class DirectAttachment: Attachment {
  /// What it is attached to.
  enum Place: ~Copyable, Sendable {
    /// A network interface, by its number.
    case interface(UInt32)
    /// A descriptor, such as that of a device.
    case descriptor(OwnedDescriptor)

    var rawValue: Int32 {
      borrowing get {
        switch self {
        case .interface(let index): Int32(bitPattern: index)
        case .descriptor(let descriptor): descriptor.rawValue
        }
      }
    }
  }

  private let program: Program
  private let place: Place
  private let attachType: AttachType
  private let target: String

  init(program: Program, place: consuming Place, _ attachType: AttachType, target: String) {
    self.program = program
    self.place = place
    self.attachType = attachType
    self.target = target
  }

  func detach() throws(BPFError) {
    do throws(Errno) {
      try program.kernel.detachProgram(
        program.descriptor.rawValue, from: place.rawValue, attachType)
    } catch {
      // Somebody put another program in its place, or the interface is gone.
      if error == .noSuchFileOrDirectory || error == .operationNotSupportedByDevice { return }
      throw program.kernel.failure(
        .programDetach, error, "detach program \"\(program.name)\" from \(target)",
        program: program.name)
    }
  }
}
