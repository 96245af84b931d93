/// Something that kernels have or have not, and that loading or attaching depends on.
public struct Feature: Sendable, Hashable, CustomStringConvertible {
  package enum Name: String, Sendable, CaseIterable {
    case programName, globalData, btf, btfFunction, btfGlobalFunction, btfDataSection
    case mappableArray, probeReadKernel, bindMap, btfFloat, perfLink, btfDeclarationTag
    case btfTypeTag, memoryControlGroupAccounting, attachCookie, btfEnum64, systemCallWrapper
    case largeValueOffsets, expectedAttachType, argumentContextTag, btfQuestionMark, btfLayout
    case uprobeMultiLinks
  }

  package let name: Name

  /// The features that kernels before a version do not have, as far as the version tells.
  ///
  /// Distributions port features back; only asking a kernel is sure. This is for kernels that cannot
  /// be asked.
  public static func missing(before version: KernelVersion) -> Set<Feature> {
    Set(all.filter { KernelVersion($0.firstKernel).map { version < $0 } ?? false })
  }

  private init(_ name: Name) { self.name = name }

  /// Every feature that can be probed.
  public static var all: [Feature] { Name.allCases.map { Feature($0) } }

  /// Programs have names (Linux 4.15).
  public static var programName: Self { Self(.programName) }
  /// Instructions can refer to a place in a map's value, which global variables need (Linux 5.2).
  public static var globalData: Self { Self(.globalData) }
  /// The kernel takes BTF (Linux 4.18).
  public static var btf: Self { Self(.btf) }
  /// BTF may describe functions (Linux 5.0).
  public static var btfFunction: Self { Self(.btfFunction) }
  /// BTF may say that a function is global (Linux 5.6).
  public static var btfGlobalFunction: Self { Self(.btfGlobalFunction) }
  /// BTF may describe variables and sections (Linux 5.2).
  public static var btfDataSection: Self { Self(.btfDataSection) }
  /// Arrays can be mapped into memory (Linux 5.5).
  public static var mappableArray: Self { Self(.mappableArray) }
  /// `bpf_probe_read_kernel` and `bpf_probe_read_user` exist (Linux 5.5).
  public static var probeReadKernel: Self { Self(.probeReadKernel) }
  /// Maps can be tied to programs that do not use them (Linux 5.10).
  public static var bindMap: Self { Self(.bindMap) }
  /// BTF may describe floating-point numbers (Linux 5.13).
  public static var btfFloat: Self { Self(.btfFloat) }
  /// Perf events, and with them tracepoints and probes, have links (Linux 5.15).
  public static var perfLink: Self { Self(.perfLink) }
  /// BTF may tag declarations (Linux 5.16).
  public static var btfDeclarationTag: Self { Self(.btfDeclarationTag) }
  /// BTF may tag types (Linux 5.17).
  public static var btfTypeTag: Self { Self(.btfTypeTag) }
  /// BPF memory counts against the memory control group, not `RLIMIT_MEMLOCK` (Linux 5.11).
  public static var memoryControlGroupAccounting: Self { Self(.memoryControlGroupAccounting) }
  /// Programs can ask for the cookie given when they were attached (Linux 5.15).
  public static var attachCookie: Self { Self(.attachCookie) }
  /// BTF may describe 64-bit enumerations (Linux 6.0).
  public static var btfEnum64: Self { Self(.btfEnum64) }
  /// Programs are verified for what they attach to (`expected_attach_type`, Linux 4.17).
  public static var expectedAttachType: Self { Self(.expectedAttachType) }
  /// Global functions can say that a parameter is the program's context (`__arg_ctx`, Linux 6.8).
  public static var argumentContextTag: Self { Self(.argumentContextTag) }
  /// The names of BTF data sections may begin with a question mark (Linux 6.9).
  public static var btfQuestionMark: Self { Self(.btfQuestionMark) }
  /// BTF may say how large the records of each kind are (Linux 7.1).
  public static var btfLayout: Self { Self(.btfLayout) }
  /// One link can hold many user probes (Linux 6.6).
  public static var uprobeMultiLinks: Self { Self(.uprobeMultiLinks) }
  /// System calls have wrappers that take their arguments in a `struct pt_regs`.
  ///
  /// A matter of the architecture: x86-64 since Linux 4.17, arm64 since 4.19.
  public static var systemCallWrapper: Self { Self(.systemCallWrapper) }

  /// Instructions can refer to any place in a map's value, as arenas with variables at their end need
  /// (Linux 7.0).
  public static var largeValueOffsets: Self { Self(.largeValueOffsets) }

  /// The name of the feature in words.
  public var description: String {
    switch name {
    case .programName: "program names"
    case .globalData: "global data"
    case .btf: "BTF"
    case .btfFunction: "BTF functions"
    case .btfGlobalFunction: "global BTF functions"
    case .btfDataSection: "BTF data sections"
    case .mappableArray: "arrays mapped into memory"
    case .probeReadKernel: "bpf_probe_read_kernel"
    case .bindMap: "BPF_PROG_BIND_MAP"
    case .btfFloat: "BTF floating-point types"
    case .perfLink: "perf event links"
    case .btfDeclarationTag: "BTF declaration tags"
    case .btfTypeTag: "BTF type tags"
    case .memoryControlGroupAccounting: "memory control group accounting"
    case .attachCookie: "attach cookies"
    case .btfEnum64: "BTF 64-bit enumerations"
    case .systemCallWrapper: "system call wrappers"
    case .expectedAttachType: "expected attach types"
    case .argumentContextTag: "context parameters of global functions"
    case .btfQuestionMark: "BTF sections that begin with a question mark"
    case .btfLayout: "BTF layouts"
    case .uprobeMultiLinks: "links of many user probes"
    case .largeValueOffsets: "large offsets in map values"
    }
  }

  /// The first Linux that has it, such as `5.15`.
  public var firstKernel: String {
    switch name {
    case .programName: "4.15"
    case .globalData, .btfDataSection: "5.2"
    case .btf: "4.18"
    case .btfFunction: "5.0"
    case .btfGlobalFunction: "5.6"
    case .mappableArray, .probeReadKernel: "5.5"
    case .bindMap: "5.10"
    case .btfFloat: "5.13"
    case .perfLink, .attachCookie: "5.15"
    case .btfDeclarationTag: "5.16"
    case .btfTypeTag: "5.17"
    case .memoryControlGroupAccounting: "5.11"
    case .btfEnum64: "6.0"
    case .systemCallWrapper, .expectedAttachType: "4.17"
    case .argumentContextTag: "6.8"
    case .btfQuestionMark: "6.9"
    case .btfLayout: "7.1"
    case .uprobeMultiLinks: "6.6"
    case .largeValueOffsets: "7.0"
    }
  }
}

/// Whether the kernel has a feature, as far as asking it could tell.
public enum Support: Sendable, Hashable {
  /// The kernel has it.
  case supported
  /// The kernel does not have it.
  case unsupported
  /// The kernel would not say, for the given reason; a missing capability, for example.
  case unknown(String)
}
