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
