internal import BPFObject
internal import SystemPackage

/// A filter of classic traffic control, for kernels before 6.6 and next to tools that use it (`cls_bpf`
/// with netlink: `RTM_NEWTFILTER`, Linux 4.1; `clsact`, Linux 4.5).
///
/// The link removes exactly the filter that it made: one that took its place meanwhile stays. The
/// `clsact` qdisc is made where there is none, and removed again if this link made it and no filter
/// is left at it.
public struct TrafficControlHook: AttachPoint {
  /// The interface, of this thread's network namespace.
  public var interface: NetworkInterface
  /// Where the filter hangs.
  public var parent: TrafficParent
  /// Filters of smaller priorities run first; 0 lets the kernel choose one before the others.
  public var priority: UInt16 = 0
  /// The number of the filter in its priority; 0 lets the kernel choose.
  public var handle: UInt32 = 0
  /// The protocol of the packets that it sees (`ETH_P_*`); 3 is all.
  public var protocolNumber: UInt16 = 3
  /// Whether the filter of this priority and handle may be there, and is replaced then.
  public var replace = false
  /// Whether the program's result decides about the packet; else it is a class, and 0 is no match.
  public var isDirectAction = true
  /// Whether a `clsact` qdisc that the link made stays when it ends.
  public var keepsQdisc = false

  /// A filter of an interface.
  public init(_ interface: NetworkInterface, _ parent: TrafficParent) {
    self.interface = interface
    self.parent = parent
  }

  /// `tc ingress of interface eth0`.
  public var description: String { "tc \(parent) of \(interface)" }

  /// Attaches a program of type `sched_cls` as a filter, or one of type `sched_act` as the action of a
  /// filter that every packet matches.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(self)"
    guard program.type == .trafficClassifier || program.type == .trafficAction else {
      throw program.wrongType(.trafficClassifier, action)
    }
    guard !replace || (priority != 0 && handle != 0) else {
      throw BPFError(
        .invalidArgument, action,
        reason: "a filter is replaced by its priority and handle, which must both be given",
        program: program.name)
    }
    let netlink = try Netlink(kernel)
    let index: UInt32
    do { index = try netlink.interface(interface, kernel).index } catch {
      throw error.adding { facts in
        facts.action = action
        facts.program = program.name
      }
    }
    var madeQdisc = false
    do throws(NetlinkFailure) {
      if parent.isClsact { madeQdisc = try netlink.makeClsact(index) }
    } catch {
      throw kernel.failure(
        .newQdisc, error, action, program: program.name,
        reason: error.errno == .noSuchFileOrDirectory
          ? "the kernel has no clsact qdisc (CONFIG_NET_SCH_INGRESS), or its module was not found"
          : nil
      )
    }
    let attachment = TrafficControlAttachment(
      kernel: kernel, netlink: netlink, interface: index, target: description,
      programName: program.name, removesQdisc: madeQdisc && !keepsQdisc)
    let filter: TrafficFilter
    do throws(NetlinkFailure) { filter = try add(program, index, netlink) } catch {
      let reason = explain(error.errno, program, index, netlink)
      throw kernel.failure(
        .newFilter, error, action, program: program.name, reason: reason)
    }
    attachment.hold(filter)
    return Link(
      kernel: kernel, holding: attachment, target: description, programName: program.name)
  }

  /// Makes the filter.
  ///
  /// - Returns: the filter, with the numbers that the kernel gave it.
  private func add(
    _ program: Program, _ index: UInt32, _ netlink: Netlink
  ) throws(NetlinkFailure) -> TrafficFilter {
    var request = NetlinkRequest(
      .newFilter, [.echo, .create, replace ? .replace : .exclusive],
      structure: TrafficFilter.structure(
        index, handle: handle, parent: parent.number, priority: priority,
        protocolNumber: protocolNumber))
    request.add(1, text: "bpf")  // TCA_KIND
    let name = program.name
    let descriptor = program.descriptor.rawValue
    request.nest(2) { options in  // TCA_OPTIONS
      guard program.type == .trafficAction else {
        options.add(6, descriptor: descriptor)  // TCA_BPF_FD
        options.add(7, text: name)  // TCA_BPF_NAME
        options.add(8, isDirectAction ? 1 : 0)  // TCA_BPF_FLAGS
        return
      }
      // A program of classic BPF that every packet matches: one instruction, `ret #-1`.
      options.add(4, [1, 0])  // TCA_BPF_OPS_LEN, 16 bits
      options.add(5, [0x06, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])  // TCA_BPF_OPS
      options.nest(1) { actions in  // TCA_BPF_ACT
        actions.nest(1) { first in
          first.add(1, text: "bpf")  // TCA_ACT_KIND
          first.nest(2) { options in  // TCA_ACT_OPTIONS
            // struct tc_act_bpf: index, capabilities, action (TC_ACT_PIPE), two counts
            var parameters: [UInt8] = []
            for word: UInt32 in [0, 0, 3, 0, 0] { parameters.append(word: word, .host) }
            options.add(2, parameters)  // TCA_ACT_BPF_PARMS
            options.add(5, descriptor: descriptor)  // TCA_ACT_BPF_FD
            options.add(6, text: name)  // TCA_ACT_BPF_NAME
          }
        }
      }
    }
    guard let made = try netlink.exchange(request).lazy.compactMap({ TrafficFilter($0) }).first
    else { throw NetlinkFailure(.badMessage, message: "the kernel did not tell of the filter") }
    return made
  }

  private func explain(
    _ errno: Errno, _ program: Program, _ index: UInt32, _ netlink: Netlink
  ) -> String? {
    switch errno {
    case .fileExists:
      return
        "there is a filter of priority \(priority) and handle \(handle) (give replace: true to take "
        + "its place)"
    case .noSuchFileOrDirectory:
      let missing =
        program.type == .trafficAction
        ? "filters (CONFIG_NET_CLS_BPF) or actions (CONFIG_NET_ACT_BPF)"
        : "filters (CONFIG_NET_CLS_BPF)"
      return "the kernel was built without BPF \(missing), or the module was not found"
    case .invalidArgument, .notSupported:
      let qdisc = (try? netlink.ingressQdisc(index)).flatMap { $0 }
      if parent == .egress, qdisc == "ingress" {
        return
          "the interface has the qdisc ingress, which has no egress, where clsact would be"
      }
      if !parent.isClsact { return "the interface has no qdisc or class \(parent)" }
      return priority != 0 ? "the priority is taken by filters of another kind or protocol" : nil
    default: return nil
    }
  }

  /// Looks for the interface.
  public func check(on kernel: Kernel) throws(BPFError) { _ = try kernel.interface(interface) }
}

extension AttachPoint where Self == TrafficControlHook {
  /// A filter of classic traffic control: `.tc(interface: "eth0", .ingress)`.
  ///
  /// - Parameters:
  ///   - priority: filters of smaller ones run first; 0 lets the kernel choose.
  ///   - handle: the number of the filter in its priority; 0 lets the kernel choose.
  ///   - replace: whether the filter of this priority and handle may be there, and is replaced then.
  public static func tc(
    interface: NetworkInterface, _ parent: TrafficParent, priority: UInt16 = 0,
    handle: UInt32 = 0, replace: Bool = false
  ) -> Self {
    var hook = TrafficControlHook(interface, parent)
    hook.priority = priority
    hook.handle = handle
    hook.replace = replace
    return hook
  }
}
