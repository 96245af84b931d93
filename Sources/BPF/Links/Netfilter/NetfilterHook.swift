internal import BPFObject
internal import CLinuxBPF
internal import SystemPackage

/// A hook of netfilter in this thread's network namespace (`BPF_LINK_CREATE`, Linux 6.4).
public struct NetfilterHook: AttachPoint {
  /// A family of protocols (`NFPROTO_*`).
  public struct Family: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The kernel's number.
    public var rawValue: UInt32
    /// Makes a family of the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// IPv4 (`NFPROTO_IPV4`).
    public static var ipv4: Self { Self(rawValue: 2) }
    /// IPv6 (`NFPROTO_IPV6`).
    public static var ipv6: Self { Self(rawValue: 10) }
    /// `ipv4`, `ipv6` or a number.
    public var description: String {
      switch self {
      case .ipv4: "ipv4"
      case .ipv6: "ipv6"
      default: "family \(rawValue)"
      }
    }
  }

  /// A place on the way of a packet (`NF_INET_*`).
  public struct Place: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The kernel's number.
    public var rawValue: UInt32
    /// Makes a place of the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// As it comes in, before it is known whose it is (`NF_INET_PRE_ROUTING`).
    public static var prerouting: Self { Self(rawValue: 0) }
    /// For this machine (`NF_INET_LOCAL_IN`).
    public static var input: Self { Self(rawValue: 1) }
    /// For others (`NF_INET_FORWARD`).
    public static var forward: Self { Self(rawValue: 2) }
    /// From this machine (`NF_INET_LOCAL_OUT`).
    public static var output: Self { Self(rawValue: 3) }
    /// As it goes out (`NF_INET_POST_ROUTING`).
    public static var postrouting: Self { Self(rawValue: 4) }
    /// The word that nft has for it.
    public var description: String {
      switch self {
      case .prerouting: "prerouting"
      case .input: "input"
      case .forward: "forward"
      case .output: "output"
      case .postrouting: "postrouting"
      default: "hook \(rawValue)"
      }
    }
  }

  /// The family of protocols.
  public var family: Family
  /// The place on the way of a packet.
  public var place: Place
  /// Smaller numbers run first; no two programs of BPF may share one, nor have the least or the
  /// greatest number that there is.
  public var priority: Int32
  /// Whether packets are put together before the program sees them (`BPF_F_NETFILTER_IP_DEFRAG`,
  /// Linux 6.6), for which the priority must be above -400.
  public var defragment: Bool

  /// A hook.
  public init(_ family: Family, _ place: Place, priority: Int32 = 0, defragment: Bool = false) {
    self.family = family
    self.place = place
    self.priority = priority
    self.defragment = defragment
  }

  /// `netfilter ipv4 input at priority 0`.
  public var description: String { "netfilter \(family) \(place) at priority \(priority)" }

  /// Attaches a program of type `netfilter`, which returns 0 to drop a packet and 1 to let it pass.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let action = "attach \(program) to \(self)"
    guard program.type == .netfilter else { throw program.wrongType(.netfilter, action) }
    var attributes = lbpf_link_create_netfilter()
    attributes.prog_fd = UInt32(bitPattern: program.descriptor.rawValue)
    attributes.attach_type = AttachType.netfilter.rawValue
    attributes.pf = family.rawValue
    attributes.hooknum = place.rawValue
    attributes.priority = priority
    attributes.netfilter_flags = defragment ? 1 : 0
    do throws(Errno) {
      let link = try kernel.open(.linkCreate, &attributes)
      return Link(
        kernel: kernel, owning: link, target: description, programName: program.name)
    } catch {
      throw kernel.failure(
        .linkCreate, error, action, program: program.name, reason: reason(error))
    }
  }

  private func reason(_ errno: Errno) -> String? {
    switch errno {
    case .resourceBusy: "another program of BPF has the priority \(priority)"
    case .addressFamilyNotSupported, .protocolNotSupported:
      "netfilter programs are for IPv4 and IPv6, as far as the kernel was built with them"
    case .noSuchFileOrDirectory:
      "the kernel cannot put packets together for \(family) (the module nf_defrag_\(family))"
    case Errno(rawValue: 71): "there is no such hook"  // EPROTO
    case .outOfRange, .invalidArgument:
      if priority == .min || priority == .max {
        "the least and the greatest priority are the kernel's own"
      } else if defragment, priority <= -400 {
        "packets are put together at priority -400, so the program must come later"
      } else if defragment, errno == .invalidArgument {
        "packets can be put together for programs since Linux 6.6"
      } else {
        nil
      }
    default: nil
    }
  }
}

extension AttachPoint where Self == NetfilterHook {
  /// A hook of netfilter (Linux 6.4): `.netfilter(.ipv4, .input)`.
  ///
  /// - Parameters:
  ///   - priority: smaller numbers run first.
  ///   - defragment: whether packets are put together before the program sees them (Linux 6.6).
  public static func netfilter(
    _ family: NetfilterHook.Family, _ place: NetfilterHook.Place, priority: Int32 = 0,
    defragment: Bool = false
  ) -> Self {
    NetfilterHook(family, place, priority: priority, defragment: defragment)
  }
}
