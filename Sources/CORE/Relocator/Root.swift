import BTF

/// A local type at which accesses begin, with the types of the target that it may stand for.
struct Root: Sendable {
  /// A type of the target that has the name, flavours aside, and the kind.
  struct Candidate: Sendable {
    /// 0 for the target itself, from 1 for its modules.
    let table: Int
    let type: TypeID
    /// The relocation that ruled the candidate out.
    var ruledOutBy = UInt32.max

    var isInPlay: Bool { ruledOutBy == .max }
  }

  let type: BTFType
  /// In the order of tables and numbers.
  var candidates: [Candidate] = []
}

extension Root {
  /// Takes candidates back into play that one relocation has ruled out.
  mutating func reinstate(ruledOutBy generation: UInt32) {
    for place in candidates.indices where candidates[place].ruledOutBy == generation {
      candidates[place].ruledOutBy = .max
    }
  }
}
