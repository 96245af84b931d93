import BTF

/// What the types say about a relocation, whatever its instruction is.
struct Resolution: Sendable {
  /// The number of the relocation that was resolved.
  let generation: UInt32
  let local: Answer
  /// `nil` when the target has no answer, and the instruction must be poisoned.
  var target: Answer?
  var match: COREOutcome.Match?
  /// Whether a load or store could be given the width of the field in the target.
  var allowsSizeChange = true

  /// Two fields of different sizes: a load of one width cannot stand for both.
  var changesSize: Bool {
    guard let target else { return false }
    return target.accessSize != local.accessSize
  }
}

/// Relocations with the same key have the same resolution.
///
/// Candidates are ruled out as relocations are carried out, but never so that one that was
/// resolved would come out otherwise: some candidate that gave its answer always remains.
struct ResolutionKey: Hashable, Sendable {
  let type: TypeID
  let accessString: UInt32
  let kind: UInt32

  init(_ record: CORERecord) {
    type = record.type
    accessString = record.accessString
    kind = record.kind
  }
}
