import Bytes

/// The types of a table in classes of equal ones.
///
/// At first all that look alike without what they refer to are one class. Then those that refer to
/// members of different classes are told apart, until nothing changes: what is left together, no
/// path from it can tell apart. The largest part of a class that falls apart keeps its number, so
/// that each type changes its class few times (Hopcroft's way of minimising automata).
struct TypePartition {
  /// The own types that each own type refers to by place, and others as -1 - their place in ``foreign``.
  private var references: [[Int]] = []
  /// The own types that refer to each.
  private var users: [[Int]] = []
  /// The types of the base that are referred to.
  private(set) var foreign: [TypeID] = []
  private var classOf: [Int] = []
  /// The types of each class, and some that have left it.
  private var members: [[Int]] = []
  private var sizes: [Int] = []
  /// How many references may still be looked at.
  private var effort: Int

  init(_ table: BTFTable) throws(BTFError) {
    let ids = table.ownIDs
    users = Array(repeating: [], count: ids.count)
    effort = 1 << 20
    var foreignPlaces: [TypeID: Int] = [:]
    var known: [[UInt32]: Int] = [:]
    var outlines = TypeOutlines(table)
    for (place, id) in ids.enumerated() {
      let type = try table.type(TypeID(id))
      let outline: [UInt32]
      // Each variable is one of its own.
      if type.kind == .variable || type.kind == .dataSection {
        outline = [UInt32(type.kind.rawValue), id]
      } else {
        outline = try outlines.outline(of: type)
      }
      let number = known[outline] ?? sizes.count
      if number == sizes.count {
        known[outline] = number
        members.append([])
        sizes.append(0)
      }
      classOf.append(number)
      members[number].append(place)
      sizes[number] &+= 1
      var others: [Int] = []
      for other in try table.references(of: type) {
        if other >= table.firstID, other < table.endID {
          let target = Int(other.rawValue &- table.firstID.rawValue)
          others.append(target)
          users[target].append(place)
        } else {
          _ = try table.type(other)
          let index = foreignPlaces[other] ?? foreign.count
          if index == foreign.count {
            foreignPlaces[other] = index
            foreign.append(other)
          }
          others.append(-1 &- index)
        }
      }
      effort &+= 64 &* (others.count &+ 1)
      references.append(others)
    }
  }

  /// Tells apart what refers to different classes, until nothing does.
  mutating func refine() throws(BTFError) {
    var changed = Array(classOf.indices)
    while !changed.isEmpty {
      var moved: [Int] = []
      var groups: [Int: [Int]] = [:]
      for place in changed { groups[classOf[place], default: []].append(place) }
      for number in groups.keys.sorted() where sizes[number] > 1 {
        try split(number, groups[number] ?? [], &moved)
      }
      var next: Set<Int> = []
      for place in moved { next.formUnion(users[place]) }
      changed = next.sorted()
    }
  }

  /// Splits a class by what some of its types, whose references have changed, refer to now.
  ///
  /// None of the others of the class refers to the same: what changed has a new number.
  private mutating func split(
    _ number: Int, _ changed: [Int], _ moved: inout [Int]
  ) throws(BTFError) {
    var parts: [[Int]] = []
    var known: [[Int]: Int] = [:]
    for place in changed {
      effort &-= references[place].count &+ 1
      guard effort >= 0 else {
        throw BTFError(.tooDeep, "the types take too long to tell apart")
      }
      let classes = references[place].map { $0 < 0 ? $0 : classOf[$0] }
      let part = known[classes] ?? parts.count
      if part == parts.count {
        known[classes] = part
        parts.append([])
      }
      parts[part].append(place)
    }
    let rest = sizes[number] &- changed.count
    guard parts.count > 1 || rest > 0 else { return }
    let largest = parts.indices.max { parts[$0].count < parts[$1].count } ?? 0
    if rest > 0, rest < parts[largest].count {
      let gone = Set(changed)
      let others = members[number].filter { classOf[$0] == number && !gone.contains($0) }
      parts.append(others)
    }
    for (index, part) in parts.enumerated() where index != largest || rest >= parts[largest].count {
      for place in part { classOf[place] = sizes.count }
      members.append(part)
      sizes.append(part.count)
      sizes[number] &-= part.count
      moved += part
    }
    if rest < parts[largest].count { members[number] = parts[largest] }
  }

  /// For each type the first that is equal to it.
  func firstOfEach() -> [Int] {
    var first = [Int](repeating: -1, count: sizes.count)
    return classOf.indices.map { place in
      let number = classOf[place]
      if first[number] < 0 { first[number] = place }
      return first[number]
    }
  }
}
