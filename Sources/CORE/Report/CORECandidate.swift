public import BTF

/// A type of the target that a local type may stand for, and what came of it.
public struct CORECandidate: Sendable, Hashable {
  /// What came of a candidate.
  public enum Verdict: Sendable, Hashable {
    /// It has what the access names, so many bits (of a field) from its start.
    case matches(bitOffset: UInt64)
    /// It does not; the text says why.
    case differs(String)
    /// An earlier relocation of the same local type had ruled it out.
    case ruledOut
  }

  /// 0 for the target itself, from 1 for its modules.
  public let table: Int
  /// The type.
  public let type: TypeID
  /// What the type is.
  public let kind: TypeKind
  /// The type's name, flavour included.
  public let name: String
  /// The access in the candidate, as far as it goes:
  /// `<byte_off> [118] struct task_struct.pid (0:99 @ offset 1264)`.
  public let specification: String
  /// What came of it.
  public let verdict: Verdict
}
