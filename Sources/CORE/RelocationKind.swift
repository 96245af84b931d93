/// What a CO-RE relocation asks about a field, type or enumerator (`enum bpf_core_relo_kind`).
///
/// Source: `include/uapi/linux/bpf.h`. `matchesType` came with kernel 6.0, the others by 5.12.
public struct RelocationKind: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
  /// The number.
  public let rawValue: UInt32

  /// The kind with a number.
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// `BPF_CORE_FIELD_BYTE_OFFSET`: where a field stands; of a bitfield, where its load unit stands.
  public static let fieldByteOffset = RelocationKind(rawValue: 0)
  /// `BPF_CORE_FIELD_BYTE_SIZE`: how many bytes a field, or the load unit of a bitfield, has.
  public static let fieldByteSize = RelocationKind(rawValue: 1)
  /// `BPF_CORE_FIELD_EXISTS`: whether the target has the field.
  public static let fieldExists = RelocationKind(rawValue: 2)
  /// `BPF_CORE_FIELD_SIGNED`: whether a field is of a signed integer or enumeration.
  public static let fieldSigned = RelocationKind(rawValue: 3)
  /// `BPF_CORE_FIELD_LSHIFT_U64`: how far to shift a load unit left so that a bitfield ends up on top.
  public static let fieldLeftShift = RelocationKind(rawValue: 4)
  /// `BPF_CORE_FIELD_RSHIFT_U64`: how far to shift it back right.
  public static let fieldRightShift = RelocationKind(rawValue: 5)
  /// `BPF_CORE_TYPE_ID_LOCAL`: the type's number in the object's own BTF.
  public static let typeIDLocal = RelocationKind(rawValue: 6)
  /// `BPF_CORE_TYPE_ID_TARGET`: the type's number in the target's BTF, 0 when it has none.
  public static let typeIDTarget = RelocationKind(rawValue: 7)
  /// `BPF_CORE_TYPE_EXISTS`: whether the target has the type.
  public static let typeExists = RelocationKind(rawValue: 8)
  /// `BPF_CORE_TYPE_SIZE`: the type's size in bytes, 0 when the target does not have it.
  public static let typeSize = RelocationKind(rawValue: 9)
  /// `BPF_CORE_ENUMVAL_EXISTS`: whether the target has the enumerator.
  public static let enumeratorExists = RelocationKind(rawValue: 10)
  /// `BPF_CORE_ENUMVAL_VALUE`: the enumerator's value.
  public static let enumeratorValue = RelocationKind(rawValue: 11)
  /// `BPF_CORE_TYPE_MATCHES`: whether the target has the type with these members.
  public static let typeMatches = RelocationKind(rawValue: 12)

  /// Which of the three forms of access the kind works on; `nil` for a number not known here.
  enum Subject { case field, type, enumerator }

  var subject: Subject? {
    switch self {
    case .fieldByteOffset, .fieldByteSize, .fieldExists, .fieldSigned, .fieldLeftShift,
      .fieldRightShift:
      .field
    case .typeIDLocal, .typeIDTarget, .typeExists, .typeSize, .typeMatches: .type
    case .enumeratorExists, .enumeratorValue: .enumerator
    default: nil
    }
  }

  /// The short name that verifier logs and other tools print, such as `byte_off`.
  public var name: String {
    switch self {
    case .fieldByteOffset: "byte_off"
    case .fieldByteSize: "byte_sz"
    case .fieldExists: "field_exists"
    case .fieldSigned: "signed"
    case .fieldLeftShift: "lshift_u64"
    case .fieldRightShift: "rshift_u64"
    case .typeIDLocal: "local_type_id"
    case .typeIDTarget: "target_type_id"
    case .typeExists: "type_exists"
    case .typeSize: "type_size"
    case .enumeratorExists: "enumval_exists"
    case .enumeratorValue: "enumval_value"
    case .typeMatches: "type_matches"
    default: "unknown"
    }
  }

  /// The short name, or the number of a kind not known here.
  public var description: String { subject == nil ? "kind \(rawValue)" : name }
}
