internal import Bytes

extension KernelSymbols {
  /// Calls a closure with each function, in the text's order.
  ///
  /// - Parameter body: takes the address, 0 where the process may not see it, the name, and the name of
  ///   the module, empty for the kernel's own.
  package func forEachFunction(
    _ body: (_ address: UInt64, _ name: RawSpan, _ module: RawSpan) -> Void
  ) {
    let span = text.span
    span.forEachLine { range in
      let line = SymbolLine(span, range)
      guard line.isFunction else { return }
      let word = span.word(from: line.nameStart, to: line.end)
      let module = span.module(in: word.upperBound..<line.end)
      guard !word.isEmpty, word.lowerBound == line.nameStart,
        let name = span.part(at: word.lowerBound, count: word.count),
        let module = span.part(at: module.lowerBound, count: module.count)
      else { return }
      body(line.address, name, module)
    }
  }

  /// How many functions there are of each of some names.
  package func count(of names: Set<String>) -> [String: Int] {
    var counts: [String: Int] = [:]
    // Names of one length and first letter are few, so that most lines are done with by two looks.
    var wanted: [Int: [(bytes: [UInt8], name: String)]] = [:]
    for name in names {
      let bytes = Array(name.utf8)
      wanted[KernelSymbols.key(bytes.count, bytes.first ?? 0), default: []].append((bytes, name))
    }
    forEachFunction { _, name, _ in
      let key = KernelSymbols.key(name.byteCount, name.load(at: 0) ?? 0)
      guard let candidates = wanted[key] else { return }
      for candidate in candidates where name.equals(candidate.bytes) {
        counts[candidate.name, default: 0] += 1
      }
    }
    return counts
  }

  private static func key(_ count: Int, _ first: UInt8) -> Int { count << 8 | Int(first) }

  /// The names that several functions have, by their hashes, in order.
  package func repeatedFunctions() -> [UInt64] {
    var hashes: [UInt64] = []
    forEachFunction { _, name, _ in
      hashes.append(unsafe name.withUnsafeBytes { unsafe KernelSymbols.hash($0) })
    }
    hashes.sort()
    var repeated: [UInt64] = []
    for (hash, next) in zip(hashes, hashes.dropFirst()) where hash == next && hash != repeated.last
    {
      repeated.append(hash)
    }
    return repeated
  }

  /// The hash of a name, as ``repeatedFunctions()`` gives it: FNV-1a in 64 bits.
  package static func hash(_ name: some Sequence<UInt8>) -> UInt64 {
    name.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
