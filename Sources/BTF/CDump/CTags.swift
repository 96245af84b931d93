import Bytes

/// The declaration tags of a table, found by what they belong to.
struct CTags {
  /// A tag of a type, or of one of its members or parameters.
  struct Tag {
    let target: UInt32
    /// The member or parameter; -1 for the type itself.
    let component: Int32
    /// Where the text stands.
    let text: UInt32
    /// Whether the text is an attribute by itself (`kind_flag`, kernel 6.15).
    let isAttribute: Bool
  }

  private var tags: [Tag] = []
  /// Functions that BPF programs can call, by their tag `bpf_kfunc` (kernel 6.10).
  private(set) var kernelFunctions: [TypeID] = []

  /// Collects the tags of a table and of its base.
  init(_ table: borrowing BTFTable) throws(BTFError) {
    let firstOwn = table.firstID.rawValue
    for id in 1..<UInt32(truncatingIfNeeded: max(1, table.count)) {
      let type = try table.type(TypeID(id))
      guard type.kind == .declarationTag else { continue }
      let component = try table.tagComponent(of: type)
      let target = type.referent
      tags.append(
        Tag(
          target: target.rawValue, component: component, text: type.nameOffset,
          isAttribute: type.kindFlag))
      if component == -1, target.rawValue >= firstOwn,
        try table.nameBytes(at: type.nameOffset).spells("bpf_kfunc"),
        try table.type(target).kind == .function
      {
        kernelFunctions.append(target)
      }
    }
    tags.sort { ($0.target, $0.component) < ($1.target, $1.component) }
  }

  /// Whether there are any.
  var isEmpty: Bool { tags.isEmpty }

  /// The tags of a type (component -1), member or parameter.
  func tags(of id: TypeID, component: Int32 = -1) -> ArraySlice<Tag> {
    guard !tags.isEmpty else { return [] }
    let start = tags.partitionPoint {
      ($0.target, $0.component) >= (id.rawValue, component)
    }
    let end = tags[start...].partitionPoint {
      ($0.target, $0.component) > (id.rawValue, component)
    }
    return tags[start..<end]
  }
}
