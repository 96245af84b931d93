import BTF

/// An access that was followed through the types of one side: `task_struct.thread.regs[3]`.
///
/// The same path is walked twice: through the object's types along the compiler's indices, and
/// through the target's along the names found on the way. Paths are reused from one relocation to
/// the next, so that following them allocates nothing.
struct AccessPath: Sendable {
  /// A turning point of the access: a member that has a name, or an element of an array.
  struct Step: Sendable {
    /// The struct or union that has the member, the element's type, or the enumeration.
    let type: TypeID
    /// Which member, element or enumerator.
    let index: UInt32
    /// The member's own type; that of an element.
    let memberType: TypeID
    /// Where the name of a member or enumerator stands; 0 for an element.
    let nameOffset: UInt32

    var isElement: Bool { nameOffset == 0 }

    static func element(_ index: UInt32, _ type: TypeID) -> Step {
      Step(type: type, index: index, memberType: type, nameOffset: 0)
    }

    static func member(_ index: UInt32, _ member: Member, of owner: TypeID) -> Step {
      Step(type: owner, index: index, memberType: member.type, nameOffset: member.nameOffset)
    }

    static func enumerator(_ index: UInt32, _ nameOffset: UInt32, of owner: TypeID) -> Step {
      Step(type: owner, index: index, memberType: owner, nameOffset: nameOffset)
    }
  }

  /// What the last step leads to.
  struct End: Sendable {
    /// The type of the member or element, behind modifiers.
    var type: BTFType
    /// The width of a bitfield; 0 for other members and for elements.
    var bitSize: UInt32 = 0
  }

  /// The type at which the access begins.
  var root = TypeID.void
  /// Every index on the way, those of anonymous structs and unions included.
  var indices: [UInt32] = []
  /// Indices by name: what the other side has to have as well.
  var steps: [Step] = []
  /// What the last step leads to; `nil` for types and enumerators.
  var end: End?
  /// The distance from the start of the root, below 2^32 (as BTF's own offsets are).
  private(set) var bitOffset: UInt64 = 0

  mutating func begin(at root: TypeID) {
    self.root = root
    indices.removeAll(keepingCapacity: true)
    steps.removeAll(keepingCapacity: true)
    end = nil
    bitOffset = 0
  }

  /// Adds an index, unless the path becomes deeper than any access string.
  mutating func appendIndex(_ index: UInt32) throws(Fault) {
    guard indices.count < AccessString.maximumCount else {
      throw Fault(.tooComplex, "structs and arrays nest deeper than \(AccessString.maximumCount)")
    }
    indices.append(index)
  }

  mutating func advance(bits: UInt64) throws(Fault) {
    let (sum, overflow) = bitOffset.addingReportingOverflow(bits)
    guard !overflow, sum <= UInt64(UInt32.max) else {
      throw Fault(.valueTooLarge, "the field lies more than 512 MiB into its type")
    }
    bitOffset = sum
  }

  mutating func advance(elements: UInt32, ofBytes size: UInt64) throws(Fault) {
    let (bytes, overflow) = size.multipliedReportingOverflow(by: UInt64(elements))
    try advance(bits: overflow ? .max : bytes > UInt64.max / 8 ? .max : bytes &* 8)
  }

  /// Goes back to an earlier state, from a member that led nowhere.
  mutating func retreat(toIndexCount count: Int, bitOffset: UInt64) {
    indices.removeSubrange(count...)
    self.bitOffset = bitOffset
  }
}

extension TypeSource {
  /// Follows the compiler's access string through the object's types.
  func follow(
    _ record: CORERecord, _ subject: RelocationKind.Subject, along path: inout AccessPath
  ) throws(Fault) {
    path.begin(at: record.type)
    try AccessString.read(name(at: record.accessString), into: &path.indices)
    switch subject {
    case .type:
      guard path.indices.count == 1, path.indices[0] == 0 else {
        throw misfit("asks about a type, whose access string can only be \"0\"")
      }
      path.indices.removeAll(keepingCapacity: true)
    case .enumerator: try followEnumerator(along: &path)
    case .field: try followField(along: &path)
    }
  }

  private func misfit(_ problem: String) -> Fault {
    Fault(
      .malformedAccess, "\(problem); compile the object again, with one compiler for all its parts")
  }

  private func followEnumerator(along path: inout AccessPath) throws(Fault) {
    let type = try resolved(path.root)
    let index = path.indices[0]
    guard type.kind.isEnumeration, path.indices.count == 1, Int(index) < type.count else {
      throw misfit("the access names no enumerator of \(describe(path.root))")
    }
    let enumerator = try enumerator(Int(index), of: type)
    path.steps.append(.enumerator(index, enumerator.nameOffset, of: type.id))
  }

  private func followField(along path: inout AccessPath) throws(Fault) {
    var type = try resolved(path.root)
    let first = path.indices[0]
    path.steps.append(.element(first, type.id))
    try path.advance(elements: first, ofBytes: size(of: type))
    path.end = AccessPath.End(type: type)
    for index in path.indices[1...] {
      switch type.kind {
      case .struct, .union:
        guard Int(index) < type.count else {
          throw misfit("\(describe(type.id)) has \(type.count) members, and none of index \(index)")
        }
        let member = try member(Int(index), of: type)
        try path.advance(bits: UInt64(member.bitOffset))
        let inner = try resolved(member.type)
        // An anonymous struct or union is no turning point: its members count as the outer one's.
        if member.nameOffset != 0 {
          guard try !name(at: member.nameOffset).isEmpty else {
            throw misfit("member \(index) of \(describe(type.id)) has an empty name")
          }
          path.steps.append(.member(index, member, of: type.id))
          path.end = AccessPath.End(type: inner, bitSize: member.bitSize)
        }
        type = inner
      case .array:
        let shape = try shape(of: type)
        let element = try resolved(shape.element)
        guard try reaches(shape, index, after: path.steps.last) else {
          throw misfit("an array of \(shape.count) elements has none of index \(index)")
        }
        path.steps.append(.element(index, element.id))
        try path.advance(elements: index, ofBytes: size(of: element))
        path.end = AccessPath.End(type: element)
        type = element
      default:
        throw misfit("\(describe(type.id)) has no member or element \(index)")
      }
    }
  }

  /// Whether an array, met after a step, has an element of an index.
  ///
  /// An array without elements that is the last member of its struct is flexible: it has them all.
  func reaches(
    _ shape: ArrayShape, _ index: UInt32, after step: AccessPath.Step?
  ) throws(Fault) -> Bool {
    if index < shape.count { return true }
    guard shape.count == 0, let step, !step.isElement else { return false }
    return try Int(step.index) == type(step.type).count &- 1
  }
}
