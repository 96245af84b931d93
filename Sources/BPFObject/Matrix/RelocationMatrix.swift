/// What an object needs of kernels, and which of some recorded kernels have it.
///
/// A CO-RE relocation for which a kernel has no answer is no failure by itself: the instruction is
/// poisoned, and a program that only reaches it behind `bpf_core_field_exists()` or a check like it
/// loads. The matrix tells the two apart by following each program, as it would be loaded, with the
/// values that are known: what CO-RE made constant, constants of `.rodata`, the kernel's version and
/// configuration.
///
///     let matrix = try RelocationMatrix(object: "probe.bpf.o", kernels: .recorded(in: "kernels"))
///     #expect(matrix.broken.isEmpty, "\(matrix)")
///
/// Computing it reads files and nothing else: it needs no privileges, and gives the same answers on
/// every machine.
///
/// Programs that are not loaded by default (`SEC("?…")`, `autoload`) are left out unless they are
/// asked for by name.
public struct RelocationMatrix: Sendable {
  /// The object's name.
  public let objectName: String
  /// The names of the kernels, in the order of every row's cells.
  public let kernels: [String]
  /// The names of kernels of the other byte order, which cannot run the object.
  public let unfitKernels: [String]
  /// The programs that were followed.
  public let programs: [String]
  /// The programs that were left out because they are not loaded by default.
  public let programsLeftOut: [String]
  /// Everything that the programs need, in the object's order.
  public internal(set) var rows: [Row]
  /// What may be missing, as it was written, by ``allowing(missing:)``.
  public internal(set) var allowances: [String] = []

  /// The rows in which some kernel breaks a program and nobody allowed it.
  public var broken: [Row] { rows.filter { $0.isBroken && !$0.isAllowed } }

  /// The rows of which some kernel lacks something that programs reach only where it is there.
  public var guarded: [Row] { rows.filter { !$0.isBroken && $0.isGuarded } }

  /// How often each kernel gives each kind of answer.
  public func counts(on kernel: String) -> Counts {
    guard let column = kernels.firstIndex(of: kernel) else { return Counts() }
    return counts(column: column)
  }

  /// Numbers of rows.
  public struct Counts: Sendable, Hashable {
    /// The kernel has it.
    public var resolved = 0
    /// The kernel lacks it, and no program needs it there.
    public var guarded = 0
    /// The kernel lacks it, and a program cannot be loaded therefore.
    public var broken = 0
    /// The same, but allowed.
    public var allowed = 0
  }

  func counts(column: Int) -> Counts {
    var counts = Counts()
    for row in rows {
      switch row.cells[column].outcome {
      case .resolved: counts.resolved += 1
      case .guarded: counts.guarded += 1
      case .broken where row.isAllowed: counts.allowed += 1
      case .broken: counts.broken += 1
      }
    }
    return counts
  }
}
