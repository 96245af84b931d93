package import BTF

/// Compares what an object declares of the kernel's functions and variables with what they are.
///
/// The comparison is that of "does the type exist": sorts of types through pointers and signatures,
/// not names or sizes (`bpf_core_types_are_compat`).
package struct TypeCompatibility {
  private var matcher: Matcher

  /// What a comparison found.
  package enum Answer: Sendable, Hashable {
    case compatible, incompatible
    /// A type cannot be read, for the given reason.
    case unknown(String)
  }

  /// - Parameters:
  ///   - local: the object's types.
  ///   - target: the kernel's types, or those of one of its modules.
  package init(local: BTFTable, target: BTFTable) {
    matcher = Matcher(local: TypeSource(object: local), target: TypeSource(target: target))
  }

  /// Whether a type of the object and one of the target, typedefs and qualifiers aside, are of the
  /// same sort.
  package mutating func compare(_ local: TypeID, _ target: TypeID) -> Answer {
    do {
      matcher.budget = Budget()
      let ours = try matcher.local.resolved(local)
      let theirs = try matcher.target.resolved(target)
      return try matcher.areCompatible(ours.id, theirs.id, level: 32)
        ? .compatible : .incompatible
    } catch {
      return .unknown(error.detail)
    }
  }
}
