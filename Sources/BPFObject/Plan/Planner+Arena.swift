import BTF

/// Where the variables of an arena stand in it.
extension Planner {
  /// The offset of the variables, in bytes; 0 for maps without such variables.
  ///
  /// - Throws: ``ObjectError/Code/wrongSize`` when the arena is too small for them.
  func arenaOffset(_ map: MapSpec) throws(ObjectError) -> UInt64 {
    guard map.type == .arena, let contents = map.contents else { return 0 }
    let page = UInt64(max(1, target.pageSize))
    let size = UInt64(map.maxEntries) * page
    let pages = (UInt64(contents.count) + page - 1) / page * page
    guard pages <= size else {
      throw ObjectError(
        .wrongSize,
        "\(contents.count) bytes of variables do not fit in an arena of \(map.maxEntries) pages",
        map: map.name, advice: "set max_entries to at least \(pages / page)")
    }
    // At the end, what is taken from the arena at its beginning has round addresses.
    return target.has(.largeValueOffsets) ? size - pages : 0
  }
}
