internal import BTF

extension Kernel {
  /// The types with older kinds in the place of those that this kernel does not know.
  ///
  /// - Returns: `nil` when it knows them all.
  func withoutUnknownKinds(_ types: BTFTable) -> BTFTable? {
    let newerKinds: [(TypeKind, Feature)] = [
      (.float, .btfFloat), (.declarationTag, .btfDeclarationTag), (.typeTag, .btfTypeTag),
      (.enum64, .btfEnum64),
    ]
    let unknown = newerKinds.filter { support(for: $0.1) == .unsupported }.map(\.0)
    guard !unknown.isEmpty, var editor = try? BTFEditor(types) else { return nil }
    do {
      try editor.replace(Set(unknown))
      return try editor.finish()
    } catch {
      // Types that cannot be read are for the kernel to refuse.
      return nil
    }
  }
}
