internal import BPFObject
internal import ELF

/// Where a function of a binary is.
struct FoundFunction {
  /// The byte offset in the file.
  let offset: UInt64
  /// What whoever attaches should know.
  let note: String?
}

extension OpenBinary {
  /// Finds a function by its name: `f`, `f@VERSION`, `f@@VERSION`.
  ///
  /// - Parameter distance: bytes from the start of the function.
  func find(
    _ text: String, plus distance: UInt64 = 0, _ action: String
  ) throws(BPFError) -> FoundFunction {
    let name = VersionedName(text)
    var found: [FunctionSymbol]
    do { found = try file.functions(named: name) } catch { throw damaged(error, action) }
    guard !found.isEmpty else { throw missing(name, action) }
    let offsets = { (functions: [FunctionSymbol]) in Set(functions.map(\.fileOffset)) }
    if offsets(found).count > 1 {
      let strong = found.filter { !$0.isWeak }
      if !strong.isEmpty { found = strong }
    }
    guard offsets(found).count == 1, let function = found.first else {
      let names = found.map(\.versionedName)
      throw BPFError(
        .ambiguous, action, reason: "\(path) has \(found.count) functions of the name \(text)",
        advice: Set(names).count > 1
          ? "name the version that is meant: \(names.sorted().joined(separator: ", "))"
          : "give the offset in the file that is meant: "
            + found.map { "0x" + String($0.fileOffset, radix: 16) }.joined(separator: ", "),
        path: path)
    }
    guard distance == 0 || function.size == 0 || distance < function.size else {
      throw BPFError(
        .invalidArgument, action,
        reason: "the function has only \(function.size) bytes", path: path)
    }
    let (offset, overflow) = function.fileOffset.addingReportingOverflow(distance)
    guard !overflow else {
      throw BPFError(.invalidArgument, action, reason: "the offset is beyond any file", path: path)
    }
    return FoundFunction(
      offset: try fileOffset(offset, action),
      note: found.contains(where: \.isIndirect)
        ? "which only chooses the function that is called (IFUNC)" : nil)
  }

  /// The functions whose names are of a pattern, each place once, in the order of the file.
  func find(_ pattern: GlobPattern, _ action: String) throws(BPFError) -> [UInt64] {
    let found: [FunctionSymbol]
    do throws(ELFError) {
      found = try file.functions(where: { name in pattern.matches(Array(name.utf8)) })
    } catch {
      throw damaged(error, action)
    }
    guard !found.isEmpty else {
      throw BPFError(
        .notFound, action, reason: "\(path) has no function of the pattern",
        advice: reasonForNoSymbols, path: path)
    }
    var offsets: [UInt64] = []
    // The code of a function that is chosen at run time is not the function.
    for function in found where !function.isIndirect || found.count == 1 {
      offsets.append(try fileOffset(function.fileOffset, action))
    }
    return Array(Set(offsets)).sorted()
  }

  private func damaged(_ error: ELFError, _ action: String) -> BPFError {
    BPFError(
      .corruptData, action, reason: "the symbols of \(path) are damaged: \(error.detail)",
      path: path, underlying: error)
  }

  private func missing(_ name: VersionedName, _ action: String) -> BPFError {
    if name.version != nil {
      let versions =
        (try? file.functions(named: VersionedName(name.name)))?.map(\.versionedName) ?? []
      if !versions.isEmpty {
        return BPFError(
          .notFound, action,
          reason: "\(path) has no such version of \(name.name)",
          advice: "there are \(versions.sorted().joined(separator: ", "))", path: path)
      }
    }
    if let imported = importer(of: name.name) {
      return BPFError(
        .notFound, action,
        reason: "\(path) calls \(imported), but a shared library defines it",
        advice: "name the library: libc.so.6, or what ldd \(path) lists", path: path)
    }
    let near = near(name.name)
    let reason = "\(path) has no function \(name.name)"
    return BPFError(
      .notFound, action,
      reason: reason + (reasonForNoSymbols.map { "; \($0)" } ?? ""),
      advice: near.isEmpty
        ? (reasonForNoSymbols == nil
          ? nil : "give the function's offset in the file, or its address")
        : "near names: \(near.joined(separator: ", "))", path: path)
  }

  /// The name itself when the file only uses it.
  private func importer(of name: String) -> String? {
    guard let symbols = try? file.dynamicSymbolTable() else { return nil }
    let isUsed = symbols.contains {
      $0.section == .undefined && symbols.isName(name, of: $0)
    }
    return isUsed ? name : nil
  }

  private func near(_ name: String) -> [String] {
    var near = NearNames(to: name.utf8, takesDots: true)
    for table in ELFFile.FunctionTable.allCases {
      try? file.forEachFunction(in: table) { function in near.consider(function.name) }
    }
    return near.names
  }
}
