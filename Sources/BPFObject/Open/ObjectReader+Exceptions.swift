import BTF

/// Callbacks for exceptions, which programs name in a tag and nothing calls.
extension ObjectReader {
  /// What the tag of a callback says before its name.
  private static let tag = "exception_callback:"

  /// The names of the callbacks that each function is tagged with, by the function's name.
  func readExceptionCallbacks() throws(ObjectError) -> [String: [String]] {
    guard let types else { return [:] }
    return try readingBTF { () throws(BTFError) in
      var found: [String: [String]] = [:]
      try types.forEachOwnType { tag throws(BTFError) in
        guard tag.kind == .declarationTag, try types.tagComponent(of: tag) == -1 else { return }
        let text = try types.name(of: tag)
        guard text.hasPrefix(ObjectReader.tag) else { return }
        let function = try types.type(tag.referent)
        guard function.kind == .function, try types.linkage(of: function) == .global else { return }
        found[try types.name(of: function), default: []].append(
          String(text.dropFirst(ObjectReader.tag.count)))
      }
      return found
    }
  }
}
