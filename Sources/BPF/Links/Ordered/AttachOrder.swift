/// Where a program stands among the others that are attached to the same place and that run one
/// after the other: of tcx (Linux 6.6), netkit (Linux 6.7) and control groups (Linux 6.17).
public struct AttachOrder: Sendable, CustomStringConvertible {
  /// `BPF_F_BEFORE`, `BPF_F_AFTER`, or nothing.
  package let flags: UInt32
  /// The program or link that it stands next to; `nil` for all of them.
  package let neighbour: Neighbour?
  /// The order in words.
  public let description: String

  /// What a program is put next to.
  public enum Neighbour: Sendable, CustomStringConvertible {
    /// A program, however it is attached.
    case program(Program)
    /// The same, by the kernel's number for it.
    case programID(UInt32)
    /// A link, by the kernel's number for it.
    case linkID(UInt32)

    /// The kind and the name or number.
    public var description: String {
      switch self {
      case .program(let program): "program \"\(program.name)\""
      case .programID(let id): "program \(id)"
      case .linkID(let id): "link \(id)"
      }
    }
  }

  private init(_ flags: UInt32, _ neighbour: Neighbour?, _ description: String) {
    self.flags = flags
    self.neighbour = neighbour
    self.description = description
  }

  /// Where the kernel puts it: behind all others.
  public static var automatic: Self { Self(0, nil, "behind what is there") }
  /// Before all others (`BPF_F_BEFORE`).
  public static var first: Self { Self(8, nil, "first") }
  /// Behind all others (`BPF_F_AFTER`).
  public static var last: Self { Self(16, nil, "last") }
  /// Right before another (`BPF_F_BEFORE`).
  public static func before(_ neighbour: Neighbour) -> Self {
    Self(8, neighbour, "before \(neighbour)")
  }
  /// Right behind another (`BPF_F_AFTER`).
  public static func after(_ neighbour: Neighbour) -> Self {
    Self(16, neighbour, "after \(neighbour)")
  }
  /// Right before a program, however it is attached.
  public static func before(_ program: Program) -> Self { before(.program(program)) }
  /// Right behind a program, however it is attached.
  public static func after(_ program: Program) -> Self { after(.program(program)) }

  /// Right before a link.
  ///
  /// - Throws: ``BPFError``, among others where the kernel has no link for the attachment.
  public static func before(_ link: borrowing Link) throws(BPFError) -> Self {
    before(.linkID(try link.info().id))
  }
  /// Right behind a link.
  ///
  /// - Throws: ``BPFError``, among others where the kernel has no link for the attachment.
  public static func after(_ link: borrowing Link) throws(BPFError) -> Self {
    after(.linkID(try link.info().id))
  }

  /// What the kernel wants for it: its flags, and the descriptor or number of the neighbour.
  var encoded: (flags: UInt32, relative: UInt32) {
    switch neighbour {
    case nil: (flags, 0)
    case .program(let program): (flags, UInt32(bitPattern: program.descriptor.rawValue))
    case .programID(let id): (flags | 0x20, id)  // BPF_F_ID
    case .linkID(let id): (flags | 0x2020, id)  // BPF_F_ID, BPF_F_LINK
    }
  }
}
