internal import BPFObject
internal import SystemPackage

/// A network interface, where XDP programs see frames as they arrive.
///
/// A link holds the program (`BPF_LINK_CREATE`, Linux 5.9). Without links, and to take the place of a
/// program that was attached without one, the program is set by netlink (`RTM_SETLINK`, Linux 4.8); it
/// is taken away again only if it is still the one.
public struct XDPInterface: AttachPoint {
  /// The interface, of this thread's network namespace.
  public var interface: NetworkInterface
  /// Where the program runs.
  public var mode: XDPMode
  /// What holds the program.
  public var form: AttachmentForm
  /// The program whose place it takes (`XDP_FLAGS_REPLACE`, Linux 5.7), attached without a link.
  public var replacing: Program?

  /// An interface.
  public init(
    _ interface: NetworkInterface, _ mode: XDPMode = .automatic, form: AttachmentForm = .automatic,
    replacing: Program? = nil
  ) {
    self.interface = interface
    self.mode = mode
    self.form = form
    self.replacing = replacing
  }

  /// `xdp interface eth0`.
  public var description: String { "xdp \(interface)" }

  /// Attaches a program of type `xdp`.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(self)"
    guard program.type == .xdp else { throw program.wrongType(.xdp, action) }
    let netlink = try Netlink(kernel)
    let found: InterfaceInfo
    do { found = try netlink.interface(interface, kernel) } catch {
      throw error.adding { facts in
        facts.action = action
        facts.program = program.name
      }
    }
    if form == .direct || replacing != nil {
      return try set(program, netlink, found, action)
    }
    do throws(Errno) {
      let link = try kernel.createLink(
        program: program.descriptor.rawValue, target: Int32(bitPattern: found.index), .xdp,
        flags: mode.rawValue)
      return Link(
        kernel: kernel, owning: link, target: description, programName: program.name)
    } catch {
      if form == .automatic, error == .invalidArgument, !kernel.hasXDPLinks {
        return try set(program, netlink, found, action)
      }
      let (reason, advice) = explain(
        error, program, found, (try? netlink.interface(interface, kernel)))
      throw kernel.failure(
        .linkCreate, error, action, program: program.name, advice: advice, reason: reason)
    }
  }

  /// Sets a program by netlink.
  private func set(
    _ program: Program, _ netlink: Netlink, _ found: InterfaceInfo, _ action: String
  ) throws(BPFError) -> Link {
    let attachment = XDPAttachment(
      program: program, netlink: netlink, interface: found.index, mode: mode, target: description)
    do { try attachment.set(program, replacing: replacing) } catch {
      let (reason, advice) = explain(
        error.errno, program, found, try? netlink.interface(interface, program.kernel))
      throw program.kernel.failure(
        .setLink, error, action, program: program.name, reason: reason, advice: advice)
    }
    return Link(
      kernel: program.kernel, holding: attachment, target: description, programName: program.name)
  }

  private func explain(
    _ errno: Errno, _ program: Program, _ before: InterfaceInfo, _ now: InterfaceInfo?
  ) -> (reason: String?, advice: String?) {
    switch errno {
    case .resourceBusy, .fileExists:
      let running = (now ?? before).xdp.map { "program \($0.programID) (\($0.mode))" }
      if replacing != nil {
        return (
          running.isEmpty
            ? "no program is there whose place could be taken"
            : "\(running.joined(separator: ", ")) is attached there, and it is another than the expected "
              + "one, or a link holds it", nil
        )
      }
      return (
        running.isEmpty
          ? "another XDP program is attached there in another mode"
          : "\(running.joined(separator: ", ")) is attached there, and only one can be",
        "Replace it (Link.replaceProgram, or replacing:), or detach it: "
          + "ip link set dev \(before.name) xdp off"
      )
    case .notSupported:
      return (
        "the driver\(before.kind.map { " \($0)" } ?? "") cannot run XDP programs in the mode \(mode)",
        mode == .generic ? nil : "Ask for the mode generic, which every driver can"
      )
    case .invalidArgument:
      guard mode != .hardware else {
        return (
          "the program was not loaded for the network card",
          "Load it with LoadOptions.device, for the purpose offload"
        )
      }
      return (
        "the program was loaded for a map of devices or CPUs, or for another interface, or the "
          + "frames of the interface (mtu \(before.mtu)) are too large for a program that is not "
          + "declared as xdp.frags", nil
      )
    case .outOfRange, .messageTooLong:
      return (
        "the frames of the interface (mtu \(before.mtu)) are too large for the program",
        "Declare it as xdp.frags, or lower the mtu"
      )
    default: return (nil, nil)
    }
  }

  /// Looks for the interface.
  public func check(on kernel: Kernel) throws(BPFError) { _ = try kernel.interface(interface) }
}

extension AttachPoint where Self == XDPInterface {
  /// An interface, where XDP programs see frames as they arrive: `.xdp(interface: "eth0")`.
  ///
  /// - Parameters:
  ///   - mode: where the program runs.
  ///   - form: what holds it.
  ///   - replacing: the program whose place it takes, attached without a link.
  public static func xdp(
    interface: NetworkInterface, _ mode: XDPMode = .automatic, form: AttachmentForm = .automatic,
    replacing: Program? = nil
  ) -> Self {
    XDPInterface(interface, mode, form: form, replacing: replacing)
  }
}

extension Kernel {
  /// Whether the kernel has links for XDP (Linux 5.9).
  ///
  /// One that has them knows the command that detaches links, which came with the same release.
  var hasXDPLinks: Bool {
    do { try detachLink(-1) } catch { return error != .invalidArgument }
    return true
  }
}

extension Program {
  /// The error for a program that is not of the type that a place takes.
  func wrongType(_ wanted: ProgramType, _ action: String, advice: String? = nil) -> BPFError {
    BPFError(
      .invalidArgument, action, reason: "the program is of type \(type), not \(wanted)",
      advice: advice, program: name)
  }
}
