import BTF
import Bytes

/// Enumerators, which are found by name.
extension Matcher {
  mutating func matchEnumerator(
    _ access: borrowing AccessPath, _ candidate: TypeID
  ) throws(Fault) -> Bool {
    guard let step = access.steps.last else { return false }
    let type = try target.resolved(candidate)
    guard type.kind.isEnumeration else { return fail(.notEnumeration(type.id)) }
    try budget.spend(type.count &* Budget.enumerator)
    for index in 0..<type.count {
      let enumerator = try target.enumerator(index, of: type)
      if try essentialNamesEqual(step.nameOffset, enumerator.nameOffset) {
        let index = UInt32(truncatingIfNeeded: index)
        try path.appendIndex(index)
        path.steps.append(.enumerator(index, enumerator.nameOffset, of: type.id))
        return true
      }
    }
    return fail(.noEnumerator(step.nameOffset))
  }
}
