internal import BPFObject

/// A place that a program can be attached to.
///
/// Each kind of place is a type with its own options, and a static member that is found by a dot:
///
/// ```swift
/// let link = try program.attach(to: .tracepoint("sched", "sched_process_exec"))
/// ```
public protocol AttachPoint: Sendable, CustomStringConvertible {
  /// Attaches a program; ``Program/attach(to:)`` is how it is called.
  ///
  /// - Returns: the link; the program is detached when it ends.
  /// - Throws: ``BPFError``, of which ``BPFError/program`` is the program and the reason says what to
  ///   do; nothing stays open then.
  func attach(_ program: Program) throws(BPFError) -> Link

  /// Looks whether the place is there, without attaching anything to it.
  ///
  /// What passes may still refuse a program; a place that cannot be looked at passes.
  ///
  /// - Throws: ``BPFError`` as ``attach(_:)`` would, when it is not there.
  func check(on kernel: Kernel) throws(BPFError)
}

extension AttachPoint {
  /// Passes: most places are found out only by attaching.
  public func check(on kernel: Kernel) throws(BPFError) {}
}

extension Program {
  /// Attaches the program; it may be attached to as many places as wanted.
  ///
  /// - Returns: the link; the program is detached when it ends.
  /// - Throws: ``BPFError``.
  public func attach(to point: some AttachPoint) throws(BPFError) -> Link {
    try point.attach(self)
  }

  /// Attaches the program to what its section's name says.
  ///
  /// - Throws: ``BPFError``, among others where the name leaves it open, as `xdp` does.
  public func attach() throws(BPFError) -> Link {
    guard let spec else {
      throw BPFError(
        .invalidArgument, "attach \(self)",
        reason: "it comes from no object file, of which a section's name would say where",
        advice: "say where: attach(to:)", program: name)
    }
    let target: SectionTarget?
    do { target = try spec.sectionTarget() } catch {
      throw BPFError(.invalidArgument, "attach \(self)", program: name, underlying: error)
    }
    guard let target else {
      throw BPFError(
        .invalidArgument, "attach \(self)", reason: spec.reasonForExplicitAttachment,
        advice: "say where: attach(to:)", program: name)
    }
    return try attach(to: target)
  }
}
