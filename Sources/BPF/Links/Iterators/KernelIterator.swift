internal import BPFObject
internal import SystemPackage

/// A walk over the kernel's objects, which a program of `iter/KIND` makes text or records of
/// (`BPF_LINK_CREATE`, Linux 5.8).
///
/// The link is read as often as wanted, each time a walk of its own:
///
/// ```swift
/// let link = try program.attach(to: .iterator())
/// for line in try link.readLines() { print(line) }
/// ```
public struct KernelIterator: AttachPoint {
  /// What is gone through.
  public var scope: IteratorScope
  /// What messages call the kind: `task`.
  public var kind: String?

  /// Everything of the kind that the program was loaded for, or a part of it.
  public init(_ scope: IteratorScope = .everything, named kind: String? = nil) {
    self.scope = scope
    self.kind = kind
  }

  /// `iterator task`.
  public var description: String {
    kind.map { "iterator \($0)" } ?? "the iterator it was loaded for"
  }

  /// Attaches a program of type `tracing` that was loaded for an iterator.
  public func attach(_ program: Program) throws(BPFError) -> Link {
    let kernel = program.kernel
    let target = kind ?? program.spec?.target.map { $0 }
    let name = target.map { "iterator \($0)" } ?? description
    let action = "attach \(program) to \(name)"
    let (parameters, folder) = try scope.parameters(for: kernel, action)
    defer { withExtendedLifetime(folder) {} }
    do {
      let link = try kernel.createIteratorLink(
        program: program.descriptor.rawValue, parameters: parameters)
      return Link(kernel: kernel, owning: link, target: name, programName: program.name)
    } catch {
      throw kernel.failure(
        .linkCreate, error, action, program: program.name,
        advice: scope.advice(error, target), reason: scope.reason(error, program))
    }
  }
}

extension AttachPoint where Self == KernelIterator {
  /// The iterator that the program was loaded for, over everything or a part.
  public static func iterator(_ scope: IteratorScope = .everything) -> Self {
    KernelIterator(scope)
  }
}
