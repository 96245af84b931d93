internal import BPFObject
internal import BTF

extension Kernel {
  /// The types with older ones in the place of those that this kernel does not know.
  ///
  /// - Returns: `nil` when it knows them all.
  func withoutUnknownTypes(_ types: BTFTable) -> BTFTable? {
    let unknown = Feature.typeFeatures.filter { support(for: $0) == .unsupported }
    // Types that cannot be read are for the kernel to refuse.
    return try? types.without(unknown)
  }
}
