package import BTF

extension Feature {
  /// What of BTF a feature is about.
  private static let novelties: [(Feature, BTFNovelty)] = [
    (.btfFunction, .function), (.btfGlobalFunction, .globalFunction),
    (.btfDataSection, .dataSection), (.btfFloat, .float), (.btfDeclarationTag, .declarationTag),
    (.btfTypeTag, .typeTag), (.btfEnum64, .enum64), (.btfQuestionMark, .questionMark),
    (.btfLayout, .layout),
  ]

  /// The features that decide which BTF a kernel takes.
  package static var typeFeatures: [Feature] { novelties.map(\.0) }

  fileprivate static func novelties(of features: some Sequence<Feature>) -> Set<BTFNovelty> {
    let features = Set(features)
    return Set(novelties.filter { features.contains($0.0) }.map(\.1))
  }
}

extension BTFTable {
  /// The types with older ones in the place of those that a kernel without some features refuses.
  ///
  /// - Returns: `nil` when the features are not about BTF.
  package func without(_ features: some Sequence<Feature>) throws(BTFError) -> BTFTable? {
    let unknown = Feature.novelties(of: features)
    guard !unknown.isEmpty else { return nil }
    var editor = try BTFEditor(self)
    try editor.replace(unknown)
    return try editor.finish()
  }
}
