public import SystemPackage

/// Why something between this process and the kernel did not work.
///
/// The ``description`` says what failed, why, and what to do about it; the properties are the same
/// facts for programs to look at.
public struct BPFError: Error, Sendable {
  /// What went wrong, as far as a program would care to tell apart.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The code in words.
    public let description: String

    package init(_ description: String) { self.description = description }
  }

  package struct Facts: Sendable {
    package var code: Code
    package var action: String
    package var errno: Errno?
    package var operation: String?
    package var object: String?
    package var map: String?
    package var program: String?
    package var path: String?
    package var reason: String?
    package var advice: String?
    package var verifierLog: String?
    package var underlyingError: (any Error)?
  }

  // One reference, so that a throwing call needs room for a pointer and not for all the facts.
  private final class Box: Sendable {
    let facts: Facts
    init(_ facts: Facts) { self.facts = facts }
  }

  private let box: Box

  package var facts: Facts { box.facts }

  package init(_ facts: Facts) { box = Box(facts) }

  /// Makes an error that no system call caused.
  ///
  /// - Parameters:
  ///   - action: what failed, as the rest of a sentence that begins with "cannot".
  ///   - reason: why, as a sentence without a full stop.
  ///   - advice: what to do, as a sentence without a full stop.
  package init(
    _ code: Code, _ action: String, reason: String? = nil, advice: String? = nil,
    map: String? = nil, program: String? = nil, path: String? = nil,
    underlying: (any Error)? = nil
  ) {
    self.init(
      Facts(
        code: code, action: action, map: map, program: program, path: path, reason: reason,
        advice: advice, underlyingError: underlying))
  }

  /// The same error with more facts; layers above add what only they know, such as the object.
  package func adding(_ change: (inout Facts) -> Void) -> BPFError {
    var facts = box.facts
    change(&facts)
    return BPFError(facts)
  }
}

extension BPFError {
  /// What went wrong, as far as a program would care to tell apart.
  public var code: Code { box.facts.code }
  /// The error number of the system call, when one failed.
  public var errno: Errno? { box.facts.errno }
  /// The system call, or the command of `bpf(2)`, by its C name.
  public var operation: String? { box.facts.operation }
  /// The name of the object file that was being loaded.
  public var object: String? { box.facts.object }
  /// The name of the map.
  public var map: String? { box.facts.map }
  /// The name of the program.
  public var program: String? { box.facts.program }
  /// The path of a file.
  public var path: String? { box.facts.path }
  /// Why it failed.
  public var reason: String? { box.facts.reason }
  /// What can be done about it.
  public var advice: String? { box.facts.advice }
  /// What the verifier wrote, in full, when it refused a program or BTF.
  public var verifierLog: String? { box.facts.verifierLog }
  /// The error of a layer below, when one caused this.
  public var underlyingError: (any Error)? { box.facts.underlyingError }
}

extension BPFError.Code {
  /// The process may not do this.
  public static var permissionDenied: Self { Self("permission denied") }
  /// The verifier refused a program; see ``BPFError/verifierLog``.
  public static var verifierRejected: Self { Self("rejected by the verifier") }
  /// The kernel cannot do this: it is too old, or built without it.
  public static var unsupported: Self { Self("not supported by this kernel") }
  /// A key, tracepoint, interface, file or object does not exist.
  public static var notFound: Self { Self("not found") }
  /// A name stands for several things.
  public static var ambiguous: Self { Self("ambiguous") }
  /// A key, file or attachment exists already.
  public static var alreadyExists: Self { Self("exists already") }
  /// Something else holds what is needed.
  public static var busy: Self { Self("busy") }
  /// A limit is reached: memory, entries, descriptors, instructions.
  public static var limitReached: Self { Self("limit reached") }
  /// An argument cannot be right, whatever the kernel.
  public static var invalidArgument: Self { Self("invalid argument") }
  /// The trace file system is not available.
  public static var traceFSUnavailable: Self { Self("tracefs unavailable") }
  /// Memory shared with the kernel, or something that the kernel wrote, makes no sense.
  public static var corruptData: Self { Self("corrupt data") }
  /// An iteration met more keys than a map can hold, because the map changes as it is read.
  public static var iterationAborted: Self { Self("iteration aborted") }
  /// The kernel refused for another reason; see ``BPFError/errno``.
  public static var refused: Self { Self("refused by the kernel") }

  init(_ errno: Errno) {
    switch errno {
    case .notPermitted, .permissionDenied: self = .permissionDenied
    case .noFunction, .notSupported, .notSupportedInternally: self = .unsupported
    case .noSuchFileOrDirectory, .operationNotSupportedByDevice, .noSuchProcess,
      .noSuchAddressOrDevice:
      self = .notFound
    case .fileExists: self = .alreadyExists
    case .resourceBusy: self = .busy
    case .noMemory, .noSpace, .tooManyOpenFiles, .tooManyOpenFilesInSystem, .argListTooLong:
      self = .limitReached
    default: self = .refused
    }
  }
}
