internal import BPFObject
public import SystemPackage

/// An infrared receiver, whose pulses a program decodes (`BPF_PROG_ATTACH` with `BPF_LIRC_MODE2`,
/// Linux 4.18).
///
/// The kernel has no links for it; at most 64 programs share a device.
public struct InfraredDevice: AttachPoint {
  /// The device, such as `/dev/lirc0`.
  public var path: FilePath

  /// A device by its path.
  public init(_ path: FilePath) { self.path = path }

  /// `infrared device /dev/lirc0`.
  public var description: String { "infrared device \(path)" }

  /// Attaches a program of type `lirc_mode2`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(self)"
    guard program.type == .lircMode2 else { throw program.wrongType(.lircMode2, action) }
    let device: OwnedDescriptor
    do { device = try kernel.openDevice(path, action) } catch {
      throw error.adding { $0.program = program.name }
    }
    do {
      try kernel.attachProgram(program.descriptor.rawValue, to: device.rawValue, .lircMode2)
    } catch {
      let reason: String? =
        switch error {
        case .invalidArgument:
          "it is no infrared receiver of raw pulses, or the kernel was built without CONFIG_BPF_LIRC_MODE2"
        case .inappropriateIOCTLForDevice, .badFileDescriptor: "it is no infrared device"
        case .fileExists: "the program is attached there already"
        case .argListTooLong: "as many programs are attached there as can be (64)"
        default: nil
        }
      throw kernel.failure(
        .programAttach, error, action, program: program.name, reason: reason
      ).adding { $0.path = path.string }
    }
    return Link(
      kernel: kernel,
      holding: DirectAttachment(
        program: program, place: .descriptor(device), .lircMode2, target: description),
      target: description, programName: program.name)
  }

  /// Looks for the device.
  public func check(on kernel: Kernel) throws(BPFError) {
    _ = try kernel.openDevice(path, "find \(self)")
  }
}

extension Kernel {
  fileprivate func openDevice(
    _ path: FilePath, _ action: String
  ) throws(BPFError) -> OwnedDescriptor {
    do throws(Errno) { return try own(calls.open(path.string, in: -100, flags: 0)) } catch {
      throw failure(
        call: "open", error, action, path: path.string,
        reason: error == .noSuchFileOrDirectory ? "there is no such device" : nil,
        advice: error == .noSuchFileOrDirectory ? "See /dev/lirc* for those that there are" : nil)
    }
  }
}

extension AttachPoint where Self == InfraredDevice {
  /// An infrared receiver, by its path: `.lirc("/dev/lirc0")`.
  public static func lirc(_ path: FilePath) -> Self { InfraredDevice(path) }
}
