import BTF
import Bytes

/// Compares the object's types with those of one target table.
struct Matcher: Sendable {
  let local: TypeSource
  let target: TypeSource
  /// The path through the target's types, of the last comparison.
  var path = AccessPath()
  /// Where the last comparison failed.
  var mismatch: Mismatch?
  /// What is left of the effort for this comparison.
  var budget = Budget()

  /// The depth at which chains and nestings of types are given up, as in libbpf.
  static let maximumDepth = 32
  init(local: TypeSource, target: TypeSource) {
    self.local = local
    self.target = target
  }

  /// Whether a candidate has what the access asks for.
  mutating func matches(
    _ kind: RelocationKind, _ subject: RelocationKind.Subject, _ access: borrowing AccessPath,
    _ candidate: TypeID
  ) throws(Fault) -> Bool {
    path.begin(at: candidate)
    mismatch = nil
    budget = Budget()
    switch subject {
    case .field: return try matchField(access, candidate)
    case .enumerator: return try matchEnumerator(access, candidate)
    case .type:
      if kind == .typeMatches {
        return try matchTypes(access.root, candidate, behindPointer: false, level: 32)
      }
      return try areCompatible(access.root, candidate, level: 32)
    }
  }

  /// What a candidate answers, and where it has the field; `nil` when it does not match.
  mutating func answer(
    _ kind: RelocationKind, _ subject: RelocationKind.Subject, _ access: borrowing AccessPath,
    _ candidate: TypeID, _ byteOrder: ByteOrder
  ) throws(Fault) -> (answer: Answer, bitOffset: UInt64)? {
    guard try matches(kind, subject, access, candidate) else { return nil }
    return (try target.answer(kind, subject, at: path, byteOrder), path.bitOffset)
  }

  /// Whether a load of a field, whose size differs, may become one of another width.
  func canChangeSize(from ours: Answer, to theirs: Answer) throws(Fault) -> Bool {
    for likePointers in [true, false] {
      if try local.fillsWithZeroes(ours.accessType, likePointers: likePointers),
        try target.fillsWithZeroes(theirs.accessType, likePointers: likePointers)
      {
        return true
      }
    }
    return false
  }

  func tooDeep() -> Fault {
    Fault(.tooComplex, "types nest deeper than \(Matcher.maximumDepth): a loop")
  }

  /// Records why the types do not match, and says that they do not.
  mutating func fail(_ reason: Mismatch) -> Bool {
    mismatch = reason
    return false
  }

  /// Enumerations of 32 and of 64 bits count as one kind.
  static func haveSameKind(_ a: BTFType, _ b: BTFType) -> Bool {
    a.kind == b.kind || a.kind.isEnumeration && b.kind.isEnumeration
  }

  /// Whether two names are equal without their flavours.
  func essentialNamesEqual(_ a: UInt32, _ b: UInt32) throws(Fault) -> Bool {
    let a = try local.name(at: a)
    let b = try target.name(at: b)
    let length = EssentialName.length(a)
    guard EssentialName.length(b) == length else { return false }
    return a.extracting(0..<length).elementsEqual(b.extracting(0..<length))
  }
}

/// Why a candidate is not the type that an access means.
enum Mismatch: Sendable {
  /// No member has the name that stands at this place of the object's strings.
  case noMember(UInt32, in: TypeID)
  /// The member of that name has a type of another sort.
  case memberType(UInt32, local: TypeID, target: TypeID)
  /// A member is looked for in something that is no struct or union.
  case notComposite(TypeID)
  /// An element is looked for in something that is no array.
  case notArray(TypeID)
  /// The array has too few elements.
  case tooFewElements(UInt32, index: UInt32)
  /// No enumerator has the name that stands at this place of the object's strings.
  case noEnumerator(UInt32)
  /// The candidate is no enumeration.
  case notEnumeration(TypeID)
  /// Two types differ somewhere inside.
  case types(local: TypeID, target: TypeID)
}
